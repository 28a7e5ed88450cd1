import { Proposals } from '../../libs/access/src/proposals.service.js';
import type { Visitor } from '../support/visitor.js';
import { type TestWeb, testWeb } from '../support/web.js';

const WHY = 'It is known already';
type Person = Visitor & { userId: string };

let web: TestWeb;
let coordinator: Person;
beforeAll(async () => {
  web = await testWeb();
  coordinator = await web.signedIn({ role: 'coordinator' });
});
afterAll(() => web?.close());

const post = (...sent: Parameters<TestWeb['post']>) => web.post(...sent);

describe('a further administrator', () => {
  let first: Person;
  let second: Person;
  const ask = async (who: Person, person: string, where: string) =>
    (await who.get('/settings/administrators'))
      .form('where')
      .fill({ person, where, reason: 'Stands in while I am away' })
      .submit();
  const waiting = async () =>
    (
      await web.world.owner<{ id: string }>(
        `SELECT id FROM proposal WHERE kind = 'administrator' AND decided_at IS NULL ORDER BY id DESC`,
      )
    )[0]!.id;
  const confirm = (who: Person, id: string) =>
    post(who, `/settings/administrators/${id}`, { act: 'confirm', decisionReason: 'I know them well' });
  const roles = (id: string) =>
    web.world.owner<{ role: string }>(`SELECT role FROM role_grant WHERE user_id = $1 ORDER BY role`, [id]);

  it('cannot be made by one alone: nobody could confirm it', async () => {
    first = await web.signedIn({ role: 'administrator', areaId: null });
    const { userId } = await web.person({ role: 'coordinator' });
    const page = await ask(first, userId, web.world.areaId);
    expect([page.status, page.words]).toEqual([422, expect.stringContaining('Nobody else could confirm it')]);
  });

  it('is one once another has confirmed it, and neither whoever asked nor they themselves', async () => {
    second = await web.signedIn({ role: 'administrator', areaId: null });
    const { userId, email } = await web.person({ role: 'coordinator' });
    const asked = await ask(first, userId, web.world.areaId);
    expect(asked.words).toContain('The administrators who can confirm it have an email about it');
    const id = await waiting();
    expect((await confirm(first, id)).status).toBe(403);
    expect(await roles(userId)).toEqual([{ role: 'coordinator' }]);
    const page = await (await second.get('/settings/administrators'))
      .form('decisionReason')
      .fill({ decisionReason: 'I know them well' })
      .submit(/^Confirm/);
    expect(page.words).toContain('They are an administrator now');
    expect(await roles(userId)).toEqual([{ role: 'administrator' }, { role: 'coordinator' }]);
    const mails = await web.world.owner<{ address: string; mail: string }>(
      `SELECT address, template AS mail FROM message WHERE template LIKE 'accounts.%' ORDER BY id`,
    );
    expect(mails).toContainEqual({ address: email, mail: 'accounts.account-changed' });
    expect(mails.map(({ mail }) => mail)).toContain('accounts.people-changed');
  });

  it('is none whose access has ended since they were asked for', async () => {
    const { userId } = await web.person({ role: 'commissioner' });
    await ask(first, userId, web.world.areaId);
    const id = await waiting();
    await web.world.owner('UPDATE app_user SET disabled_at = now() WHERE id = $1', [userId]);
    const refused = await confirm(second, id);
    expect([refused.status, refused.words]).toEqual([
      409,
      expect.stringContaining('Their access has ended since'),
    ]);
    expect(await roles(userId)).toEqual([{ role: 'commissioner' }]);
    await post(second, `/settings/administrators/${id}`, {
      act: 'refuse',
      decisionReason: 'They have left the council',
    });
  });

  it('is told to those who can confirm it, and stands on their pages, until it is decided', async () => {
    const ofArea = await web.signedIn({ role: 'administrator' }, { role: 'coordinator' });
    const { userId, name } = await web.person({ role: 'coordinator' });
    const asker = await web.signedIn({ role: 'administrator', areaId: null });
    await web.world.owner('DELETE FROM message');
    await ask(asker, userId, web.world.areaId);
    const told = await web.world.owner<{ address: string; who: string }>(
      `SELECT address, data->>'who' AS who FROM message WHERE template = 'accounts.administrator-asked'`,
    );
    const mail = async (id: string) =>
      (await web.world.owner<{ email: string }>('SELECT email FROM app_user WHERE id = $1', [id]))[0]!.email;
    const addresses = told.map(({ address }) => address);
    for (const who of [ofArea, first, second]) expect(addresses).toContain(await mail(who.userId));
    for (const who of [asker.userId, userId]) expect(addresses).not.toContain(await mail(who));
    expect(told[0]!.who).toContain(name);
    const says = 'waits for a second person';
    const notes = async () =>
      Promise.all(
        [
          [ofArea, '/settings'],
          [ofArea, '/today'],
          [second, '/settings'],
          [asker, '/settings'],
          [coordinator, '/today'],
        ].map(async ([who, path]) => (await (who as Person).get(path as string)).words.includes(says)),
      );
    expect(await notes()).toEqual([true, true, true, false, false]);
    // Nobody is asked for twice, by whomever.
    for (const who of [asker, second]) {
      const again = await ask(who, userId, web.world.areaId);
      expect([again.status, again.words]).toEqual([
        422,
        expect.stringContaining('has asked for this already'),
      ]);
    }
    await post(second, `/settings/administrators/${await waiting()}`, { act: 'refuse', decisionReason: WHY });
    expect(await notes()).toEqual([false, false, false, false, false]);
  });

  it('is asked for nobody who has it, and one of the whole installation is not offered', async () => {
    const whole = await web.person({ role: 'administrator', areaId: null });
    const near = await web.person({ role: 'administrator' });
    const page = await first.get('/settings/administrators');
    expect(page.one('#person').outerHTML).not.toContain(whole.userId);
    for (const [who, where] of [
      [near.userId, web.world.areaId],
      [whole.userId, web.world.areaId],
      [whole.userId, 'everywhere'],
    ] as const) {
      const reason = 'Stands in while I am away';
      const tried = await post(first, '/settings/administrators', { person: who, where, reason });
      expect([tried.status, tried.words]).toEqual([
        422,
        expect.stringContaining('an administrator there already'),
      ]);
    }
    // Of more than they have they may be.
    expect((await ask(first, near.userId, 'everywhere')).status).toBe(200);
  });

  it('is asked for in vain after seven days', async () => {
    const { userId } = await web.person({ role: 'coordinator' });
    await ask(first, userId, web.world.areaId);
    const id = await waiting();
    await web.world.owner(`UPDATE proposal SET ends_at = $2 WHERE id = $1`, [id, web.world.clock.now()]);
    expect((await confirm(second, id)).status).toBe(409);
    expect(await roles(userId)).toEqual([{ role: 'coordinator' }]);
  });

  it('is made by nobody if whoever asked is no administrator any more', async () => {
    const gone = await web.signedIn({ role: 'administrator', areaId: null });
    const { userId } = await web.person({ role: 'coordinator' });
    await ask(gone, userId, web.world.areaId);
    await web.world.owner('UPDATE app_user SET disabled_at = now() WHERE id = $1', [gone.userId]);
    const tried = await confirm(second, await waiting());
    expect([tried.status, tried.words]).toEqual([409, expect.stringContaining('no administrator any more')]);
    expect(await roles(userId)).toEqual([{ role: 'coordinator' }]);
    const told = await web.world.owner<{ verb: string }>(
      `SELECT verb FROM audit_line WHERE resource = 'proposed_administrator' ORDER BY at, id`,
    );
    expect(told.map(({ verb }) => verb)).toEqual(expect.arrayContaining(['proposed', 'accepted']));
  });

  it('of the whole installation is no matter of an area’s administrators', async () => {
    const ofArea = await web.signedIn({ role: 'administrator' });
    const { userId } = await web.person({ role: 'coordinator' });
    expect((await ofArea.get('/settings/administrators')).words).not.toContain('The whole installation');
    const tried = await post(ofArea, '/settings/administrators', {
      person: userId,
      where: 'everywhere',
      reason: 'Stands in while I am away',
    });
    expect(tried.status).toBe(404);
    await ask(first, userId, 'everywhere');
    const id = await waiting();
    expect((await ofArea.get('/settings/administrators')).words).not.toContain('of the whole installation');
    expect((await confirm(ofArea, id)).status).toBe(404);
    expect((await confirm(second, id)).status).toBe(200);
  });

  it('control: with whoever asked free to confirm, one alone would do', async () => {
    const { userId } = await web.person({ role: 'coordinator' });
    await ask(first, userId, web.world.areaId);
    const id = await waiting();
    const get = Proposals.prototype.get;
    Proposals.prototype.get = async function (tx, wanted) {
      return { ...(await get.call(this, tx, wanted)), askedByUserId: second.userId };
    };
    try {
      expect((await confirm(first, id)).status).toBe(200);
    } finally {
      Proposals.prototype.get = get;
    }
    expect(await roles(userId)).toEqual([{ role: 'administrator' }, { role: 'coordinator' }]);
  });
});
