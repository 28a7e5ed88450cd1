import { Templates } from '#mail-templates';
import { HeldMails, Messages, TemplateTrials } from '#messaging';
import { type Actor, newId, SYSTEM_ACTOR } from '#platform';
import { type TestWorld, testDatabase } from '../../support/database.js';
import { ScriptedSmtp } from '../../support/smtp-server.js';
import { confirmation } from './letter.js';
import { messagingOn, write } from './mail.js';

const NAME = 'test.confirmation';
const sam: Actor = { kind: 'user', id: '00000000-0000-7000-8000-000000000001', label: 'Sam Sample' };
const good = {
  subject: 'Yours, {{recipient.name}}',
  body: 'Dear {{recipient.name}}\n\n[Answer]({{link}})',
  because: 'Because {{area.name}} asks.',
};

const MENDED = 'The template names the recipient again.';

describe('a mail whose words do not fit', () => {
  let world: TestWorld;
  let smtp: ScriptedSmtp;
  let address: string;
  let mail: Awaited<ReturnType<typeof messagingOn>>;
  beforeAll(async () => {
    world = await testDatabase();
    smtp = new ScriptedSmtp();
    address = await smtp.listen();
    mail = await messagingOn(world, address);
  });
  afterAll(async () => {
    await mail?.close();
    await smtp?.close();
    await world?.close();
  });

  const inArea = <T>(work: (tx: Parameters<Parameters<typeof world.db.write>[1]>[0]) => Promise<T>) =>
    world.db.write([world.areaId], work);
  const versions = async () =>
    (
      await world.owner<{ n: number }>(`SELECT count(*)::int AS n FROM mail_template WHERE mail = $1`, [NAME])
    )[0]!.n;
  const save = async (words = good) => {
    const basedOn = await versions();
    await inArea((tx) => mail.get(Templates).save(tx, world.areaId, NAME, words, { basedOn, note: '' }, sam));
  };
  /** A version as an older program would have taken it: it asks for something this one does not have. */
  const saveBroken = async () =>
    world.owner(
      `INSERT INTO mail_template (id, area_id, mail, number, own, subject, body, because, note, created_at, created_by)
       VALUES ($1, $2, $3, $4, false, 'Hello {{nickname}}', $5, $6, '', $7, '{"kind":"user"}')`,
      [newId(), world.areaId, NAME, (await versions()) + 1, good.body, good.because, world.clock.now()],
    );
  const row = async (address: string) =>
    (
      await world.owner<{
        id: string;
        state: string;
        hold: string | null;
        reason: string | null;
        subject: string;
        attempts: number;
        next_attempt_at: Date | null;
      }>(
        `SELECT id, state, hold, reason, subject, attempts, next_attempt_at FROM message WHERE address = $1`,
        [address],
      )
    )[0]!;
  const plan = (address: string, more = {}) =>
    write(world, mail.outbox, [address], { mail: confirmation as never, ...more });
  const tryAgain = (...ids: string[]) =>
    inArea((tx) => mail.get(HeldMails).tryAgain(tx, world.areaId, ids, MENDED, sam));

  it('is held when it is planned, in nobody’s words, and whatever caused it is done', async () => {
    await saveBroken();
    await inArea(async (tx) => {
      await tx.execute(`UPDATE area SET settings = settings || '{"caused":true}' WHERE id = $1`, [
        world.areaId,
      ]);
      await mail.outbox.enqueue(tx, {
        areaId: world.areaId,
        sendKey: 'planned',
        mail: confirmation as never,
        to: { address: 'planned@example.org', name: 'Robin Example' },
        data: { link: 'https://crm.example.org/s/secret-token' } as never,
        cause: 'Because a test says so.',
      });
    });
    const [area] = await world.owner(`SELECT settings->'caused' AS caused FROM area WHERE id = $1`, [
      world.areaId,
    ]);
    expect(area).toEqual({ caused: true });
    expect(await row('planned@example.org')).toMatchObject({
      state: 'held',
      hold: 'template-broken',
      subject: confirmation.title,
      reason: expect.stringMatching(/cannot be used any more: subject, line 1\..*Templates/),
      next_attempt_at: null,
    });
    await mail.sendDue();
    expect(smtp.accepted).toEqual([]);
  });

  it('is shown to staff, on its page and on that of its words', async () => {
    const { id } = await row('planned@example.org');
    const view = await inArea((tx) => mail.get(Messages).get(tx, id));
    expect(view.plain).toBe('What it says cannot be shown until its template is corrected.');
    const preview = await inArea(async (tx) => {
      const { version } = await mail.get(Templates).get(tx, world.areaId, NAME);
      return mail.get(TemplateTrials).preview(tx, world.areaId, NAME, version!.id, undefined);
    });
    expect(preview).toMatchObject({ text: '', broken: expect.stringContaining('cannot be used any more') });
  });

  it('stays held when it is tried again unmended, and goes in the mended words', async () => {
    const { id } = await row('planned@example.org');
    expect(await tryAgain(id)).toEqual({ going: 0, held: 1 });
    expect((await row('planned@example.org')).state).toBe('held');
    await save();
    expect(await tryAgain(id)).toEqual({ going: 1, held: 0 });
    expect(await row('planned@example.org')).toMatchObject({
      state: 'queued',
      hold: null,
      reason: null,
      subject: 'Yours, Robin Example',
    });
    await mail.sendDue();
    expect((await row('planned@example.org')).state).toBe('sent');
    expect(smtp.accepted.at(-1)!.raw).toContain('Subject: Yours, Robin Example');
    const events = await world.owner(
      `SELECT kind, actor->>'label' AS by FROM delivery_event WHERE message_id = $1 ORDER BY at, id`,
      [id],
    );
    expect(events).toEqual([
      { kind: 'checked-held', by: SYSTEM_ACTOR.label },
      { kind: 'still-held', by: 'Sam Sample' },
      { kind: 'tried-again', by: 'Sam Sample' },
    ]);
    const audit = await world.owner(`SELECT verb, resource FROM audit_entry WHERE subject = $1 ORDER BY id`, [
      id,
    ]);
    expect(audit).toEqual(Array(2).fill({ verb: 'change', resource: 'message_metadata' }));
    await expect(tryAgain(id)).rejects.toMatchObject({ code: 'messaging.not-held' });
  });

  it('is set aside when it is claimed, untried, and nothing beside it waits', async () => {
    await plan('claimed@example.org');
    await world.owner(
      `UPDATE mail_template SET body = 'Dear {{nickname}}, [Answer]({{link}})' WHERE number = $1`,
      [await versions()],
    );
    // A new version of the program begins as a new process.
    const upgraded = await messagingOn(world, address);
    try {
      await upgraded.sendDue();
      expect(await row('claimed@example.org')).toMatchObject({
        state: 'held',
        hold: 'template-broken',
        attempts: 0,
        reason: expect.stringContaining('under Templates'),
        next_attempt_at: null,
      });
      // One that may have gone before is not held: its fate stays, and it does not go once more.
      await plan('perhaps@example.org');
      await world.owner(
        `UPDATE message SET state = 'unknown', reason = 'Nobody knows.', hold = NULL, next_attempt_at = $1, settled_at = $1,
                template_id = (SELECT template_id FROM message WHERE address = 'claimed@example.org')
          WHERE address = 'perhaps@example.org'`,
        [world.clock.now()],
      );
      await upgraded.sendDue();
      expect(await row('perhaps@example.org')).toMatchObject({
        state: 'unknown',
        reason: 'Nobody knows.',
        next_attempt_at: null,
      });
    } finally {
      await upgraded.close();
    }
  });

  it('can be stopped with a reason, once', async () => {
    const { id } = await row('claimed@example.org');
    const stop = (why: string) => inArea((tx) => mail.get(HeldMails).stop(tx, world.areaId, id, why, sam));
    await expect(stop('too short')).rejects.toMatchObject({ code: 'messaging.stop' });
    await stop('They rang and know already.');
    expect(await row('claimed@example.org')).toMatchObject({
      state: 'cancelled',
      hold: null,
      reason: 'Sam Sample stopped it: They rang and know already.',
    });
    await expect(stop('They rang and know already.')).rejects.toMatchObject({ code: 'messaging.not-held' });
  });

  it('is tried again with all of its sending, and only those go that lack nothing now', async () => {
    await saveBroken();
    for (const name of ['one', 'two']) await plan(`${name}@wave.example`, { campaign: 'wave:9' });
    await write(world, mail.outbox, ['nameless@wave.example'], {
      mail: confirmation as never,
      campaign: 'wave:9',
      to: { address: 'nameless@wave.example', name: '' },
    });
    await plan('other@wave.example', { campaign: 'wave:8' });
    const held = mail.get(HeldMails);
    expect(await inArea((tx) => held.count(tx, world.areaId, 'wave:9'))).toBe(3);
    await save();
    expect(await inArea((tx) => held.tryAllAgain(tx, world.areaId, 'wave:9', MENDED, sam))).toEqual({
      going: 2,
      held: 1,
    });
    expect(await row('nameless@wave.example')).toMatchObject({
      hold: 'missing-value',
      reason: 'The template asks for something this email does not have: Name of the person it goes to.',
    });
    expect((await row('other@wave.example')).hold).toBe('template-broken');
    expect(await inArea((tx) => held.count(tx, world.areaId))).toBe(2);
  });

  it('of another area is not there', async () => {
    const { id } = await row('nameless@wave.example');
    await expect(
      world.db.write([world.secondAreaId], (tx) =>
        mail.get(HeldMails).tryAgain(tx, world.secondAreaId, [id], MENDED, sam),
      ),
    ).rejects.toMatchObject({ code: 'messaging.not-held' });
    await expect(
      world.db.write([world.secondAreaId], (tx) =>
        mail.get(HeldMails).stop(tx, world.secondAreaId, id, 'It is not ours to stop.', sam),
      ),
    ).rejects.toMatchObject({ code: 'not-found' });
  });
});
