import { LinkTokens, SignInSessions, Tokens } from '#access';
import { Accounts, PasswordReset } from '#accounts';
import { authenticatorCode, keyOf } from '../support/authenticator.js';
import type { Page, Visitor } from '../support/visitor.js';
import { PASSWORD, type TestWeb, testWeb } from '../support/web.js';

const NEXT = 'a lantern under the viaduct';
const START = '2026-11-24T09:00:00Z';

/** The value of a cookie whose name holds a word. */
const cookie = (visitor: Visitor, name: string) =>
  visitor
    .cookiesFor()
    .find((one) => one.name.includes(name))
    ?.value.split('.')[0];
const lettersOf = (page: Page) => page.one('.me-letters code').text;
const codesOf = (page: Page) => page.all('.me-codes code').map((code) => code.text);

describe('a second factor, on a server people reach by its name', () => {
  let web: TestWeb;
  beforeAll(async () => {
    web = await testWeb({ BASE_URL: 'http://crm.example.org' });
  });
  afterAll(() => web.close());
  beforeEach(() => web.world.clock.set(START));

  const later = (seconds: number) =>
    web.world.clock.set(new Date(web.world.clock.now().getTime() + seconds * 1000).toISOString());
  const codeNow = (letters: string) => authenticatorCode(letters, web.world.clock.now());
  const signIn = async (visitor: Visitor, email: string, password = PASSWORD) =>
    (await visitor.get('/sign-in')).form('password').fill({ email, password }).submit();
  const give = (page: Page, code: string) => page.form('code').fill({ code }).submit();
  const told = async (email: string) =>
    (
      await web.world.owner<{ what: string }>(
        `SELECT coalesce(data->>'what', template) AS what FROM message WHERE address = $1 ORDER BY id`,
        [email],
      )
    ).map((mail) => mail.what);
  /** Somebody who has set an app up by the pages, and is signed in. */
  const enrolled = async () => {
    const person = await web.person({ role: 'coordinator' });
    const visitor = web.visitor();
    const page = await signIn(visitor, person.email);
    const letters = lettersOf(page);
    const codes = codesOf(await give(page, codeNow(letters)));
    later(30);
    return { ...person, visitor, letters, codes };
  };

  it('is set up at the first sign-in, before any other page opens, and asked for at the next', async () => {
    const { email } = await web.person({ role: 'coordinator' });
    const visitor = web.visitor();
    let page = await signIn(visitor, email);
    expect([page.title, new URL(page.url).pathname]).toEqual([
      expect.stringContaining('Set up a second factor'),
      '/sign-in/set-up',
    ]);
    for (const path of ['/employers', '/today', '/settings', '/account', '/account/app', '/welcome', '/area'])
      expect([path, new URL((await visitor.get(path)).url).pathname]).toEqual([path, '/sign-in']);
    expect(cookie(visitor, 'session')).toBeUndefined();
    page = await visitor.get('/sign-in/set-up');
    const letters = lettersOf(page);
    const wrong = await give(page, '000000');
    expect([wrong.status, wrong.words]).toEqual([
      422,
      expect.stringContaining('not the code the app shows now'),
    ]);
    // The same key is shown again: the phone has it by now.
    expect(lettersOf(wrong)).toBe(letters);
    const step = cookie(visitor, 'step');
    // Not even put in the place of a session it opens anything.
    const asSession = await fetch(`${web.url}/employers`, {
      headers: { cookie: web.cookie(step!) },
      redirect: 'manual',
    });
    expect(asSession.status).toBe(303);
    page = await give(wrong, codeNow(letters));
    const codes = codesOf(page);
    expect([page.status, codes.length]).toEqual([200, 10]);
    expect(cookie(visitor, 'session')).toBeDefined();
    expect(cookie(visitor, 'session')).not.toBe(step);
    expect(cookie(visitor, 'step')).toBeUndefined();
    await page.follow(/go on/);
    expect((await visitor.get('/employers')).title).toContain('Employers');
    expect(await told(email)).toEqual(['An authenticator app has been set up.']);

    const kept = JSON.stringify([
      await web.world.owner(`SELECT encode(hash, 'escape') FROM recovery_code`),
      await web.world.owner('SELECT * FROM audit_line'),
    ]);
    for (const secret of [letters.replace(/\s/g, ''), ...codes]) expect(kept).not.toContain(secret);
    const seeds = await web.world.owner<{ seed: Buffer }>('SELECT seed FROM authenticator_app');
    expect(keyOf(letters)).toHaveLength(20);
    for (const { seed } of seeds) expect(seed.includes(keyOf(letters))).toBe(false);

    later(30);
    const other = web.visitor();
    const asked = await signIn(other, email);
    expect(new URL(asked.url).pathname).toBe('/sign-in/code');
    expect(new URL((await other.get('/employers')).url).pathname).toBe('/sign-in');
    // With a factor there is no setting another one up at this point.
    expect(new URL((await other.get('/sign-in/set-up')).url).pathname).toBe('/sign-in/code');
    await give(asked, codeNow(letters));
    expect((await other.get('/employers')).title).toContain('Employers');
  });

  it('takes each code once, also of the step before, in whichever browser', async () => {
    const { email, letters } = await enrolled();
    const [one, two] = [web.visitor(), web.visitor()];
    const pages = [await signIn(one, email), await signIn(two, email)];
    const code = codeNow(letters);
    expect((await give(pages[0]!, code)).status).toBe(200);
    const again = await give(pages[1]!, code);
    expect([again.status, again.words]).toEqual([422, expect.stringContaining('or has been used')]);
    later(30);
    expect((await give(again, code)).status).toBe(422);
    expect((await give(again, codeNow(letters))).status).toBe(200);
    later(30);
    // A clock 30 seconds slow is taken, one of a minute is not.
    const slow = await signIn(web.visitor(), email);
    later(60);
    const old = authenticatorCode(letters, new Date(web.world.clock.now().getTime() - 60_000));
    expect((await give(slow, old)).status).toBe(422);
    expect(
      (await give(slow, authenticatorCode(letters, new Date(web.world.clock.now().getTime() - 30_000))))
        .status,
    ).toBe(200);
  });

  it('of two who give the same code at the same time lets one in', async () => {
    const { email, letters } = await enrolled();
    const visitors = [web.visitor(), web.visitor(), web.visitor()];
    const pages = await Promise.all(visitors.map((visitor) => signIn(visitor, email)));
    const answers = await Promise.all(pages.map((page) => give(page, codeNow(letters))));
    expect(answers.map((page) => page.status).sort()).toEqual([200, 422, 422]);
  });

  it('may be a recovery code, each once, and new ones make the old ones void', async () => {
    const { email, codes, visitor } = await enrolled();
    const used = codes[0]!;
    expect(
      (await give(await signIn(web.visitor(), email), used.toLowerCase().replaceAll('-', ' '))).status,
    ).toBe(200);
    expect((await give(await signIn(web.visitor(), email), used)).status).toBe(422);
    const security = await visitor.get('/account/security');
    expect(security.words).toContain('9 of 10 left');
    const made = codesOf(await security.form('Make ten new codes').submit());
    expect(made).toHaveLength(10);
    expect((await give(await signIn(web.visitor(), email), codes[1]!)).status).toBe(422);
    expect((await give(await signIn(web.visitor(), email), made[1]!)).status).toBe(200);
  });

  it('leaves a trace of what its owner does with it: theirs, and the installation’s', async () => {
    const { email, codes, visitor, userId } = await enrolled();
    await give(await signIn(web.visitor(), email), codes[0]!);
    await signIn(web.visitor(), email, 'not the password');
    await signIn(web.visitor(), email, 'nor is this one');
    await (await visitor.get('/account/security')).form('Make ten new codes').submit();
    // A new phone takes the place of the one before.
    const page = await visitor.get('/account/app');
    later(30);
    await give(page, codeNow(lettersOf(page)));
    const entries = await web.world.owner<{ done: string; changes: object }>(
      `SELECT verb AS done, changes FROM audit_line
        WHERE resource = 'second_factor' AND subject = $1 AND actor_id = $1 ORDER BY at, id`,
      [userId],
    );
    expect(entries).toEqual([
      { done: 'create', changes: { app: [null, 'set up'] } },
      { done: 'codes-made', changes: { codes: [null, '10 new'] } },
      { done: 'code-used', changes: { codes: ['10 left', '9 left'] } },
      { done: 'codes-made', changes: { codes: ['9 left', '10 new'] } },
      { done: 'change', changes: { app: ['set up', 'set up anew'] } },
    ]);
    const lately = (await visitor.get('/account/security')).words;
    for (const words of [
      'Set up a second factor anew',
      'Made recovery codes',
      '2 tries to sign in failed',
      'Used a recovery code',
    ])
      expect(lately).toContain(words);
    const own = await visitor.get('/account/trail');
    expect(own.words).toMatch(/A try to sign in failed.*Used a recovery code.*10 left.*9 left/);
    const top = await web.signedIn({ role: 'administrator', areaId: null }, { role: 'coordinator' });
    const all = (await top.get(`/settings/audit?where=installation&what=change`)).words;
    expect(all).toMatch(/Set up a second factor anew.*Authenticator app before: set up after: set up anew/);
    // Another's tries are not one's own.
    const { visitor: other } = await enrolled();
    expect((await other.get('/account/trail')).words).not.toContain('A try to sign in failed');
  });

  it('slows whoever guesses codes, with the same words, and keeps out nobody in a browser that is known', async () => {
    const { email, letters, visitor } = await enrolled();
    const owner = visitor;
    await (await owner.get('/employers')).form('/sign-out').submit();
    const stranger = web.visitor();
    let page = await signIn(stranger, email);
    const said = new Set<string>();
    for (let i = 0; i < 10; i++) {
      page = await give(page, i % 2 ? '000000' : 'AAAA-AAAA-AAAA-AAAA');
      expect(page.status).toBe(422);
      said.add(page.one('.govuk-error-summary').text);
    }
    expect(said.size).toBe(1);
    const refused = await give(page, codeNow(letters));
    expect([refused.status, refused.words]).toEqual([
      429,
      expect.stringContaining('too many tries with codes'),
    ]);
    // Beginning again with the password does not begin the count again.
    expect((await give(await signIn(stranger, email), codeNow(letters))).status).toBe(429);
    expect((await give(await signIn(owner, email), codeNow(letters))).status).toBe(200);
    later(75);
    expect((await give(await signIn(stranger, email), codeNow(letters))).status).toBe(200);
    const failures = await web.world.owner(
      `SELECT id FROM audit_line WHERE verb = 'sign-in-failed' AND reason = 'second factor' AND subject =
         (SELECT id::text FROM app_user WHERE email = $1)`,
      [email],
    );
    expect(failures).toHaveLength(10);
  });

  it('cannot be guessed with patience: 30 wrong codes of an app are all there are in a day', async () => {
    const { email, codes, letters, visitor } = await enrolled();
    await (await visitor.get('/employers')).form('/sign-out').submit();
    let wrong = 0;
    let last: Page | undefined;
    while (wrong < 31) {
      const stranger = web.visitor();
      last = await signIn(stranger, email);
      for (let i = 0; i < 8 && wrong < 31; i++) {
        last = await give(last, '000000');
        if (wrong++ < 30) expect([wrong, last.status]).toEqual([wrong, 422]);
      }
      later(360);
    }
    expect([last!.status, last!.words]).toEqual([
      429,
      expect.stringContaining('Too many codes were wrong today'),
    ]);
    // Not the right one either, of a stranger; a recovery code, and the owner's own browser, go on.
    expect((await give(await signIn(web.visitor(), email), codeNow(letters))).status).toBe(429);
    expect((await give(await signIn(visitor, email), codeNow(letters))).status).toBe(200);
    expect((await give(await signIn(web.visitor(), email), codes[0]!)).status).toBe(200);
  });

  it('is not replaced by a link for a new password', async () => {
    const { email, userId, letters, visitor } = await enrolled();
    await (await web.visitor().get('/sign-in/new-password')).form('email').fill({ email }).submit();
    await web.app.get(PasswordReset).settled();
    const [link] = await web.world.owner<{ id: string }>(
      `SELECT id FROM link_token WHERE subject_id = $1 AND used_at IS NULL ORDER BY created_at DESC LIMIT 1`,
      [userId],
    );
    const thief = web.visitor();
    const page = await (await thief.get(`/start/${web.app.get(LinkTokens).of(link!.id)}`))
      .form('password')
      .fill({ password: NEXT })
      .submit();
    expect(new URL(page.url).pathname).toBe('/sign-in/code');
    expect(new URL((await thief.get('/employers')).url).pathname).toBe('/sign-in');
    // Whoever was signed in is not any more.
    expect(new URL((await visitor.get('/employers')).url).pathname).toBe('/sign-in');
    expect((await give(page, codeNow(letters))).status).toBe(200);
    expect((await thief.get('/employers')).title).toContain('Employers');
  });

  it('ends a session of somebody who has none, and lets API tokens go on', async () => {
    const { userId } = await web.person({ role: 'coordinator' });
    const { db, areaId } = web.world;
    const id = await db.write([], (tx) => web.app.get(SignInSessions).open(tx, userId, null));
    const ask = (headers: Record<string, string>, path: string) =>
      fetch(web.url + path, { headers, redirect: 'manual' });
    expect((await ask({ cookie: web.cookie(id) }, '/employers')).status).toBe(303);
    const input = { name: 'site', userId, scopes: ['employer:list'], areaIds: [areaId] };
    const { token } = await db.write([areaId], (tx) => web.app.get(Tokens).create(tx, input));
    expect((await ask({ authorization: `Bearer ${token}` }, '/api/employers')).status).toBe(200);
    await web.giveApp(userId);
    expect((await ask({ cookie: web.cookie(id) }, '/employers')).status).toBe(200);
  });

  it('is set up after the first password of an invitation, and the last one cannot be removed', async () => {
    const admin = await web.signedIn({ role: 'administrator', areaId: null });
    const email = 'jo@example.org';
    await (await admin.get('/settings/people/new'))
      .form('email')
      .fill({ name: 'Jo Specimen', email, role: 'coordinator', area: web.world.areaId })
      .submit();
    const [link] = await web.world.owner<{ id: string }>(
      `SELECT l.id FROM link_token l JOIN app_user u ON u.id = l.subject_id WHERE u.email = $1`,
      [email],
    );
    const jo = web.visitor();
    let page = await (await jo.get(`/start/${web.app.get(LinkTokens).of(link!.id)}`))
      .form('password')
      .fill({ password: PASSWORD })
      .submit();
    expect(page.title).toContain('Set up a second factor');
    await give(page, codeNow(lettersOf(page)));
    page = await jo.get('/account/security');
    expect(page.words).toContain('On, in one way');
    const kept = await page.form('/account/security/app/remove').submit();
    expect([kept.status, kept.words]).toEqual([422, expect.stringContaining('your last way to sign in')]);
    expect((await jo.get('/account/security')).words).toContain('On, in one way');
  });

  it('lost: an administrator sends a link they do not see, and all else ends at once', async () => {
    const { email, userId, letters, codes, visitor } = await enrolled();
    const admin = await web.signedIn({ role: 'administrator', areaId: null });
    let page = await admin.get(`/settings/people/${userId}`);
    expect(page.words).toMatch(/Last signed in 9am, 24 November 2026 Second factor Set up/);
    page = await page
      .form('reason')
      .fill({ reason: 'I know her voice, the phone was stolen' })
      .submit('They lost their second factor');
    expect(page.words).toContain('We have sent them a link to begin again');
    expect(page.text).not.toContain('/start/');
    expect(new URL((await visitor.get('/employers')).url).pathname).toBe('/sign-in');
    expect(await told(email)).toContain('accounts.second-factor-lost');
    for (const table of ['authenticator_app', 'recovery_code', 'known_browser', 'sign_in_session'])
      expect([table, await web.world.owner(`SELECT 1 FROM ${table} WHERE user_id = $1`, [userId])]).toEqual([
        table,
        [],
      ]);
    // Neither who knows the password nor who has the old phone comes in.
    expect((await signIn(web.visitor(), email)).status).toBe(422);
    const [link] = await web.world.owner<{ id: string }>(
      `SELECT id FROM link_token WHERE subject_id = $1 AND used_at IS NULL AND revoked_at IS NULL`,
      [userId],
    );
    const back = web.visitor();
    page = await (await back.get(`/start/${web.app.get(LinkTokens).of(link!.id)}`))
      .form('password')
      .fill({ password: NEXT })
      .submit();
    expect(page.title).toContain('Set up a second factor');
    expect(lettersOf(page)).not.toBe(letters);
    const made = codesOf(await give(page, codeNow(lettersOf(page))));
    expect(made.some((code) => codes.includes(code))).toBe(false);
    expect((await back.get('/employers')).title).toContain('Employers');
    const [entry] = await web.world.owner<{ reason: string }>(
      `SELECT reason FROM audit_line WHERE subject = $1 AND reason LIKE 'second factor ended%'`,
      [userId],
    );
    expect(entry!.reason).toContain('the phone was stolen');
  });

  it('is out of reach for who may not manage the person, and for oneself', async () => {
    const near = await web.signedIn({ role: 'administrator' });
    const top = await web.person({ role: 'administrator', areaId: null });
    const csrf = (await near.get('/settings')).form('/sign-out').values['_csrf']!;
    for (const id of [top.userId, near.userId]) {
      const answer = await near.send(`/settings/people/${id}`, {
        method: 'POST',
        body: new URLSearchParams({ _csrf: csrf, act: 'lost', reason: 'Because I say so' }).toString(),
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      });
      expect(answer.status).toBe(404);
    }
  });

  it('ends with the session at logout, a new password, a role that changes, and access that ends', async () => {
    const actor = { kind: 'user', label: 'Ada' } as const;
    const accounts = web.app.get(Accounts);
    const held = { role: 'coordinator', areaId: web.world.areaId } as const;
    const acts: Record<string, (userId: string, visitor: Visitor) => Promise<unknown>> = {
      logout: async (_, visitor) => (await visitor.get('/employers')).form('/sign-out').submit(),
      'a further role': (userId) =>
        accounts.giveRole(
          userId,
          { role: 'regional_lead', areaId: web.world.secondAreaId, agency: null },
          actor,
          'Moves to another team',
        ),
      'another role': (userId) =>
        accounts.changeRole(userId, held, { role: 'commissioner', agency: null }, actor, 'Moves on'),
      'access ended': (userId) => accounts.setDisabled(userId, true, actor, 'Has left the team'),
      'the factor ended': (userId) => accounts.endFactors(userId, actor, 'Asked for it themselves'),
    };
    for (const [name, act] of Object.entries(acts)) {
      const visitor = await web.signedIn({ role: 'coordinator' });
      const before = visitor.cookiesFor().map(({ name: n, value }) => `${n}=${value}`);
      expect((await visitor.get('/employers')).title).toContain('Employers');
      await act(visitor.userId, visitor);
      const answer = await fetch(`${web.url}/employers`, {
        headers: { cookie: before.join('; ') },
        redirect: 'manual',
      });
      expect([name, answer.status]).toEqual([name, 303]);
    }
  });

  it('is asked for, too, of who typed for longer than a sign-in lasts, and nothing typed is lost', async () => {
    const { email, letters, visitor } = await enrolled();
    const form = (await visitor.get('/employers/new'))
      .form('name')
      .fill({ name: 'Kept over both steps Ltd' });
    later(31 * 60);
    let page = await form.submit();
    expect([page.status, page.words]).toEqual([401, expect.stringContaining('What you entered is kept')]);
    page = await page.form('password').fill({ email, password: PASSWORD }).submit();
    expect(page.title).toContain('Second factor');
    page = await give(page, '000000');
    page = await give(page, codeNow(letters));
    expect(page.words).toContain('Everything you entered is kept');
    await page.form('Send it now').submit();
    const made = await web.world.owner(`SELECT 1 FROM employer WHERE name = 'Kept over both steps Ltd'`);
    expect(made).toHaveLength(1);
  });

  it('asks of the first step that it is not longer ago than a quarter of an hour, and once', async () => {
    const { email, letters } = await enrolled();
    const visitor = web.visitor();
    const page = await signIn(visitor, email);
    later(15 * 60);
    expect(new URL((await give(page, codeNow(letters))).url).pathname).toBe('/sign-in');
    const again = await signIn(visitor, email);
    const stolen = cookie(visitor, 'step')!;
    await give(again, codeNow(letters));
    later(30);
    const name = visitor.cookiesFor()[0]!.name.replace(/crm_\w+?_/, 'crm_step_');
    const thief = new (visitor.constructor as new (url: string, cookie: string) => Visitor)(
      web.url,
      `${name}=${stolen}`,
    );
    expect(new URL((await thief.get('/sign-in/code')).url).pathname).toBe('/sign-in');
  });
});
