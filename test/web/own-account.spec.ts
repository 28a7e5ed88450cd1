import { LinkTokens, SignInSessions } from '#access';
import { IdleAccountsWork } from '#accounts';
import { Visitor } from '../support/visitor.js';
import { PASSWORD, type TestWeb, testWeb } from '../support/web.js';

const DAY = 86_400_000;

describe('one’s own account', () => {
  let web: TestWeb;
  beforeAll(async () => {
    web = await testWeb();
  });
  afterAll(() => web.close());
  beforeEach(() => web.world.clock.set('2026-11-24T09:00:00Z'));

  const later = (ms: number) =>
    web.world.clock.set(new Date(web.world.clock.now().getTime() + ms).toISOString());
  const signIn = async (visitor: Visitor, email: string, password = PASSWORD) =>
    (await visitor.get('/sign-in')).form('password').fill({ email, password }).submit();
  const mails = (email: string) =>
    web.world.owner<{ template: string; what: string | null }>(
      `SELECT template, data->>'what' AS what FROM message WHERE address = $1 ORDER BY id`,
      [email],
    );
  const linkOf = async (userId: string) => {
    const [link] = await web.world.owner<{ id: string }>(
      `SELECT id FROM link_token WHERE subject_id = $1 ORDER BY created_at DESC, id DESC LIMIT 1`,
      [userId],
    );
    return `/new-address/${web.app.get(LinkTokens).of(link!.id)}`;
  };

  describe('changes its address', () => {
    const asked = async (next: string) => {
      const { userId, email } = await web.person({ role: 'coordinator' });
      const visitor = web.visitor();
      await signIn(visitor, email);
      const page = await (await visitor.get('/account')).form('email').fill({ email: next }).submit();
      expect(page.words).toContain(`We have sent a link to ${next}`);
      return { userId, email, visitor };
    };

    it('once it is confirmed by a link sent there, and tells the old one', async () => {
      const { userId, email, visitor } = await asked('new1@example.org');
      expect(await mails('new1@example.org')).toEqual([{ template: 'accounts.new-address', what: null }]);
      expect((await mails(email)).map(({ what }) => what)).toEqual([
        'Another email address has been asked for: new1@example.org. It holds once it is confirmed there.',
      ]);
      const link = await linkOf(userId);
      const guest = web.visitor();
      const page = await guest.get(link);
      expect(page.words).toContain('You sign in with new1@example.org from now on');
      // Opening it has changed nothing.
      expect((await visitor.get('/account')).words).toContain(`Email address ${email}`);
      expect((await page.form('Use this address').submit()).words).toContain('Your new address holds');
      expect((await mails(email)).at(-1)!.what).toBe(
        'You sign in with another email address from now on: new1@example.org.',
      );
      expect((await signIn(web.visitor(), email)).status).toBe(422);
      expect((await signIn(web.visitor(), 'NEW1@example.org')).status).toBe(200);
      expect((await guest.get(link)).status).toBe(410);
    });

    it('to none that is taken, not after a day, and to the last one asked for', async () => {
      const other = await web.person({ role: 'coordinator' });
      const { userId, email, visitor } = await asked('new2@example.org');
      const taken = await (await visitor.get('/account')).form('email').fill({ email: other.email }).submit();
      expect([taken.status, taken.words]).toEqual([422, expect.stringContaining('has an account already')]);
      const first = await linkOf(userId);
      await (await visitor.get('/account')).form('email').fill({ email: 'new3@example.org' }).submit();
      expect((await web.visitor().get(first)).status).toBe(410);
      const second = await linkOf(userId);
      const form = (await web.visitor().get(second)).form('Use this address');
      later(DAY);
      expect((await form.submit()).status).toBe(410);
      expect(await web.world.owner('SELECT email FROM app_user WHERE id = $1', [userId])).toEqual([
        { email },
      ]);
    });

    it('and forgets what was asked for when the password is chosen anew', async () => {
      const { userId, visitor } = await asked('new4@example.org');
      const link = await linkOf(userId);
      await (await visitor.get('/account/security'))
        .form('passwordNow')
        .fill({ passwordNow: PASSWORD, passwordNew: 'a lantern under the viaduct' })
        .submit();
      expect((await web.visitor().get(link)).status).toBe(410);
    });
  });

  it('lists where one is signed in, ends one of them, or all others', async () => {
    const { email } = await web.person({ role: 'coordinator' });
    const [here, there, elsewhere] = [web.visitor(), web.visitor(), web.visitor()];
    for (const visitor of [there, elsewhere, here]) {
      await signIn(visitor, email);
      later(60_000);
    }
    later(5 * 60_000);
    await there.get('/employers');
    let page = await here.get('/account/security');
    expect(page.words).toMatch(
      /Here Since 9:02am.*Since 9:01am.*Last used 9:01am.*Since 9am.*Last used 9:08am/,
    );
    const [first] = page.forms.filter((form) => /sessions\/[0-9a-f]{64}\/end$/.test(form.target()));
    await first!.submit();
    expect(new URL((await elsewhere.get('/employers')).url).pathname).toBe('/sign-in');
    expect(new URL((await there.get('/employers')).url).pathname).toBe('/employers');
    // The key of another person's opens nothing.
    const stranger = await web.signedIn({ role: 'administrator', areaId: null });
    const csrf = (await stranger.get('/settings')).form('/sign-out').values['_csrf']!;
    const key = (
      await web.world.owner<{ key: string }>(
        `SELECT encode(s.id_hash, 'hex') AS key FROM sign_in_session s JOIN app_user u ON u.id = s.user_id WHERE u.email = $1`,
        [email],
      )
    )[0]!.key;
    for (const one of [key, 'x', '../others'])
      expect(
        (
          await stranger.send(`/account/security/sessions/${encodeURIComponent(one)}/end`, {
            method: 'POST',
            body: new URLSearchParams({ _csrf: csrf }).toString(),
            headers: { 'content-type': 'application/x-www-form-urlencoded' },
          })
        ).status,
      ).toBe(404);
    page = await (await here.get('/account/security')).form('Sign out everywhere else').submit();
    expect(page.words).toContain('You are signed out everywhere else');
    expect(new URL((await there.get('/employers')).url).pathname).toBe('/sign-in');
    expect((await here.get('/employers')).title).toContain('Employers');
  });

  it('may have a second factor in a trial too, and do without it again', async () => {
    const visitor = await web.signedIn({ role: 'coordinator' });
    await web.giveApp(visitor.userId);
    const id = await web.world.db.write([], (tx) =>
      web.app.get(SignInSessions).open(tx, visitor.userId, 'test'),
    );
    const elsewhere = new Visitor(web.url, web.cookie(id));
    expect((await elsewhere.get('/employers')).title).toContain('Employers');
    const page = await (await visitor.get('/account/security')).form('/account/security/app/remove').submit();
    expect(page.words).toContain('Not set up');
    expect(
      await web.world.owner(
        `SELECT changes FROM audit_line WHERE resource = 'second_factor' AND verb = 'delete' AND actor_id = $1`,
        [visitor.userId],
      ),
    ).toEqual([{ changes: { app: ['set up', null] } }]);
    // Whoever had the app may have come in with it.
    expect(new URL((await elsewhere.get('/employers')).url).pathname).toBe('/sign-in');
    expect(await web.world.owner('SELECT 1 FROM recovery_code WHERE user_id = $1', [visitor.userId])).toEqual(
      [],
    );
  });
});

describe('accounts nobody signs in to', () => {
  let web: TestWeb;
  beforeAll(async () => {
    web = await testWeb();
  });
  afterAll(() => web.close());
  const START = new Date('2026-06-01T02:30:00Z').getTime();
  const onDay = (day: number) => web.world.clock.set(new Date(START + day * DAY).toISOString());
  const night = () => web.app.get(IdleAccountsWork).run();

  it('are told two weeks before, disabled after 90 days, and let in again; the last administrator stays', async () => {
    onDay(0);
    const [idle, busy] = [
      await web.person({ role: 'coordinator' }),
      await web.person({ role: 'coordinator' }),
    ];
    const [one, two] = [
      await web.person({ role: 'administrator', areaId: null }),
      await web.person({ role: 'administrator', areaId: null }),
    ];
    const state = async () =>
      Object.fromEntries(
        (
          await web.world.owner<{ email: string; ended: boolean; mails: string }>(
            `SELECT email, disabled_at IS NOT NULL AS ended,
                    (SELECT count(*) FROM message m WHERE m.address = u.email) AS mails FROM app_user u`,
          )
        ).map(({ email, ended, mails }) => [email, `${ended ? 'ended' : 'open'} ${mails}`]),
      );
    onDay(75);
    expect(await night()).toEqual({ told: 0, ended: 0 });
    onDay(76);
    const visitor = web.visitor();
    await (await visitor.get('/sign-in'))
      .form('password')
      .fill({ email: busy.email, password: PASSWORD })
      .submit();
    // Of two administrators neither is the last yet.
    expect(await night()).toEqual({ told: 3, ended: 0 });
    expect(await night()).toEqual({ told: 0, ended: 0 });
    const words = await web.world.owner<{ day: string }>(
      `SELECT data->>'day' AS day FROM message WHERE address = $1`,
      [idle.email],
    );
    expect(words).toEqual([{ day: '30 August 2026' }]);
    onDay(89);
    expect(await night()).toEqual({ told: 0, ended: 0 });
    onDay(90);
    expect(await night()).toEqual({ told: 0, ended: 2 });
    const after = await state();
    expect([after[idle.email], after[busy.email]]).toEqual(['ended 2', 'open 0']);
    expect([after[one.email], after[two.email]].sort()).toEqual(['ended 2', 'open 1']);
    onDay(200);
    await night();
    expect(
      [(await state())[one.email], (await state())[two.email]].filter((s) => s!.startsWith('open')),
    ).toHaveLength(1);

    const admin = await web.signedIn({ role: 'administrator', areaId: null });
    const page = await (await admin.get(`/settings/people/${idle.userId}`))
      .form('reason')
      .fill({ reason: 'Is back from a long leave' })
      .submit('Give access back');
    expect(page.words).toContain('They can sign in again');
    // Not disabled again the same night: they are told, and have two weeks. Who is no longer the last administrator was told.
    expect((await night()).ended).toBe(1);
    expect((await state())[idle.email]).toBe('open 4');
  });

  it('count from the day they are told, however late the program was', async () => {
    onDay(300);
    const late = await web.person({ role: 'coordinator' });
    onDay(500);
    await night();
    onDay(513);
    await night();
    const ended = async () =>
      (
        await web.world.owner('SELECT 1 FROM app_user WHERE id = $1 AND disabled_at IS NOT NULL', [
          late.userId,
        ])
      ).length > 0;
    expect(await ended()).toBe(false);
    onDay(514);
    await night();
    expect(await ended()).toBe(true);
  });
});

describe('the review of rights', () => {
  let web: TestWeb;
  beforeAll(async () => {
    web = await testWeb();
  });
  afterAll(() => web.close());

  it('is due half a year after the last, says so in the settings, and is written down', async () => {
    const settings = async (visitor: Visitor) => (await visitor.get('/settings')).words;
    let near = await web.signedIn({ role: 'administrator' });
    expect(await settings(near)).toContain('Review of rights: next due by 25 May 2027');
    web.world.clock.set('2027-05-25T09:00:00Z');
    near = await web.signedIn({ role: 'administrator' });
    expect(await settings(near)).toContain('It is due for Calderdale.');
    let page = await near.get('/settings/review');
    expect(page.words).toMatch(/Calderdale Due Not reviewed yet/);
    expect(page.words).toMatch(/Administrator, Calderdale Active Not known Not set up/);
    page = await page.form('reason').fill({ reason: 'All still work here' }).submit();
    expect(page.words).toContain('Your review of rights is written down');
    expect(page.words).toContain('next due by 23 November 2027');
    expect((await near.get('/settings/review')).words).toMatch(/Last reviewed 25 May 2027 by Sam Sample/);
    const lines = await web.world.owner<{ area_id: string; id: string }>(
      `SELECT area_id, actor->>'id' AS id FROM audit_line WHERE reason = 'rights reviewed: All still work here'`,
    );
    expect(lines).toEqual([{ area_id: web.world.areaId, id: near.userId }]);
    // Another area's stays due.
    const top = await web.signedIn({ role: 'administrator', areaId: null });
    expect(await settings(top)).toContain('It is due for Kirklees.');
  });

  it('is there for administrators alone', async () => {
    const visitor = await web.signedIn({ role: 'coordinator' });
    expect((await visitor.get('/settings/review')).status).toBe(403);
    expect((await visitor.get('/settings')).text).not.toContain('/settings/review');
  });
});
