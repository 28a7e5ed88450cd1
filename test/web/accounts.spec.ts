import { jest } from '@jest/globals';
import { Areas, LinkTokens } from '#access';
import { Accounts, PasswordReset } from '#accounts';
import { Messages } from '#messaging';
import { isId, SYSTEM_ACTOR, type Tx } from '#platform';
import { axe, comeIn, launchBrowser, overflow } from '../support/browser.js';
import { mailRow } from '../support/mail-row.js';
import type { Visitor } from '../support/visitor.js';
import { PASSWORD, type TestWeb, testWeb } from '../support/web.js';

const NEXT = 'a lantern under the viaduct';

describe('accounts', () => {
  let web: TestWeb;
  beforeAll(async () => {
    web = await testWeb();
  });
  afterAll(() => web.close());
  beforeEach(() => web.world.clock.set('2026-11-24T09:00:00Z'));

  const mailsTo = (email: string) =>
    web.world.owner<{ template: string; what: string | null; link: string | null }>(
      `SELECT template, data->>'what' AS what, data->>'link' AS link FROM message WHERE address = $1 ORDER BY id`,
      [email],
    );
  /** The address in the newest mail to somebody, as they read it. */
  const linkTo = async (email: string): Promise<string> => {
    const link = (await mailsTo(email)).map((mail) => mail.link).findLast(Boolean)!;
    return link.replace(/~([\w-]+)$/, (_, id: string) => {
      expect(isId(id)).toBe(true);
      return web.app.get(LinkTokens).of(id);
    });
  };
  const signIn = async (visitor: Visitor, email: string, password: string) =>
    (await visitor.get('/sign-in')).form('password').fill({ email, password }).submit();
  const administrator = () => web.signedIn({ role: 'administrator', areaId: null });
  const askFor = async (email: string) => {
    const page = await (await web.visitor().get('/sign-in/new-password'))
      .form('email')
      .fill({ email })
      .submit();
    await web.app.get(PasswordReset).settled();
    return page;
  };

  it('send the link of an invitation to its owner, and show it to nobody', async () => {
    const visitor = await administrator();
    const page = await (await visitor.get('/settings/people/new'))
      .form('email')
      .fill({
        name: 'Pat Placeholder',
        email: 'pat@example.org',
        role: 'coordinator',
        area: web.world.areaId,
      })
      .submit();
    expect(page.words).toContain('We have sent them an email with a link to choose a password');
    expect(page.text).not.toContain('/start/');
    expect((await mailsTo('pat@example.org')).map((mail) => mail.template)).toEqual(['accounts.invitation']);
    const guest = web.visitor();
    const theirs = await guest.get(await linkTo('pat@example.org'));
    expect(theirs.words).toContain('Welcome, Pat Placeholder');
    await theirs.form('password').fill({ password: PASSWORD }).submit();
    expect((await guest.get('/employers')).status).toBe(200);
    expect((await mailsTo('pat@example.org')).map((mail) => mail.template)).toEqual([
      'accounts.invitation',
      'accounts.account-changed',
    ]);
  });

  it('tell their owner of every change somebody else makes', async () => {
    const visitor = await administrator();
    const { userId, email } = await web.person({ role: 'coordinator' });
    const act = async (button: string) =>
      (await visitor.get(`/settings/people/${userId}`))
        .form('reason')
        .fill({ reason: 'Is away for a long time' })
        .submit(button);
    const page = await act('Send a new link');
    expect(page.text).not.toContain('/start/');
    await act('End access');
    await act('Give access back');
    const mails = await mailsTo(email);
    expect(mails.map((mail) => mail.what ?? mail.template)).toEqual([
      'accounts.sign-in-link',
      'Your access has ended. You have been signed out everywhere.',
      'You have access again. Sign in as you did before.',
    ]);
    // Ending access ended the link as well.
    expect((await web.visitor().get(await linkTo(email))).status).toBe(410);
  });

  it('have their roles changed, and one taken away, by an administrator with a reason', async () => {
    const visitor = await administrator();
    const person = await web.signedIn(
      { role: 'coordinator' },
      { role: 'commissioner', areaId: web.world.secondAreaId },
    );
    const change = async (fields: Record<string, string>) =>
      (await visitor.get(`/settings/people/${person.userId}`)).form('roleReason').fill(fields).submit();
    const wrong = await change({ roleReason: 'short' });
    expect([wrong.status, wrong.words]).toEqual([
      422,
      expect.stringMatching(/Choose what they are from now on.*Say why, in 10 to 300 characters/),
    ]);
    const held = `coordinator:${web.world.areaId}`;
    const roleReason = 'Moves to another team';
    expect((await change({ held, role: 'partner', roleReason })).words).toContain(
      'Enter the agency the partner works for',
    );
    await change({ held, role: 'partner', agency: 'Chamber', roleReason });
    await change({ held: `commissioner:${web.world.secondAreaId}`, role: 'none', roleReason });
    const grants = await web.world.owner(
      `SELECT g.role, g.area_id, a.name AS agency FROM role_grant g LEFT JOIN agency a ON a.id = g.agency_id
        WHERE g.user_id = $1`,
      [person.userId],
    );
    expect(grants).toEqual([{ role: 'partner', area_id: web.world.areaId, agency: 'Chamber' }]);
    // They sign in anew, with the new role and no more.
    expect(new URL((await person.get('/surveys')).url).pathname).toBe('/sign-in');
    const [me] = await web.world.owner<{ email: string }>('SELECT email FROM app_user WHERE id = $1', [
      person.userId,
    ]);
    expect((await mailsTo(me!.email)).map((mail) => mail.what)).toEqual([
      'Your role has changed from Coordinator, Calderdale to Partner, Calderdale.',
      'A role has been taken away: Commissioner, Kirklees.',
    ]);
    const anew = web.visitor();
    await signIn(anew, me!.email, PASSWORD);
    expect((await anew.get('/surveys')).status).toBe(403);
    expect((await anew.get('/employers')).status).toBe(200);
  });

  it('get a further role from an administrator, in an area of theirs, with a reason', async () => {
    const near = await web.signedIn({ role: 'administrator' });
    const person = await web.person({ role: 'commissioner' });
    const give = async (fields: Record<string, string>) =>
      (await near.get(`/settings/people/${person.userId}`)).form('newReason').fill(fields).submit();
    const wrong = await give({ newReason: 'short' });
    expect([wrong.status, wrong.words]).toEqual([
      422,
      expect.stringMatching(/Choose a role.*Say why, in 10 to 300 characters/),
    ]);
    const newReason = 'Stands in for a colleague';
    expect((await give({ newRole: 'partner', newReason })).words).toContain('Enter the agency');
    expect((await give({ newRole: 'coordinator', newArea: web.world.secondAreaId, newReason })).status).toBe(
      404,
    );
    expect((await give({ newRole: 'coordinator', newReason })).words).toContain(
      'The person has that role now',
    );
    const grants = await web.world.owner(
      'SELECT role, area_id FROM role_grant WHERE user_id = $1 ORDER BY role',
      [person.userId],
    );
    expect(grants).toEqual([
      { role: 'commissioner', area_id: web.world.areaId },
      { role: 'coordinator', area_id: web.world.areaId },
    ]);
    expect((await mailsTo(person.email)).map((mail) => mail.what)).toEqual([
      'You have been given a role: Coordinator, Calderdale.',
    ]);
  });

  it('keep an administrator’s role, and one of another area, out of reach', async () => {
    const near = await web.signedIn({ role: 'administrator' });
    const top = await web.person({ role: 'administrator', areaId: null });
    const far = await web.person({ role: 'coordinator', areaId: web.world.secondAreaId });
    const csrf = (await near.get('/settings')).form('/sign-out').values['_csrf']!;
    const send = (visitor: Visitor, id: string, held: string, token: string) =>
      visitor.send(`/settings/people/${id}/role`, {
        method: 'POST',
        body: new URLSearchParams({
          _csrf: token,
          held,
          role: 'none',
          roleReason: 'Because I say so',
        }).toString(),
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      });
    for (const [id, held] of [
      [top.userId, 'administrator:'],
      [far.userId, `coordinator:${web.world.secondAreaId}`],
      [near.userId, `administrator:${web.world.areaId}`],
    ] as const)
      expect((await send(near, id, held, csrf)).status).toBe(404);
    const highest = await administrator();
    const token = (await highest.get('/settings')).form('/sign-out').values['_csrf']!;
    expect((await send(highest, top.userId, 'administrator:', token)).status).toBe(404);
  });

  it('have their password changed by their owner, on a page the name leads to', async () => {
    const { email } = await web.person({ role: 'coordinator' });
    const [here, there] = [web.visitor(), web.visitor()];
    await signIn(there, email, PASSWORD);
    await signIn(here, email, PASSWORD);
    let page = await (await here.get('/settings')).follow(/^Sam Sample/);
    expect(page.words).toContain('Coordinator, Calderdale');
    page = await page.follow('Signing in and security');
    page = await page.form('passwordNow').fill({ passwordNow: 'not it', passwordNew: NEXT }).submit();
    expect([page.status, page.words]).toEqual([
      422,
      expect.stringContaining('not the password you have now'),
    ]);
    page = await page.form('passwordNow').fill({ passwordNow: PASSWORD, passwordNew: 'short' }).submit();
    expect(page.words).toContain('12 characters or more');
    page = await page.form('passwordNow').fill({ passwordNow: PASSWORD, passwordNew: NEXT }).submit();
    expect(page.words).toContain('Your password has been changed');
    expect((await here.get('/settings')).url).toContain('/settings');
    expect((await there.get('/settings')).url).toContain('/sign-in');
    expect((await mailsTo(email)).map((mail) => mail.what)).toEqual(['Your password has been changed.']);
    expect((await signIn(web.visitor(), email, NEXT)).url).not.toContain('/sign-in');
  });

  it('get a new password by email, and the page says the same whether or not there is one', async () => {
    const { email } = await web.person({ role: 'coordinator' });
    const known = await askFor(email);
    const unknown = await askFor('nobody@example.org');
    expect([known.status, unknown.status]).toEqual([200, 200]);
    expect(unknown.words.replace('nobody@example.org', email)).toBe(known.words);
    expect(await mailsTo('nobody@example.org')).toEqual([]);
    const first = await linkTo(email);
    for (let i = 0; i < 5; i++) await askFor(email);
    // Three an hour at most; the first goes on, so that asking again keeps nobody out.
    expect(await mailsTo(email)).toHaveLength(3);
    const visitor = web.visitor();
    const page = await visitor.get(first);
    await page.form('password').fill({ password: NEXT }).submit();
    expect((await signIn(web.visitor(), email, NEXT)).url).not.toContain('/sign-in');
    expect((await web.visitor().get(await linkTo(email))).status).toBe(410);
    const other = await web.person({ role: 'coordinator' });
    await askFor(other.email);
    web.world.clock.set('2026-11-24T10:01:00Z');
    expect((await web.visitor().get(await linkTo(other.email))).status).toBe(410);
  });

  it('say of a link that has ended what its holder can do, and nothing of other links', async () => {
    const says = async (link: string) => {
      const page = await web.visitor().get(link);
      expect([page.status, page.title]).toEqual([410, expect.stringContaining('This link has ended')]);
      for (const other of [/first.account/i, /72 hours/, /Look for a newer email from us/, /book training/])
        expect(page.words).not.toMatch(other);
      return page.words;
    };
    const choose = async (link: string) =>
      (await web.visitor().get(link)).form('password').fill({ password: NEXT }).submit();
    const { email } = await web.person({ role: 'coordinator' });
    await askFor(email);
    const first = await linkTo(email);
    // The name of one's area is the first guess of whoever knows one.
    const guessed = await (await web.visitor().get(first))
      .form('password')
      .fill({ password: 'calderdale calderdale' })
      .submit();
    expect([guessed.status, guessed.words]).toEqual([422, expect.stringContaining('your area')]);
    await askFor(email);
    const second = await linkTo(email);
    const form = (await web.visitor().get(first)).form('password');
    await choose(first);
    const used = 'You have already chosen a password with this link. Sign in, or ask for a new link.';
    expect(await says(first)).toContain(used);
    expect((await form.fill({ password: NEXT }).submit()).words).toContain(used);
    expect(await says(second)).toContain('you have chosen a password since we sent it. Sign in, or ask');
    await askFor(email);
    const late = await linkTo(email);
    web.world.clock.set('2026-11-24T10:01:00Z');
    expect(await says(late)).toContain('It has run out');

    const invite = async (address: string) => {
      const page = await (await administrator()).get('/settings/people/new');
      const fields = { name: 'Pat Invited', email: address, role: 'coordinator', area: web.world.areaId };
      await page.form('email').fill(fields).submit();
      return linkTo(address);
    };
    const taken = await invite('taken@example.org');
    await choose(taken);
    expect(await says(taken)).toContain(used);
    const left = await invite('left@example.org');
    web.world.clock.set('2026-11-28T10:01:00Z');
    const runOut = await says(left);
    expect(runOut).toContain('This invitation has run out');
    expect(runOut).toContain('ask the person who invited you');
  });

  it('cannot be shut by strangers: a browser somebody has signed in with has its own allowance', async () => {
    const { email } = await web.person({ role: 'coordinator' });
    const owner = web.visitor();
    await (await signIn(owner, email, PASSWORD)).form('/sign-out').submit();
    // Before strangers have used up what one network is let try.
    const browser = web.visitor();
    await (await signIn(browser, (await web.person({ role: 'coordinator' })).email, PASSWORD))
      .form('/sign-out')
      .submit();
    const stranger = web.visitor();
    for (let i = 0; i < 10; i++) await signIn(stranger, email, 'wrong');
    expect((await signIn(stranger, email, PASSWORD)).status).toBe(429);
    expect((await signIn(web.visitor(), email, PASSWORD)).status).toBe(429);
    expect((await signIn(owner, email, PASSWORD)).status).toBe(200);
    // The browser of another account helps nobody.
    expect((await signIn(browser, email, PASSWORD)).status).toBe(429);
    const kept = JSON.stringify(await web.world.owner('SELECT hash FROM known_browser'));
    for (const { value } of owner.cookiesFor()) expect(kept).not.toContain(value);
  });

  it('are not tried one after the other from one network, and refusals are one row', async () => {
    web.world.clock.set('2026-11-24T12:00:00Z');
    const { email } = await web.person({ role: 'coordinator' });
    const owner = web.visitor();
    await (await signIn(owner, email, PASSWORD)).form('/sign-out').submit();
    const before = await web.world.owner('SELECT id FROM audit_entry');
    const visitor = web.visitor();
    const statuses: number[] = [];
    for (let i = 0; i < 30; i++)
      statuses.push((await signIn(visitor, `made-up${i}@example.org`, 'Spring2026')).status);
    expect(statuses.filter((status) => status === 422)).toHaveLength(10);
    expect(statuses.filter((status) => status === 429)).toHaveLength(20);
    // Nothing anybody makes up stands in the audit for ever; what was refused can be seen.
    expect(await web.world.owner('SELECT id FROM audit_entry')).toHaveLength(before.length);
    expect(
      await web.world.owner(
        `SELECT refused FROM rate_count WHERE limit_name = 'accounts at which sign-ins failed from one network' AND refused > 0 ORDER BY began_at DESC LIMIT 1`,
      ),
    ).toEqual([{ refused: 20 }]);
    expect((await signIn(owner, email, PASSWORD)).status).toBe(200);
  }, 120_000);

  it('are tried by others of an office too, one of whom has a wrong password', async () => {
    web.world.clock.set('2026-11-24T13:00:00Z');
    const [forgetful, colleague] = [
      await web.person({ role: 'coordinator' }),
      await web.person({ role: 'coordinator' }),
    ];
    for (let i = 0; i < 12; i++) await signIn(web.visitor(), forgetful.email, 'not it at all');
    expect((await signIn(web.visitor(), forgetful.email, PASSWORD)).status).toBe(429);
    expect((await signIn(web.visitor(), colleague.email, PASSWORD)).status).toBe(200);
  });

  it('change on one connection: what an email says is looked up in the transaction that writes it', async () => {
    const { userId } = await web.person({ role: 'coordinator' });
    const byId = jest.spyOn(web.app.get(Areas), 'byId');
    const held = { role: 'coordinator', areaId: web.world.areaId } as const;
    await web.app
      .get(Accounts)
      .changeRole(
        userId,
        held,
        { role: 'commissioner', agency: null },
        SYSTEM_ACTOR,
        'Moves to another team',
      );
    expect(byId).toHaveBeenCalledTimes(5);
    for (const [, tx] of byId.mock.calls) expect(tx).toBeDefined();
    byId.mockRestore();
  });

  it('have their emails read by administrators of the installation alone, whatever the page', async () => {
    const admin = await web.signedIn({ role: 'administrator', areaId: null }, { role: 'coordinator' });
    const coordinator = await web.signedIn({ role: 'coordinator' });
    const { areaId } = web.world;
    await web.world.owner('DELETE FROM message');
    const other = await mailRow(web.world, { address: 'employer@example.org', purpose: 'service' });
    const { userId, email, name } = await web.person({ role: 'partner', agency: 'Chamber' });
    await web.app
      .get(Accounts)
      .setDisabled(userId, true, { kind: 'user', label: 'Ada' }, 'Is away for a long time');
    await web.world.owner(`DELETE FROM message WHERE template = 'accounts.people-changed'`);
    const [{ id, subject }] = (await web.world.owner(`SELECT id, subject FROM message WHERE address = $1`, [
      email,
    ])) as [{ id: string; subject: string }];
    const inArea = <T>(read: (tx: Tx) => Promise<T>) => web.world.db.read([areaId], read);
    const messages = web.app.get(Messages);
    const asState = async (state: string) => {
      await web.world.owner(
        `UPDATE message SET state = $2, hold = CASE WHEN $2 = 'held' THEN 'template-broken' END,
                settled_at = CASE WHEN $2 IN ('bounced', 'unknown') THEN $3::timestamptz END,
                next_attempt_at = CASE WHEN $2 = 'queued' THEN $3::timestamptz END
          WHERE id = $1`,
        [id, state, web.world.clock.now()],
      );
    };
    for (const state of ['queued', 'held', 'bounced', 'unknown'] as const) {
      await asState(state);
      for (const path of ['/mail', `/mail?q=${email}`, '/mail/unknown', '/today', '/mail?show=mend']) {
        const [theirs, ours] = [await coordinator.get(path), await admin.get(path)];
        expect([state, path, theirs.status, theirs.text.includes(id)]).toEqual([state, path, 200, false]);
        if (!path.includes(email)) expect(theirs.text).not.toContain(email);
        expect(theirs.text).not.toContain(subject);
        expect(ours.status).toBe(200);
      }
      for (const path of ['', '/as-sent', '/again', '/override'])
        expect([state, path, (await coordinator.get(`/mail/${id}${path}`)).status]).toEqual([
          state,
          path,
          404,
        ]);
      expect((await admin.get(`/mail/${id}`)).status).toBe(200);
      const counts = (reader?: { isSystemAdmin: boolean }) =>
        inArea((tx) => messages.counts(tx, areaId, reader ? { reader } : {}));
      expect([state, (await counts())[state], (await counts({ isSystemAdmin: false }))[state]]).toEqual([
        state,
        0,
        0,
      ]);
      expect(await counts({ isSystemAdmin: true })).toMatchObject({ [state]: 1, sent: 1 });
    }
    await web.world.owner(
      `UPDATE message SET state = 'held', hold = 'after_restore', settled_at = NULL, next_attempt_at = NULL WHERE id = $1`,
      [id],
    );
    for (const [visitor, named] of [
      [coordinator, false],
      [admin, true],
    ] as const)
      expect((await visitor.get('/mail/restore')).words.includes(name)).toBe(named);
    expect((await admin.get('/mail')).text).toContain(id);
    expect((await inArea((tx) => messages.list(tx, areaId, {}))).rows.map((one) => one.id)).toEqual([other]);
  });

  it('have pages that are clean for axe and do not scroll sideways, in every state', async () => {
    const browser = await launchBrowser();
    try {
      const visitor = await administrator();
      const person = await web.person(
        { role: 'coordinator' },
        { role: 'commissioner', areaId: web.world.secondAreaId },
      );
      for (const width of [1280, 320]) {
        const context = await browser.newContext({ viewport: { width, height: 900 } });
        const page = await context.newPage();
        const look = async (name: string) => {
          expect([name, width, await axe(page)]).toEqual([name, width, []]);
          expect([name, width, await overflow(page)]).toEqual([name, width, 0]);
          if (process.env['SHOTS'])
            await page.screenshot({ path: `${process.env['SHOTS']}/${name}-${width}.png`, fullPage: true });
        };
        await page.goto(`${web.url}/sign-in/new-password`);
        await look('new-password');
        await page.click('main button');
        await look('new-password-error');
        await page.fill('#email', 'nobody@example.org');
        await page.click('main button');
        await look('new-password-sent');
        await page.goto(`${web.url}/sign-in/help`);
        await look('help');
        await page.goto(`${web.url}/sign-in/new-password`);
        await page.fill('#email', 'nobody@example.org');
        await context.clearCookies();
        await page.click('main button');
        await look('send-once-more');
        await comeIn(context, visitor);
        await page.goto(`${web.url}/account`);
        await look('account');
        await page.click('main button[type=submit]');
        await look('account-error');
        await page.goto(`${web.url}/account/security`);
        await page.click('main button:has-text("Change password")');
        await look('account-security-error');
        await page.goto(`${web.url}/settings/people/new`);
        await look('person-new');
        await page.goto(`${web.url}/settings?done=invited`);
        await look('settings');
        await page.goto(`${web.url}/settings/people/${person.userId}`);
        await look('person');
        await page.click('button:has-text("Change the role")');
        await look('person-error');
        await context.close();
      }
    } finally {
      await browser.close();
    }
  }, 120_000);
});
