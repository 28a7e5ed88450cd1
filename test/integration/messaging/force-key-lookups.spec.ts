import { setTimeout as sleep } from 'node:timers/promises';
import { Database, type Tx } from '#platform';
import { type TestWorld, testDatabase } from '../../support/database.js';
import { ScriptedSmtp } from '../../support/smtp-server.js';
import { messagingOn, write } from './mail.js';

/** What a wave meets that is written within a minute: tables that have just grown, of which there are no statistics. */
describe('sending from tables the planner knows nothing of', () => {
  const OTHERS = 20_000;
  const MAILS = 60;
  let world: TestWorld;
  let smtp: ScriptedSmtp;
  beforeEach(async () => {
    world = await testDatabase();
    smtp = new ScriptedSmtp();
    await world.owner('ALTER TABLE message SET (autovacuum_enabled = off)');
    await world.owner('ALTER TABLE attempt SET (autovacuum_enabled = off)');
    // Reads the table as well, whenever autovacuum comes by.
    await world.owner('ALTER INDEX message_settled SET (autosummarize = off)');
  });
  afterEach(async () => {
    await smtp.close();
    await world.close();
  });

  const rowsRead = async (): Promise<number> => {
    await world.owner('SELECT pg_stat_force_next_flush()');
    const [row] = await world.owner<{ n: string }>(
      `SELECT sum(seq_tup_read + idx_tup_fetch) AS n FROM pg_stat_user_tables WHERE relname IN ('message', 'attempt')`,
    );
    return Number(row!.n);
  };
  /** Until the figures stand still: a session tells them when it has nothing to do. */
  const settledRead = async (): Promise<number> => {
    for (let before = -1, now = await rowsRead(); ; before = now, now = await rowsRead()) {
      if (now === before) return now;
      await sleep(1_500);
    }
  };
  /** Mail that waits for another day, each with an attempt. */
  const grow = () =>
    world.owner(
      `WITH m AS (
         INSERT INTO message (id, area_id, send_key, message_id, verp_token, address, recipient_name, purpose, template,
                template_version, data, subject, cause, campaign, state, attempts, created_at, next_attempt_at)
         SELECT gen_random_uuid(), $1, 'bulk:' || n, '<' || n || '@x>', 'bulk' || n, 'p' || n || '@bulk.example', 'P ' || n,
                'invitation', 'test.letter', 1, '{}', 'S', 'C', 'bulk', 'retry', 1, '2026-11-23T09:00:00Z', '2026-12-24T09:00:00Z'
           FROM generate_series(1, $2::int) n RETURNING id)
       INSERT INTO attempt (id, area_id, message_id, number, lease_token, started_at, phase)
       SELECT gen_random_uuid(), $1, id, 1, gen_random_uuid(), '2026-11-23T09:00:00Z', 'claimed' FROM m`,
      [world.areaId, OTHERS],
    );
  const rowsReadForEach = async (prepare: (db: Database) => void): Promise<number> => {
    const smtpUrl = await smtp.listen();
    await grow();
    const writer = await messagingOn(world, smtpUrl);
    await write(
      world,
      writer.outbox,
      Array.from({ length: MAILS }, (_, n) => `person${n}@example.org`),
    );
    // What a process has read is told at the latest when it ends.
    await writer.close();
    const due = await world.owner<{ id: string }>(`SELECT id FROM message WHERE campaign IS NULL`);
    const before = await settledRead();
    const sender = await messagingOn(world, smtpUrl);
    prepare(sender.get(Database));
    try {
      await sender.sending.send(
        world.areaId,
        due.map(({ id }) => id),
      );
    } finally {
      await sender.close();
    }
    expect(smtp.accepted).toHaveLength(MAILS);
    return ((await settledRead()) - before) / MAILS;
  };

  it('reads the rows of the mails that go, not those of the others', async () => {
    expect(await rowsReadForEach(() => undefined)).toBeLessThan(40);
  }, 60_000);

  it('read the others too where the planner is left to what it believes (control)', async () => {
    const read = await rowsReadForEach((db) => {
      const write = db.write.bind(db);
      db.write = (areas, work) =>
        write(areas, (tx) => {
          const execute = tx.execute.bind(tx);
          tx.execute = ((sql, params) =>
            sql.includes('enable_seqscan') ? Promise.resolve(0) : execute(sql, params)) as Tx['execute'];
          return work(tx);
        });
    });
    expect(read).toBeGreaterThan(OTHERS / MAILS);
  }, 60_000);
});
