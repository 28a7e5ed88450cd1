import { setTimeout as sleep } from 'node:timers/promises';
import { SendRates } from '#messaging';
import { Database, openDatabase, Queues, readSettings } from '#platform';
import { until, Workers } from '../../chaos/workers.js';
import { type TestWorld, testDatabase } from '../../support/database.js';
import { ScriptedSmtp } from '../../support/smtp-server.js';
import { messagingOn, write } from './mail.js';

describe('limits on sending', () => {
  let world: TestWorld;
  beforeAll(async () => {
    world = await testDatabase();
  });
  afterAll(() => world.close());
  beforeEach(() => world.owner(`UPDATE send_rate SET seconds = '[]', hours = '[]'`));

  const rates = (limits: Record<string, string>) => new SendRates(readSettings({ ...world.env, ...limits }));

  /** Takes again and again for so long; the instants of the database's clock at which one was given. */
  async function taking(db: Database, of: SendRates, ms: number): Promise<number[]> {
    const given: number[] = [];
    for (const end = Date.now() + ms; Date.now() < end; ) {
      const { granted, nextAt } = await db.write([world.areaId], async (tx) => {
        const answer = await of.take(tx, 7);
        const { at } = (await tx.one<{ at: Date }>(`SELECT clock_timestamp() AS at`))!;
        given.push(...Array.from({ length: answer.granted }, () => at.getTime()));
        return answer;
      });
      if (granted < 7) expect(nextAt!.getTime()).toBeGreaterThan(Date.now() - 1_000);
      if (!granted) await sleep(5);
    }
    return given;
  }

  /** The most of these that fall into one window, wherever it begins. */
  const most = (at: number[], window: number): number =>
    Math.max(...at.map((from) => at.filter((one) => one >= from && one < from + window).length));

  it('hold in every second for several senders together, and are nearly reached', async () => {
    const other = await openDatabase(world.settings, world.source.options.entities);
    try {
      const limit = { MAIL_PER_SECOND: '40' };
      const given = (
        await Promise.all([
          taking(world.db, rates(limit), 3_500),
          taking(new Database(other), rates(limit), 3_500),
          taking(new Database(other), rates(limit), 3_500),
        ])
      ).flat();
      // Each instant above is taken a moment after the grant: a window shorter by that moment is exact.
      expect(most(given, 950)).toBeLessThanOrEqual(40);
      expect(given.length).toBeGreaterThanOrEqual(100);
    } finally {
      await other.destroy();
    }
  });

  it('hold in every hour, whatever the seconds allow', async () => {
    const of = rates({ MAIL_PER_SECOND: '1000', MAIL_PER_HOUR: '25' });
    const take = (n: number) => world.db.write([world.areaId], (tx) => of.take(tx, n));
    expect(await take(20)).toEqual({ granted: 20, nextAt: null });
    const second = await take(20);
    expect(second.granted).toBe(5);
    const minutes = (second.nextAt!.getTime() - Date.now()) / 60_000;
    expect(minutes).toBeGreaterThan(59);
    expect(minutes).toBeLessThan(61);
    expect((await take(1)).granted).toBe(0);
  });

  it('cost no statement where none is set, and give back what a failed claim had taken', async () => {
    const statements: string[] = [];
    const tx = { one: (sql: string) => statements.push(sql), execute: (sql: string) => statements.push(sql) };
    expect(await rates({}).take(tx as never, 500)).toEqual({ granted: 500, nextAt: null });
    expect(statements).toEqual([]);
    const of = rates({ MAIL_PER_HOUR: '3' });
    await expect(
      world.db.write([world.areaId], async (one) => {
        expect((await of.take(one, 3)).granted).toBe(3);
        throw new Error('the claim fails');
      }),
    ).rejects.toThrow('the claim fails');
    expect((await world.db.write([world.areaId], (one) => of.take(one, 3))).granted).toBe(3);
  });

  it('hold for the mails of two workers together', async () => {
    const smtp = new ScriptedSmtp();
    const smtpUrl = await smtp.listen();
    const workers = new Workers({ ...world.env, SMTP_URL: smtpUrl, MAIL_PER_SECOND: '5' });
    try {
      world.clock.set('2026-11-24T09:30:00Z');
      const mail = await messagingOn(world, smtpUrl);
      const addresses = Array.from({ length: 40 }, (_, n) => `person${n}@example.org`);
      await Promise.all([workers.start(), workers.start()]);
      await write(world, mail.outbox, addresses);
      await mail.close();
      await until('the first', 60, () => smtp.accepted.length > 0);
      const first = Date.now();
      await until('all', 60, () => smtp.accepted.length === 40);
      // Seven seconds lie between the first five and the last five; the first may have been slow to leave.
      expect(Date.now() - first).toBeGreaterThan(5_000);
    } finally {
      await workers.killAll();
      await smtp.close();
    }
  }, 120_000);

  it('leave the queue as short as it was while much more is due than may go', async () => {
    const smtp = new ScriptedSmtp();
    const smtpUrl = await smtp.listen();
    const workers = new Workers({ ...world.env, SMTP_URL: smtpUrl, MAIL_PER_HOUR: '3' });
    const mail = await messagingOn(world, smtpUrl);
    try {
      world.clock.set('2026-11-24T09:30:00Z');
      await write(
        world,
        mail.outbox,
        Array.from({ length: 5_000 }, (_, n) => `many${n}@example.org`),
      );
      await workers.start();
      await until('the three', 60, () => smtp.accepted.length === 3);
      const queues = mail.get(Queues);
      const jobs = () => queues.waiting({ name: 'messaging.send' }, true);
      await until('the rest to be put off', 30, async () => (await jobs()) >= 4);
      await sleep(4_000);
      // 4,000 ids, eight jobs of 500, and what the first commit queued.
      expect(await jobs()).toBeLessThanOrEqual(16);
      expect(smtp.accepted).toHaveLength(3);
    } finally {
      await mail.close();
      await workers.killAll();
      await smtp.close();
    }
  }, 120_000);
});
