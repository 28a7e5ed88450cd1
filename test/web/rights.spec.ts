import { Links, Tokens } from '#access';
import { newId } from '#platform';
import { Program } from '../support/instance.js';
import { freePort, type TestWeb, testWeb } from '../support/web.js';

/** A raw request, redirects not followed. */
const send = (url: string, init: RequestInit & { headers?: Record<string, string> } = {}) =>
  fetch(url, { redirect: 'manual', ...init });

describe('who may do what', () => {
  let web: TestWeb;
  beforeAll(async () => {
    web = await testWeb();
  });
  afterAll(() => web.close());

  it('differs by role: settings and first steps are for those the matrix lets in', async () => {
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
      expect.stringContaining('Say why, in 10 to 300 characters'),
    ]);
    expect((await newLink(near.userId)).words).toContain('We have sent them an email with a link');
    const refused = await Promise.all([far, both, top].map((person) => newLink(person.userId)));
    const missing = await newLink(newId());
    expect(refused.map((page) => page.status)).toEqual([404, 404, 404]);
    for (const page of refused) expect(page.words).toBe(missing.words);
    expect((await newLink(visitor.userId)).status).toBe(404);
    expect((await newLink('not-an-id')).status).toBe(404);
  });

  it('lets an administrator add a person', async () => {
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
    expect(page.words).toContain('We have sent them an email with a link to choose a password');
    expect(page.words).toContain('Partner, Calderdale, Chamber');
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
      `SELECT reason FROM audit_line WHERE subject = $1 AND verb = 'change' ORDER BY at, id`,
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
    expect(await ended.text()).toContain('ask the person who invited you');
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

describe('the directory', () => {
  it('shows all staff of an area who works there, by agency, and nobody else', async () => {
    const web = await testWeb();
    try {
      const partner = await web.signedIn({ role: 'partner', agency: 'Jobcentre Plus' });
      const coordinator = await web.person({ role: 'coordinator' });
      const gone = await web.person({ role: 'coordinator' });
      await web.world.owner('UPDATE app_user SET disabled_at = now() WHERE id = $1', [gone.userId]);
      const far = await web.person({ role: 'coordinator', areaId: web.world.secondAreaId });
      const page = await (await partner.get('/employers')).follow('Who works in Calderdale');
      expect(page.all('h2').map((h) => h.text.trim())).toEqual(['The area’s team', 'Jobcentre Plus']);
      expect(page.words).toContain(`${coordinator.name} Coordinator ${coordinator.email}`);
      for (const { email } of [gone, far]) expect(page.words).not.toContain(email);
      expect((await (await web.signedIn()).get('/people')).status).toBe(403);
    } finally {
      await web.close();
    }
  });
});

describe('tokens on the page of settings', () => {
  it('of people elsewhere are none of an area’s administrator, whichever areas they name', async () => {
    const web = await testWeb();
    try {
      const { areaId, secondAreaId } = web.world;
      const far = await web.person({ role: 'coordinator', areaId: secondAreaId });
      const near = await web.signedIn({ role: 'coordinator' });
      const make = (userId: string, name: string) =>
        web.world.db.write([], (tx) =>
          web.app
            .get(Tokens)
            .create(tx, { name, userId, scopes: ['charter:read'], areaIds: [areaId, secondAreaId] }),
        );
      const theirs = await make(far.userId, 'Of the other area');
      await make(near.userId, 'Of this area');
      const visitor = await web.signedIn({ role: 'administrator' });
      const page = await visitor.get('/settings');
      expect(page.words).toContain('Of this area');
      expect(page.words).not.toContain('Of the other area');
      const ended = await visitor.send(`/settings/tokens/${theirs.id}/end`, {
        method: 'POST',
        body: new URLSearchParams({ _csrf: page.form('/sign-out').values['_csrf']! }).toString(),
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      });
      expect(ended.status).toBe(404);
      const top = await web.signedIn({ role: 'administrator', areaId: null });
      expect((await top.get('/settings')).words).toContain('Of the other area');
      // Who may not end one sees that it works, and no button.
      const own = await near.get('/settings');
      expect(own.words).toMatch(/Of this area .* Works/);
      expect(own.all('form[action^="/settings/tokens/"]')).toEqual([]);
      expect(page.all('form[action^="/settings/tokens/"]')).toHaveLength(1);
    } finally {
      await web.close();
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
