import { RestoreGuard, RestoreWatch } from '#messaging';
import { type TestWorld, testDatabase } from '../../support/database.js';
import { ScriptedSmtp } from '../../support/smtp-server.js';
import { confirmation } from './letter.js';
import { messagingOn, write } from './mail.js';
import { RowSnapshot } from './snapshot.js';

const robin = { kind: 'user', id: '00000000-0000-7000-8000-00000000000a', label: 'Robin Example' } as const;
const named = (what: string, n: number) => Array.from({ length: n }, (_, i) => `${what}${i}@example.org`);

describe('an older state of the database put back under a worker', () => {
  let world: TestWorld;
  let smtp: ScriptedSmtp;
  let smtpUrl: string;
  let mail: Awaited<ReturnType<typeof messagingOn>>;
  let snapshot: RowSnapshot;
  beforeEach(async () => {
    world = await testDatabase({ env: { SWEEP_SECONDS: '3600' } });
    smtp = new ScriptedSmtp();
    smtpUrl = await smtp.listen();
    mail = await messagingOn(world, smtpUrl);
    await write(world, mail.outbox, named('before', 2));
    await mail.sendDue();
    await write(world, mail.outbox, named('due', 4), { campaign: 'wave:1' });
    await write(world, mail.outbox, named('booked', 2), { mail: confirmation as never });
    snapshot = await RowSnapshot.take(world);
    await mail.sendDue();
    expect(smtp.accepted).toHaveLength(8);
  });
  afterEach(async () => {
    await mail.close();
    await smtp.close();
    await world.close();
  });

  const again = async () => {
    await mail.close();
    mail = await messagingOn(world, smtpUrl);
  };
  const inArea = <T>(work: Parameters<typeof world.db.write<T>>[1]) => world.db.write([world.areaId], work);
  const state = () => inArea((tx) => mail.get(RestoreGuard).state(tx, world.areaId));
  const holds = () =>
    world.owner<{ state: string; hold: string | null; n: number }>(
      `SELECT state, hold, count(*)::int AS n FROM message GROUP BY 1, 2 ORDER BY 1`,
    );

  it('sends nothing before it is found, nothing after, and all once released', async () => {
    await snapshot.putBack();
    // The worker has not looked yet.
    await mail.sendDue();
    expect(smtp.accepted).toHaveLength(8);
    expect(await mail.get(RestoreWatch).look()).toBe('older');
    await mail.sendDue();
    await mail.sweeper.sweep();
    expect(smtp.accepted).toHaveLength(8);
    expect(await holds()).toEqual([
      { state: 'held', hold: 'after_restore', n: 6 },
      { state: 'sent', hold: null, n: 2 },
    ]);
    expect(await state()).toMatchObject({
      pending: { held: 6, why: expect.stringContaining('older state') },
      waiting: 6,
      groups: [
        { campaign: 'wave:1', count: 4, names: expect.arrayContaining(['Robin Example']) },
        { campaign: null, template: 'test.confirmation', count: 2 },
      ],
    });
    // What is written now may have been written before, too.
    await write(world, mail.outbox, ['new@example.org']);
    await mail.sendDue();
    await again();
    await mail.sendDue();
    expect(smtp.accepted).toHaveLength(8);
    expect(await mail.get(RestoreWatch).look()).toBeNull();

    await inArea((tx) => mail.get(RestoreGuard).release(tx, world.areaId, 'all', 'Looked at each', robin));
    expect((await state()).pending).toBeNull();
    await mail.sendDue();
    expect(smtp.accepted).toHaveLength(15);
    await expect(
      inArea((tx) => mail.get(RestoreGuard).release(tx, world.areaId, 'all', 'Once more, please', robin)),
    ).rejects.toMatchObject({ code: 'messaging.nothing-to-release' });
  });

  it('lets service mail go alone, one sending after another, or ends them', async () => {
    await snapshot.putBack();
    await mail.get(RestoreWatch).look();
    const restore = mail.get(RestoreGuard);
    const release = (what: 'service' | 'nothing') =>
      inArea((tx) => restore.release(tx, world.areaId, what, 'Bookings first', robin));
    expect(await release('service')).toBe(2);
    await mail.sendDue();
    expect(smtp.accepted).toHaveLength(10);
    expect(await state()).toMatchObject({ pending: null, waiting: 4 });
    await expect(
      inArea((tx) => restore.cancel(tx, world.areaId, { campaign: 'wave:1' }, 'no', robin)),
    ).rejects.toMatchObject({ code: 'messaging.pause-reason' });
    await inArea((tx) => restore.cancel(tx, world.areaId, { campaign: 'wave:1' }, 'They have it', robin));
    await mail.sendDue();
    expect(smtp.accepted).toHaveLength(10);
    expect(
      await world.owner(`SELECT DISTINCT state, reason, hold FROM message WHERE campaign = 'wave:1'`),
    ).toEqual([
      { state: 'cancelled', reason: 'Stopped after a restore by Robin Example: They have it', hold: null },
    ]);
    expect(await world.owner(`SELECT subject, row_count FROM audit_entry ORDER BY at, id`)).toEqual([
      { subject: 'release-after-restore:service', row_count: 2 },
      { subject: 'cancel-after-restore:wave:1', row_count: 4 },
    ]);
  });

  it('keeps to its own hour what was due later, and to a pause what is paused', async () => {
    const NEXT_WEEK = '2026-12-01T10:00:00Z';
    await world.owner(
      `UPDATE message SET next_attempt_at = $1, state = 'queued' WHERE address = 'due0@example.org'`,
      [NEXT_WEEK],
    );
    snapshot = await RowSnapshot.take(world);
    await write(world, mail.outbox, named('lost', 1));
    await mail.sendDue();
    await snapshot.putBack();
    await mail.get(RestoreWatch).look();
    await inArea((tx) => mail.get(RestoreGuard).release(tx, world.areaId, 'all', 'Looked at each', robin));
    const [row] = await world.owner(
      `SELECT state, next_attempt_at FROM message WHERE address = 'due0@example.org'`,
    );
    expect(row).toEqual({ state: 'queued', next_attempt_at: new Date(NEXT_WEEK) });
  });

  it('gets its texts anew from a worker that did not find the restore itself', async () => {
    const other = await messagingOn(
      { ...world, env: { ...world.env, DATA_DIR: `${world.env['DATA_DIR']}-other` } },
      smtpUrl,
    );
    try {
      const rename = () =>
        world.owner(`UPDATE area SET settings = settings || '{"networkName": "The new network"}'`);
      await rename();
      await write(world, other.outbox, ['meanwhile@example.org']);
      await other.sendDue();
      await snapshot.putBack();
      expect(await mail.get(RestoreWatch).look()).toBe('older');
      expect(await other.get(RestoreWatch).look()).toBeNull();
      await rename();
      await inArea((tx) => mail.get(RestoreGuard).release(tx, world.areaId, 'all', 'Looked at it', robin));
      await other.sendDue();
      expect(
        await world.owner(
          `SELECT count(*)::int AS n, count(e.id)::int AS known FROM message m
             LEFT JOIN mail_edition e ON e.area_id = m.area_id AND e.id = m.edition_id
            WHERE m.state = 'sent'`,
        ),
      ).toEqual([{ n: 8, known: 8 }]);
    } finally {
      await other.close();
    }
  });

  it('would be sent twice without the guard', async () => {
    await snapshot.putBack();
    await mail.close();
    // As if this were the database and the folder of a program that does not look.
    await world.owner(`UPDATE mail_guard SET fingerprint = NULL`);
    world.env['DATA_DIR'] += '-new';
    mail = await messagingOn(world, smtpUrl);
    await mail.sendDue();
    expect(smtp.accepted).toHaveLength(14);
    expect(new Set(smtp.accepted.map((one) => one.to)).size).toBe(8);
  });
});
