import { FirstAccount, KnownBrowsers, SignInSessions } from '#access';
import { newId } from '#platform';
import { PASSWORD, type TestWeb, testWeb } from '../support/web.js';

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
  beforeEach(async () => {
    web.world.clock.set('2026-11-24T09:00:00Z');
    // Tries of the tests before came from the same network.
    await web.world.owner('DELETE FROM rate_count');
  });

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
    // All that is wrong is said at once.
    expect(page.words).toContain('12 characters or more');
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
      expect.stringContaining('The first account has been made already'),
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
        .replace(/(_csrf" value|sealed" value|data-options|nonce)="[^"]+"/g, '');
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

  it('makes a new browser token of one that anybody may have put there', async () => {
    const { email } = await web.person({ role: 'coordinator' });
    const name = `crm_browser_${new URL(web.url).port}`;
    const enter = async (cookie: string) => {
      const { post } = await signInPage(cookie);
      const answer = await post({ email, password: PASSWORD });
      expect(answer.status).toBe(303);
      return cookiesOf(answer).match(new RegExp(`${name}=([\\w-]{43})`))?.[1];
    };
    const planted = 'A'.repeat(43);
    const own = await enter(`${name}=${planted}`);
    expect(own).toBeDefined();
    expect(own).not.toBe(planted);
    const browsers = web.app.get(KnownBrowsers);
    expect([await browsers.knows(planted, email), await browsers.knows(own, email)]).toEqual([false, true]);
    // Nor of one that another account knows; its own stays.
    expect(await enter(`${name}=${own}`)).toBe(own);
    const other = await web.person({ role: 'coordinator' });
    const { post } = await signInPage(`${name}=${own}`);
    await post({ email: other.email, password: PASSWORD });
    expect(await browsers.knows(own, other.email)).toBe(false);
  });

  it('answers 429 with Retry-After after ten tries in five minutes, for unknown accounts too', async () => {
    const { email } = await web.person({ role: 'coordinator' });
    for (const address of [email, 'stranger@example.org']) {
      const { post } = await signInPage();
      const statuses: number[] = [];
      for (let i = 0; i < 11; i++) statuses.push((await post({ email: address, password: 'wrong' })).status);
      expect(statuses).toEqual([...Array(10).fill(422), 429]);
      const refused = await post({ email: address, password: PASSWORD });
      expect([refused.status, Number(refused.headers.get('retry-after')) > 0]).toEqual([429, true]);
      expect(await refused.text()).toMatch(/too many tries/i);
      // The network is as good as another after ten minutes, the account after one.
      web.world.clock.set('2026-11-24T09:10:00Z');
    }
    web.world.clock.set('2026-11-24T09:20:00Z');
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
    cookie = web.cookie(
      await web.world.db.write([], (tx) => web.app.get(SignInSessions).open(tx, userId, null)),
    );
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
