import { Accounts } from '#accounts';
import { isLastAdministrator } from '../../libs/access/src/user.repository.js';
import { axe, comeIn, launchBrowser, overflow } from '../support/browser.js';
import type { Visitor } from '../support/visitor.js';
import { PASSWORD, type TestWeb, testWeb } from '../support/web.js';

type Person = Visitor & { userId: string };

let web: TestWeb;
let top: Person;
beforeAll(async () => {
  web = await testWeb();
  await web.world.owner(
    `UPDATE area SET settings = settings || '{"telephone": "01422 000000"}' WHERE id = $1`,
    [web.world.areaId],
  );
});
afterAll(() => web?.close());
beforeEach(async () => {
  web.world.clock.set('2026-11-24T09:00:00Z');
  top = await web.signedIn({ role: 'administrator', areaId: null });
});

const WHY = 'Moves to another team';
const personPage = (userId: string, who: Visitor = top) => who.get(`/settings/people/${userId}`);
const signIn = async (visitor: Visitor, email: string) =>
  (await visitor.get('/sign-in')).form('password').fill({ email, password: PASSWORD }).submit();
const change = async (userId: string, fields: Record<string, string>, who: Visitor = top) =>
  (await personPage(userId, who))
    .form('roleReason')
    .fill({ roleReason: WHY, ...fields })
    .submit();
const mails = (email: string) =>
  web.world.owner<{ what: string; advice: string }>(
    `SELECT data->>'what' AS what, data->>'advice' AS advice FROM message WHERE address = $1 ORDER BY id`,
    [email],
  );
const auditOf = async (userId: string) =>
  (await web.world.owner('SELECT 1 FROM audit_line WHERE subject = $1', [userId])).length;
const nameOf = async (userId: string) =>
  (await web.world.owner<{ name: string }>('SELECT name FROM app_user WHERE id = $1', [userId]))[0]!.name;

describe('somebody whose last role is taken away', () => {
  it('is warned of before, stays in the lists as "No role", and can be ended or given one', async () => {
    const near = await web.signedIn({ role: 'administrator' });
    const person = await web.person({ role: 'commissioner' });
    const before = await personPage(person.userId, near);
    expect(before.words).toContain(
      'It is their only role: they keep the account, can sign in, and see nothing',
    );
    const done = await change(person.userId, { role: 'none' }, near);
    expect(done.words).toContain('They hold no role any more');
    for (const path of ['/settings', '/settings/review'])
      expect([path, (await near.get(path)).words]).toEqual([
        path,
        expect.stringMatching(new RegExp(`${person.name} .*?No role`)),
      ]);
    expect((await personPage(person.userId, near)).words).toContain('They can sign in and see nothing');
    const ended = await (await personPage(person.userId, near))
      .form('reason')
      .fill({ reason: WHY })
      .submit('End access');
    expect(ended.words).toContain('Their access has ended');
    await (await personPage(person.userId, near))
      .form('reason')
      .fill({ reason: WHY })
      .submit('Give access back');
    const given = await (await personPage(person.userId, near))
      .form('newReason')
      .fill({ newRole: 'coordinator', newReason: WHY })
      .submit();
    expect(given.words).toContain('The person has that role now');
    expect((await personPage(person.userId, near)).words).toContain('Coordinator, Calderdale');
  });

  it('is a matter of the administrators of that area and of the installation, and of no other', async () => {
    const far = await web.signedIn({ role: 'administrator', areaId: web.world.secondAreaId });
    const person = await web.person({ role: 'commissioner' });
    await change(person.userId, { role: 'none' });
    expect((await personPage(person.userId, far)).status).toBe(404);
    expect((await far.get('/settings')).text).not.toContain(person.email);
    expect((await personPage(person.userId)).status).toBe(200);
    // Nor is a colleague told of them in the directory.
    const colleague = await web.signedIn({ role: 'coordinator' });
    for (const path of ['/people', '/settings'])
      expect([path, (await colleague.get(path)).text.includes(person.email)]).toEqual([path, false]);
    // One whose only role was of the whole installation: its administrators alone.
    const boss = await web.person({ role: 'administrator', areaId: null });
    await (await personPage(boss.userId))
      .form('administratorReason')
      .fill({ administratorReason: WHY })
      .submit();
    expect((await top.get('/settings')).text).toContain(boss.email);
    expect((await personPage(boss.userId, far)).status).toBe(404);
  });

  it('reads on every page that they have none, whom to ask, and can sign out', async () => {
    const near = await web.person({ role: 'administrator' });
    const person = await web.person({ role: 'coordinator' });
    await change(person.userId, { role: 'none' });
    const visitor = web.visitor();
    const landed = await signIn(visitor, person.email);
    for (const page of [
      landed,
      ...(await Promise.all(
        ['/', '/employers', '/account', '/area', '/settings'].map((path) => visitor.get(path)),
      )),
    ])
      expect([page.url, page.status, page.words]).toEqual([
        page.url,
        403,
        expect.stringMatching(
          /You have no role here.*Calderdale.*ask an administrator.*Telephone: 01422 000000/,
        ),
      ]);
    expect(landed.text).toContain(`mailto:${near.email}`);
    const out = await landed.form('Sign out').submit();
    expect(out.words).toContain('You are signed out');
    // Nobody else: what is for a role they do not have stays "You may not do this".
    const other = await web.signedIn({ role: 'commissioner' });
    expect((await other.get('/employers')).words).toContain('You may not do this');
  });
});

describe('the role of administrator', () => {
  const take = async (userId: string, who: Visitor = top) =>
    (await personPage(userId, who)).form('administratorReason').fill({ administratorReason: WHY }).submit();

  it('is taken away by another administrator, with a reason; the person is signed out and all are told', async () => {
    const second = await web.person({ role: 'administrator', areaId: null });
    const person = await web.signedIn({ role: 'administrator' }, { role: 'coordinator' });
    const list = await top.get('/settings/administrators');
    const link = list
      .all('a')
      .find((a) => a.getAttribute('href') === `/settings/people/${person.userId}#administrator`);
    expect(link?.text).toContain('Take it away');
    const none = await (await personPage(person.userId)).form('administratorReason').submit();
    expect([none.status, none.words]).toEqual([422, expect.stringContaining('Say why')]);
    expect((await take(person.userId)).words).toContain('They are no administrator there any more');
    expect(new URL((await person.get('/settings')).url).pathname).toBe('/sign-in');
    expect(await web.world.owner('SELECT role FROM role_grant WHERE user_id = $1', [person.userId])).toEqual([
      { role: 'coordinator' },
    ]);
    expect((await mails(second.email)).map(({ what }) => what)).toContainEqual(
      expect.stringMatching(/has no longer the role: Administrator, Calderdale/),
    );
    const lines = await web.world.owner<{ reason: string }>(
      `SELECT reason FROM audit_line WHERE subject = $1 ORDER BY at DESC, id DESC LIMIT 1`,
      [person.userId],
    );
    expect(lines).toEqual([{ reason: `role taken away: administrator: ${WHY}` }]);
  });

  it('needs a fresh sign-in, and is out of reach of an area’s administrators and of oneself', async () => {
    const near = await web.signedIn({ role: 'administrator' });
    const beside = await web.person({ role: 'administrator' });
    expect((await personPage(beside.userId, near)).status).toBe(404);
    expect((await personPage(near.userId, near)).status).toBe(404);
    const form = (await personPage(beside.userId)).form('administratorReason');
    web.world.clock.set('2026-11-24T09:11:00Z');
    const asked = await form.fill({ administratorReason: WHY }).submit();
    expect([asked.status, asked.title]).toEqual([403, expect.stringContaining('Is this you?')]);
  });

  it('of the last who can sign in for the whole installation stays, whoever asks', async () => {
    const last = await web.person({ role: 'administrator', areaId: null });
    await web.world.owner(
      `UPDATE app_user SET disabled_at = now()
        WHERE id IN (SELECT user_id FROM role_grant WHERE role = 'administrator' AND area_id IS NULL) AND id <> $1`,
      [last.userId],
    );
    const by = { kind: 'user', id: top.userId, label: 'Sam' } as const;
    const held = { role: 'administrator', areaId: null } as const;
    const accounts = web.app.get(Accounts);
    await expect(accounts.changeRole(last.userId, held, null, by, WHY)).rejects.toThrow(/last administrator/);
    await expect(accounts.setDisabled(last.userId, true, by, WHY)).rejects.toThrow(/last administrator/);
    expect(await web.world.db.write([], (tx) => isLastAdministrator(tx, last.userId))).toBe(true);
    // Control: with a second one it goes.
    await web.world.owner('UPDATE app_user SET disabled_at = NULL WHERE id = $1', [top.userId]);
    expect(await accounts.changeRole(last.userId, held, null, by, WHY)).toBe(true);
  });
});

describe('a name', () => {
  it('is put right by its owner, who is told; the same one changes nothing', async () => {
    const { email, userId, name } = await web.person({ role: 'coordinator' });
    const visitor = web.visitor();
    await signIn(visitor, email);
    const save = async (typed: string) =>
      (await visitor.get('/account')).form('Save your name').fill({ name: typed }).submit();
    expect((await save('')).words).toContain('Enter your name');
    const before = await auditOf(userId);
    expect((await save(name)).words).toContain('Nothing has changed');
    expect([await auditOf(userId), await mails(email)]).toEqual([before, []]);
    const page = await save('Cora Otherwise');
    expect(page.words).toMatch(/Your name has been changed.*Name Cora Otherwise/);
    expect((await mails(email)).map(({ what }) => what)).toEqual([
      `Your name here has changed from ${name} to Cora Otherwise.`,
    ]);
    expect(await auditOf(userId)).toBe(before + 1);
    web.world.clock.set('2026-11-24T09:11:00Z');
    expect((await save('Somebody Else')).title).toContain('Is this you?');
    expect(await nameOf(userId)).toBe('Cora Otherwise');
  });

  it('is put right by an administrator of theirs, with a reason', async () => {
    const near = await web.signedIn({ role: 'administrator' });
    const far = await web.signedIn({ role: 'administrator', areaId: web.world.secondAreaId });
    const { userId, email, name } = await web.person({ role: 'coordinator' });
    const save = async (fields: Record<string, string>) =>
      (await personPage(userId, near)).form('nameReason').fill(fields).submit();
    expect((await save({ personName: 'Cora Otherwise' })).words).toContain('Say why');
    expect((await personPage(userId, far)).status).toBe(404);
    expect((await save({ personName: name, nameReason: WHY })).words).toContain('Nothing has changed');
    expect(await mails(email)).toEqual([]);
    expect((await save({ personName: 'Cora Otherwise', nameReason: WHY })).words).toContain(
      'The name has been corrected',
    );
    expect(await nameOf(userId)).toBe('Cora Otherwise');
    expect((await mails(email)).map(({ what }) => what)).toEqual([
      `Your name here has changed from ${name} to Cora Otherwise.`,
    ]);
  });
});

describe('what is so already', () => {
  it('changes nothing: no email, no sign-out, no line in the audit', async () => {
    const person = await web.signedIn({ role: 'regional_lead' }, { role: 'partner', agency: 'Chamber' });
    const [{ email, name }] = (await web.world.owner<{ email: string; name: string }>(
      'SELECT email, name FROM app_user WHERE id = $1',
      [person.userId],
    )) as [{ email: string; name: string }];
    const lead = `regional_lead:${web.world.areaId}`;
    const before = await auditOf(person.userId);
    const add = async (fields: Record<string, string>) =>
      (await personPage(person.userId))
        .form('newReason')
        .fill({ newReason: WHY, newArea: web.world.areaId, ...fields })
        .submit();
    const invite = async (fields: Record<string, string>) =>
      (await top.get('/settings/people/new'))
        .form('email')
        .fill({ name: 'Other Name', email, area: web.world.areaId, ...fields })
        .submit();
    for (const page of [
      await change(person.userId, { held: lead, role: 'regional_lead' }),
      await change(person.userId, {
        held: `partner:${web.world.areaId}`,
        role: 'partner',
        agency: ' chamber ',
      }),
      await add({ newRole: 'regional_lead' }),
      await add({ newRole: 'partner', newAgency: 'Chamber' }),
      await invite({ role: 'regional_lead' }),
    ])
      expect(page.words).toContain('They have that role already. Nothing has changed.');
    expect([await auditOf(person.userId), await mails(email)]).toEqual([before, []]);
    expect((await person.get('/employers')).status).toBe(200);
    // A role held besides, and a partner of another agency, are said and not done.
    const besides = await change(person.userId, {
      held: `partner:${web.world.areaId}`,
      role: 'regional_lead',
    });
    expect([besides.status, besides.words]).toEqual([
      422,
      expect.stringContaining('They hold this role there besides'),
    ]);
    const agency = await add({ newRole: 'partner', newAgency: 'Jobcentre' });
    expect([agency.status, agency.words]).toEqual([
      422,
      expect.stringContaining('a partner there already, of Chamber'),
    ]);
    // Control: what is different is done. A person who is there already is said to be, and keeps their name.
    const done = await invite({ role: 'commissioner' });
    expect(done.words).toMatch(/There was an account with this address already.*under the name it had/);
    expect(await nameOf(person.userId)).toBe(name);
    expect((await mails(email)).length).toBe(1);
  });
});

describe('the email that an account has changed', () => {
  it('says whom to tell, and to choose a new password only where that helps', async () => {
    await web.person({ role: 'administrator' });
    const { email, userId } = await web.person({ role: 'coordinator' });
    const visitor = web.visitor();
    await signIn(visitor, email);
    await (await visitor.get('/account/security'))
      .form('passwordNow')
      .fill({ passwordNow: PASSWORD, passwordNew: 'a lantern under the viaduct' })
      .submit();
    await change(userId, { role: 'commissioner' });
    await (await personPage(userId)).form('reason').fill({ reason: WHY }).submit('End access');
    const advice = (await mails(email)).map((mail) => mail.advice);
    expect(advice).toHaveLength(3);
    for (const one of advice)
      expect(one).toMatch(/Sam Sample \d+ \(person\d+@example\.org\).*telephone 01422 000000/);
    expect(advice.map((one) => one.includes('choose a new password'))).toEqual([true, false, false]);
    expect(advice[2]).toContain('Until it is given back you cannot sign in');
  });
});

describe('the pages about it', () => {
  it('have no fault axe can find and fit a phone', async () => {
    const browser = await launchBrowser();
    try {
      const left = await web.person({ role: 'coordinator' });
      const boss = await web.person({ role: 'administrator', areaId: null });
      await change(left.userId, { role: 'none' });
      const nobody = web.visitor();
      await signIn(nobody, left.email);
      const asked = await web.person({ role: 'coordinator' });
      await web.signedIn({ role: 'administrator' });
      await (await top.get('/settings/administrators'))
        .form('where')
        .fill({ person: asked.userId, where: web.world.areaId, reason: WHY })
        .submit();
      const partner = await web.signedIn({ role: 'partner', agency: 'Chamber' });
      const coordinator = await web.signedIn({ role: 'coordinator' });
      await (await partner.get('/employers/new')).form('name').fill({ name: 'Twice Mill (sample)' }).submit();
      const other = await web.signedIn({ role: 'partner', agency: 'Jobcentre Plus' });
      await (await other.get('/employers/new')).form('name').fill({ name: 'Twice Mill (sample)' }).submit();
      const [proposed] = await web.world.owner<{ id: string }>('SELECT id FROM proposal WHERE kind = $1', [
        'employer',
      ]);
      for (const [visitor, path] of [
        [nobody, '/'],
        [top, `/settings/people/${left.userId}`],
        [top, `/settings/people/${boss.userId}`],
        [top, '/settings/administrators'],
        [top, '/settings'],
        [partner, '/employers/proposed'],
        [coordinator, '/employers/proposed'],
        [coordinator, `/employers/proposed/${proposed!.id}`],
      ] as const)
        for (const width of [1280, 320]) {
          const context = await browser.newContext({ viewport: { width, height: 900 } });
          await comeIn(context, visitor);
          const page = await context.newPage();
          await page.goto(web.url + path);
          expect([path, width, await axe(page), await overflow(page)]).toEqual([path, width, [], 0]);
          if (process.env['SHOTS'])
            await page.screenshot({
              path: `${process.env['SHOTS']}/people${path.replaceAll('/', '_')}-${width}.png`,
              fullPage: true,
            });
          await context.close();
        }
    } finally {
      await browser.close();
    }
  }, 120_000);
});
