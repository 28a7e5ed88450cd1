import { FirstAccount, Links, Sessions, Tokens } from '#access';
import { newId } from '#platform';
import { Program } from '../support/instance.js';
import { freePort, PASSWORD, type TestWeb, testWeb } from '../support/web.js';

/** A raw request, redirects not followed. */
const send = (url: string, init: RequestInit & { headers?: Record<string, string> } = {}) =>
  fetch(url, { redirect: 'manual', ...init });
const cookiesOf = (answer: Response): string =>
  answer.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');
const formToken = (html: string): string => /name="_csrf" value="([^"]+)"/.exec(html)![1]!;

describe('coming in', () => {
  let web: TestWeb;
  beforeAll(async () => {
    web = await testWeb();
  });
  afterAll(() => web.close());
  beforeEach(() => web.world.clock.set('2026-11-24T09:00:00Z'));

  /** The sign-in page's cookie and form token, and a way to post it. */
  async function signInPage(cookie = '') {
    const answer = await send(`${web.url}/sign-in`, { headers: { cookie } });
    const html = await answer.text();
    const visitor = [cookie, cookiesOf(answer)].filter(Boolean).join('; ');
    const post = (fields: Record<string, string>, headers: Record<string, string> = {}) =>
      send(`${web.url}/sign-in`, {
        method: 'POST',
        body: new URLSearchParams({ _csrf: formToken(html), ...fields }),
        headers: { cookie: visitor, origin: web.url, ...headers },
      });
    return { html, visitor, post };
  }

  it('goes from the one-time link over an area to the first page', async () => {
    const visitor = web.visitor();
    const link = (await web.app.get(FirstAccount).link())!;
    let page = await visitor.get(link);
    expect(page.title).toContain('Make the first account');
    page = await page.form('password').fill({ name: 'Ada First', email: 'ada', password: 'short' }).submit();
    expect(page.status).toBe(422);
    expect(page.title).toMatch(/^Error: /);
    expect(page.words).toContain('Enter an email address in the right form');
    expect(page.one('#name').getAttribute('value')).toBe('Ada First');
    expect(page.one('#password').getAttribute('value') ?? '').toBe('');
    page = await page.form('password').fill({ email: 'ada@example.org', password: 'short' }).submit();
    expect(page.words).toContain('12 characters or more');
    page = await page.form('password').fill({ password: PASSWORD }).submit();
    expect(page.url).toBe(`${web.url}/welcome`);
    page = await page.form('name').fill({ name: '' }).submit();
    expect(page.words).toContain('Enter the name of your area');
    page = await page.form('name').fill({ name: 'Craven', gssCode: 'E0700016X' }).submit();
    expect(page.words).toContain('Enter a code like E08000033');
    page = await page.form('name').fill({ gssCode: 'e07000163' }).submit();
    expect(page.words).toContain('You are its coordinator');
    const again = await web.visitor().get(link);
    expect([again.status, again.words]).toEqual([
      410,
      expect.stringContaining('It works once and for 72 hours'),
    ]);
    // An area of one's own and the installation's administrator: settings are open, also for a further area.
    page = await visitor.get('/settings');
    expect(page.words).toContain('Ada First');
    expect(page.words).toContain('Craven');
  });

  it('needs the right password, and says the same whichever is wrong', async () => {
    const { email } = await web.person({ role: 'coordinator' });
    const says = async (address: string, password: string) => {
      const { post } = await signInPage();
      const answer = await post({ email: address, password });
      const html = (await answer.text())
        .replaceAll(address, 'ADDRESS')
        .replace(/(_csrf" value|nonce)="[^"]+"/g, '');
      return {
        status: answer.status,
        html,
        cookies: answer.headers.getSetCookie().filter((line) => line.includes('session')),
      };
    };
    const wrongPassword = await says(email, 'not the password');
    const wrongName = await says('nobody@example.org', 'not the password');
    expect(wrongPassword.status).toBe(422);
    expect(wrongPassword.cookies).toEqual([]);
    expect(wrongName).toEqual(wrongPassword);
    const { post } = await signInPage();
    const right = await post({ email: email.toUpperCase(), password: PASSWORD });
    expect([right.status, right.headers.get('location')]).toEqual([303, '/']);
  });

  it('answers 429 with Retry-After after ten tries in five minutes, for unknown accounts too', async () => {
    const { email } = await web.person({ role: 'coordinator' });
    for (const address of [email, 'stranger@example.org']) {
      const { post } = await signInPage();
      const statuses: number[] = [];
      for (let i = 0; i < 11; i++) statuses.push((await post({ email: address, password: 'wrong' })).status);
      expect(statuses).toEqual([...Array(10).fill(422), 429]);
      const refused = await post({ email: address, password: PASSWORD });
      expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '60']);
      expect(await refused.text()).toContain('too many tries');
    }
    web.world.clock.set('2026-11-24T09:01:00Z');
    const { post } = await signInPage();
    expect((await post({ email, password: PASSWORD })).status).toBe(303);
  });

  it('gives a new session id and never takes one that was brought', async () => {
    const { email } = await web.person({ role: 'coordinator' });
    const planted = web.cookie(newId());
    const { post } = await signInPage(planted);
    const answer = await post({ email, password: PASSWORD });
    const given = answer.headers.getSetCookie().find((line) => line.includes('session'))!;
    expect(given.split(';')[0]).not.toBe(planted);
    // A second sign-in ends the first.
    const first = given.split(';')[0]!;
    expect((await send(`${web.url}/settings`, { headers: { cookie: first } })).status).toBe(200);
    const page = await send(`${web.url}/sign-in`, { headers: { cookie: first } });
    expect(page.headers.get('location')).toBe('/');
    expect((await send(`${web.url}/settings`, { headers: { cookie: planted } })).status).toBe(303);
  });

  it('keeps cookies from script, from other sites and, with TLS, to this host', async () => {
    const { email } = await web.person({ role: 'coordinator' });
    const { post } = await signInPage();
    const plain = (await post({ email, password: PASSWORD })).headers
      .getSetCookie()
      .find((l) => l.includes('session'))!;
    expect(plain).toMatch(/; Path=\/; HttpOnly; SameSite=Lax$/);
    expect(plain).not.toMatch(/domain|max-age|expires/i);
    const secure = await testWeb({ BASE_URL: 'https://crm.example.org' });
    try {
      const answer = await send(`http://127.0.0.1:${new URL(secure.url).port}/sign-in`);
      expect(answer.headers.getSetCookie()[0]).toMatch(
        /^__Host-crm_visitor=[\w-]+; Max-Age=\d+; Path=\/; Expires=[^;]+; HttpOnly; Secure; SameSite=Lax$/,
      );
      expect(secure.cookie('x')).toMatch(/^__Host-crm_session=/);
      expect(answer.headers.get('strict-transport-security')).toContain('max-age=');
    } finally {
      await secure.close();
    }
  });

  it('ends after 30 minutes without a request, and after 12 hours in any case', async () => {
    const visitor = await web.signedIn({ role: 'coordinator' });
    const at = async (time: string) => {
      web.world.clock.set(time);
      return new URL((await visitor.get('/settings')).url).pathname;
    };
    expect(await at('2026-11-24T09:20:00Z')).toBe('/settings');
    expect(await at('2026-11-24T09:49:00Z')).toBe('/settings');
    expect(await at('2026-11-24T10:19:00Z')).toBe('/sign-in');
    const busy = await web.signedIn({ role: 'coordinator' });
    for (let minutes = 19; minutes < 19 + 12 * 60; minutes += 25) {
      web.world.clock.set(new Date(Date.UTC(2026, 10, 24, 10, minutes)).toISOString());
      expect(new URL((await busy.get('/settings')).url).pathname).toBe('/settings');
    }
    web.world.clock.set('2026-11-24T22:19:00Z');
    expect(new URL((await busy.get('/settings')).url).pathname).toBe('/sign-in');
  });

  it('ends by signing out, which takes a POST', async () => {
    const visitor = await web.signedIn({ role: 'coordinator' });
    const page = await visitor.get('/settings');
    expect((await visitor.get('/sign-out')).status).toBe(404);
    const out = await page.form('/sign-out').submit();
    expect(out.words).toContain('You are signed out');
    expect(new URL((await visitor.get('/settings')).url).pathname).toBe('/sign-in');
  });

  it('goes on to where one wanted to go, on this site only', async () => {
    const { email } = await web.person({ role: 'coordinator' });
    const asked = await send(`${web.url}/settings?x=1`);
    expect([asked.status, asked.headers.get('location')]).toEqual([303, '/sign-in?next=%2Fsettings%3Fx%3D1']);
    const { post } = await signInPage();
    expect((await post({ email, password: PASSWORD, next: '/settings?x=1' })).headers.get('location')).toBe(
      '/settings?x=1',
    );
    for (const next of ['//evil.example', 'https://evil.example', '/\\evil.example', 'javascript:alert(1)']) {
      const again = await signInPage();
      expect((await again.post({ email, password: PASSWORD, next })).headers.get('location')).toBe('/');
    }
  });
});

describe('a form', () => {
  let web: TestWeb;
  let cookie: string;
  let token: string;
  beforeAll(async () => {
    web = await testWeb();
    const { userId } = await web.person({ role: 'administrator', areaId: null }, { role: 'coordinator' });
    cookie = web.cookie(await web.world.db.write([], (tx) => web.app.get(Sessions).open(tx, userId, null)));
    token = formToken(await (await send(`${web.url}/settings`, { headers: { cookie } })).text());
  });
  afterAll(() => web.close());

  const post = (fields: Record<string, string>, headers: Record<string, string>) =>
    send(`${web.url}/welcome/area`, {
      method: 'POST',
      body: new URLSearchParams(fields),
      headers: { cookie, ...headers },
    });
  const areas = async () => (await web.world.owner('SELECT id FROM area')).length;

  it('is taken from our own pages only', async () => {
    const before = await areas();
    const good = { _csrf: token, name: 'Area' };
    const own = { origin: web.url };
    const attempts: [string, Record<string, string>, Record<string, string>][] = [
      ['without a token', { name: 'Area' }, own],
      ['with a wrong token', { ...good, _csrf: token.replace(/^./, (c) => (c === 'A' ? 'B' : 'A')) }, own],
      ['from another site', good, { origin: 'https://evil.example' }],
      ['from another port', good, { origin: 'http://localhost:1' }],
      ['with an opaque origin', good, { origin: 'null' }],
      ['from another site, by referrer', good, { referer: 'https://evil.example/page' }],
      ['from nowhere', good, {}],
    ];
    for (const [what, fields, headers] of attempts) {
      const answer = await post(fields, headers);
      expect([what, answer.status]).toEqual([what, 403]);
    }
    expect(await areas()).toBe(before);
    // Controls: the same with its own origin, or at least referrer, is taken.
    expect((await post({ ...good, name: 'By origin' }, own)).status).toBe(303);
    expect((await post({ ...good, name: 'By referrer' }, { referer: `${web.url}/welcome` })).status).toBe(
      303,
    );
    expect(await areas()).toBe(before + 2);
  });

  it('of one person is not taken from another', async () => {
    const other = await web.signedIn({ role: 'administrator', areaId: null });
    const page = await other.get('/welcome');
    const theirs = page.form('name').values['_csrf']!;
    expect((await post({ _csrf: theirs, name: 'Area' }, { origin: web.url })).status).toBe(403);
  });

  it('with a field nobody asked for is refused, so that nothing is smuggled in', async () => {
    const answer = await post({ _csrf: token, name: 'Area', area_id: newId() }, { origin: web.url });
    expect(answer.status).toBe(422);
    expect(await answer.text()).toContain('The field &quot;area_id&quot; is not known here');
  });
});

describe('who may do what', () => {
  let web: TestWeb;
  beforeAll(async () => {
    web = await testWeb();
  });
  afterAll(() => web.close());

  it('follows the matrix, route by route and person by person', async () => {
    const { world } = web;
    const people = {
      administrator: await web.signedIn({ role: 'administrator', areaId: null }),
      coordinator: await web.signedIn({ role: 'coordinator' }),
      partner: await web.signedIn({ role: 'partner', agency: 'Jobcentre Plus' }),
      commissioner: await web.signedIn({ role: 'commissioner' }),
      regional_lead: await web.signedIn({ role: 'regional_lead' }),
      nobody: await web.signedIn(),
    };
    const expected: Record<string, Partial<Record<keyof typeof people, number>>> = {
      '/settings': {
        administrator: 200,
        coordinator: 200,
        partner: 403,
        commissioner: 403,
        regional_lead: 403,
        nobody: 403,
      },
      '/settings/people/new': {
        administrator: 200,
        coordinator: 403,
        partner: 403,
        commissioner: 403,
        regional_lead: 403,
        nobody: 403,
      },
      '/welcome': {
        administrator: 200,
        coordinator: 403,
        partner: 403,
        commissioner: 403,
        regional_lead: 403,
        nobody: 403,
      },
    };
    for (const [path, statuses] of Object.entries(expected))
      for (const [role, status] of Object.entries(statuses)) {
        const page = await people[role as keyof typeof people].get(path);
        expect([path, role, page.status]).toEqual([path, role, status]);
      }
    expect(world.areaId).toBeTruthy();
  });

  it('ends with the right: a role taken away is gone at the next request', async () => {
    const visitor = await web.signedIn({ role: 'coordinator' });
    expect((await visitor.get('/settings')).status).toBe(200);
    await web.world.owner('DELETE FROM role_grant WHERE user_id = $1', [visitor.userId]);
    expect((await visitor.get('/settings')).status).toBe(403);
    const disabled = await web.signedIn({ role: 'coordinator' });
    await web.world.owner('UPDATE app_user SET disabled_at = now() WHERE id = $1', [disabled.userId]);
    expect(new URL((await disabled.get('/settings')).url).pathname).toBe('/sign-in');
  });

  it('stops an area’s administrator at the area: people elsewhere are not there', async () => {
    const visitor = await web.signedIn({ role: 'administrator' });
    const near = await web.person({ role: 'coordinator' });
    const far = await web.person({ role: 'coordinator', areaId: web.world.secondAreaId });
    const both = await web.person(
      { role: 'coordinator' },
      { role: 'coordinator', areaId: web.world.secondAreaId },
    );
    const top = await web.person({ role: 'administrator', areaId: null });
    const csrf = (await visitor.get('/settings')).form('/sign-out').values['_csrf']!;
    const newLink = (id: string, reason = 'Has forgotten the password') =>
      visitor.send(`/settings/people/${id}`, {
        method: 'POST',
        body: new URLSearchParams({ _csrf: csrf, act: 'link', reason }).toString(),
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      });
    const short = await newLink(near.userId, 'why not');
    expect([short.status, short.words]).toEqual([
      422,
      expect.stringContaining('Say why, in 10 characters or more'),
    ]);
    expect((await newLink(near.userId)).words).toContain('/start/');
    const refused = await Promise.all([far, both, top].map((person) => newLink(person.userId)));
    const missing = await newLink(newId());
    expect(refused.map((page) => page.status)).toEqual([404, 404, 404]);
    for (const page of refused) expect(page.words).toBe(missing.words);
    expect((await newLink(visitor.userId)).status).toBe(404);
    expect((await newLink('not-an-id')).status).toBe(404);
  });

  it('lets an administrator add a person, who comes in by the link shown', async () => {
    const visitor = await web.signedIn({ role: 'administrator', areaId: null });
    let page = await (await visitor.get('/settings')).follow('Add a person');
    page = await page.form('email').fill({ name: 'Pat Placeholder', email: 'pat@example' }).submit();
    expect([page.status, page.title]).toEqual([422, expect.stringMatching(/^Error: /)]);
    expect(page.one('#name').getAttribute('value')).toBe('Pat Placeholder');
    const radios = page.all('input[name=role]').map((radio) => radio.getAttribute('value'));
    expect(radios).toEqual(['coordinator', 'partner', 'commissioner', 'regional_lead']);
    page = await visitor.send('/settings/people', {
      method: 'POST',
      body: new URLSearchParams({
        ...page.form('email').values,
        email: 'pat@example.org',
        role: 'partner',
        agency: 'Chamber',
      }).toString(),
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    const link = page.one('code').text.trim();
    const guest = web.visitor();
    let theirs = await guest.get(link);
    expect(theirs.words).toContain('Welcome, Pat Placeholder');
    theirs = await theirs.form('password').fill({ password: PASSWORD }).submit();
    expect((await guest.get('/settings')).status).toBe(403);
    expect((await web.visitor().get(link)).status).toBe(410);
  });

  it('ends somebody’s access at once, with a reason that is kept, and gives it back', async () => {
    const visitor = await web.signedIn({ role: 'administrator', areaId: null });
    const leaving = await web.signedIn({ role: 'coordinator' });
    const act = async (button: string) =>
      (await visitor.get(`/settings/people/${leaving.userId}`))
        .form('reason')
        .fill({ reason: 'Left the council' })
        .submit(button);
    expect((await act('End access')).words).toContain('signed out everywhere');
    expect(new URL((await leaving.get('/settings')).url).pathname).toBe('/sign-in');
    expect((await act('Give access back')).words).toContain('They can sign in again');
    const kept = await web.world.owner<{ reason: string }>(
      `SELECT reason FROM audit_entry WHERE subject = $1 AND verb = 'change' ORDER BY at, id`,
      [leaving.userId],
    );
    expect(kept.map((row) => row.reason)).toEqual([
      'access ended: Left the council',
      'access given back: Left the council',
    ]);
  });

  it('gives an administrator’s role to nobody, and none to oneself', async () => {
    const visitor = await web.signedIn({ role: 'administrator', areaId: null });
    const csrf = (await visitor.get('/settings')).form('/sign-out').values['_csrf']!;
    const add = (fields: Record<string, string>) =>
      visitor.send('/settings/people', {
        method: 'POST',
        body: new URLSearchParams({
          _csrf: csrf,
          name: 'Lee',
          email: 'lee@example.org',
          role: 'coordinator',
          area: web.world.areaId,
          ...fields,
        }).toString(),
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      });
    expect((await add({ role: 'administrator' })).status).toBe(422);
    const [me] = await web.world.owner<{ email: string }>('SELECT email FROM app_user WHERE id = $1', [
      visitor.userId,
    ]);
    expect((await add({ email: me!.email })).words).toContain(
      'Your own roles are given by another administrator',
    );
  });

  it('shows one area at a time and lets one change it, to one’s own only', async () => {
    const visitor = await web.signedIn(
      { role: 'coordinator' },
      { role: 'coordinator', areaId: web.world.secondAreaId },
    );
    let page = await visitor.get('/area');
    expect(page.one('.me-area').text).toContain('Calderdale');
    await page.form('area').fill({ area: web.world.secondAreaId }).submit();
    page = await visitor.get('/settings');
    expect(page.one('.me-area').text).toContain('Kirklees');
    page = await visitor.get('/area');
    const foreign = await page.form('area').fill({ area: newId() }).submit();
    expect(foreign.status).toBe(404);
  });
});

describe('a link', () => {
  let web: TestWeb;
  beforeAll(async () => {
    web = await testWeb();
  });
  afterAll(() => web.close());

  it('that is wrong or has ended gets a page that says what to do, and is passed on to nobody', async () => {
    const unknown = await send(`${web.url}/start/nothing`);
    expect(unknown.status).toBe(404);
    expect(unknown.headers.get('referrer-policy')).toBe('no-referrer');
    expect(unknown.headers.get('cache-control')).toBe('no-store');
    expect(await unknown.text()).toContain('copied all of the link');
    const token = await web.world.db.write([], (tx) =>
      web.app.get(Links).create(tx, {
        purpose: 'invitation (staff)',
        areaId: null,
        subjectId: newId(),
        expiresAt: new Date(0),
      }),
    );
    const ended = await send(`${web.url}/start/${token}`);
    expect(ended.status).toBe(410);
    expect(await ended.text()).toContain('ask an administrator for a new link');
  });

  it('stands in no log line: only the route does, with the id of the request', async () => {
    const port = await freePort();
    const program = new Program('web', { ...web.world.env, PORT: String(port), LOG_LEVEL: 'info' });
    await program.start();
    try {
      const answer = await send(`http://localhost:${port}/start/a-secret-token?next=hidden`);
      await program.stop();
      const lines = program.output
        .split('\n')
        .filter((line) => line.includes(answer.headers.get('x-request-id')!));
      expect(lines.map((line) => JSON.parse(line))).toEqual([
        expect.objectContaining({
          method: 'GET',
          route: '/start/:token',
          status: 404,
          ms: expect.any(Number),
        }),
      ]);
      expect(program.output).not.toMatch(/a-secret-token|hidden/);
    } finally {
      await program.stop();
    }
  });
});

describe('a token', () => {
  let web: TestWeb;
  let call: (path: string, token?: string) => Promise<Response>;
  beforeAll(async () => {
    web = await testWeb();
    call = (path, token) =>
      send(`${web.url}${path}`, { headers: token ? { authorization: `Bearer ${token}` } : {} });
  });
  afterAll(() => web.close());

  const make = (userId: string, scopes: string[], areaIds = [web.world.areaId]) =>
    web.world.db
      .write([], (tx) => web.app.get(Tokens).create(tx, { name: 'Test', userId, scopes, areaIds }))
      .then((made) => made.token);

  it('is needed under /api, in the header only; no cookie will do', async () => {
    const none = await call('/api/charters');
    expect([none.status, none.headers.get('content-type'), none.headers.get('www-authenticate')]).toEqual([
      401,
      expect.stringContaining('application/problem+json'),
      'Bearer',
    ]);
    const { userId } = await web.person({ role: 'coordinator' });
    const token = await make(userId, ['charter:read']);
    expect((await call(`/api/charters?token=${token}`)).status).toBe(401);
    const visitor = await web.signedIn({ role: 'coordinator' });
    expect((await visitor.get('/api/charters')).status).toBe(401);
  });

  it('does what its scopes, areas and person allow, and no more', async () => {
    const { userId } = await web.person({ role: 'coordinator' });
    expect((await call('/api/charters', await make(userId, ['charter:read']))).status).toBe(200);
    expect((await call('/api/charters', await make(userId, ['task:read']))).status).toBe(403);
    expect(
      (await call('/api/charters', await make(userId, ['charter:read'], [web.world.secondAreaId]))).status,
    ).toBe(403);
    const administrator = await web.person({ role: 'administrator', areaId: null });
    expect((await call('/api/charters', await make(administrator.userId, ['*']))).status).toBe(403);
    const token = await make(userId, ['charter:read']);
    expect((await call('/api/charters?area=kirklees', token)).status).toBe(404);
    await web.world.owner('UPDATE app_user SET disabled_at = now() WHERE id = $1', [userId]);
    expect((await call('/api/charters', token)).status).toBe(401);
  });
});
