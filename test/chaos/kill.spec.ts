import { setTimeout as sleep } from 'node:timers/promises';
import { messagingOn, write } from '../integration/messaging/mail.js';
import { type TestWorld, testDatabase } from '../support/database.js';
import { ScriptedSmtp } from '../support/smtp-server.js';
import { leaks, until, Workers } from './workers.js';

const MAILS = 1_000;
const KILLS = 16;
/** Of each worker, as MAIL_CONNECTIONS has it where nobody says otherwise. */
const CONNECTIONS = 4;

describe.each([
  ['PostgreSQL', {}],
  ['Redis', { redis: 8 }],
])('two workers killed again and again while they send, queue on %s', (_, { redis }: { redis?: number }) => {
  let world: TestWorld;
  let smtp: ScriptedSmtp;
  let smtpUrl: string;
  let workers: Workers;
  beforeAll(async () => {
    world = await testDatabase({
      env: {
        LOG_LEVEL: 'debug',
        ...(redis ? { QUEUE_URL: `${process.env['TEST_REDIS_URL']}/${redis}` } : {}),
      },
    });
    smtp = new ScriptedSmtp();
    smtp.paceMs = 40;
    smtpUrl = await smtp.listen();
    workers = new Workers({ ...world.env, SMTP_URL: smtpUrl });
  });
  afterAll(async () => {
    await workers.killAll();
    await smtp.close();
    await world.close();
  });

  const others = async (...states: string[]): Promise<number> =>
    Number(
      (
        await world.owner<{ n: string }>(`SELECT count(*) AS n FROM message WHERE state <> ALL ($1)`, [
          states,
        ])
      )[0]!.n,
    );
  const open = () => others('sent', 'unknown');
  /** What is left, for whoever reads that it took too long. */
  const left = async () =>
    JSON.stringify(
      await world.owner(
        `SELECT state, reason, hold, count(*), min(next_attempt_at), max(next_attempt_at), max(attempts) AS tries
           FROM message WHERE state NOT IN ('sent', 'unknown') GROUP BY 1, 2, 3`,
      ),
    );

  /** Kills a worker 0.1 to 0.4 s after its first mail and has another in its place at once, time after time. */
  async function dying(turn: number, kills: { left: number; done: number }): Promise<void> {
    while (kills.left > 0 && (await open()) > 0) {
      const child = await workers.start();
      await until('its first mail', 120, async () => workers.hasSent(child) || (await open()) === 0);
      await sleep(100 + ((turn * 37 + kills.left * 101) % 300));
      kills.left--;
      await workers.kill(child);
      kills.done++;
    }
  }

  it('lose none, double none, call none sent that was not, and list each one they cannot know about', async () => {
    // A working hour, and time goes on.
    world.clock.shift(Date.parse('2026-11-24T09:30:00Z') - Date.now());
    const addresses = Array.from({ length: MAILS }, (_, n) => `person${n}@example.org`);
    const mail = await messagingOn(world, smtpUrl);
    await write(world, mail.outbox, addresses);
    await mail.close();

    const kills = { left: KILLS, done: 0 };
    await Promise.all([dying(1, kills), dying(2, kills)]);
    const halfway = smtp.accepted.length;
    await Promise.all([workers.start(), workers.start()]);
    // One that stopped a worker thrice goes at a time of its own, within a quarter of an hour from when that is found.
    const inHand = () => others('sent', 'unknown', 'retry');
    await until('every mail to be settled or put off', 120, async () => (await inHand()) === 0, left);
    world.clock.shift(Date.parse('2026-11-24T10:00:00Z') - Date.now());
    await until('every mail to be settled', 240, async () => (await open()) === 0, left);
    await workers.killAll();

    const rows = await world.owner<{ address: string; state: string; reason: string | null }>(
      `SELECT address, state, reason FROM message`,
    );
    const taken = new Map<string, number>();
    for (const one of smtp.accepted) taken.set(one.to, (taken.get(one.to) ?? 0) + 1);
    const unknown = rows.filter((row) => row.state === 'unknown');
    expect(rows).toHaveLength(MAILS);
    expect(addresses.filter((address) => (taken.get(address) ?? 0) > 1)).toEqual([]);
    expect(rows.filter((row) => row.state === 'sent' && !taken.has(row.address))).toEqual([]);
    expect(rows.filter((row) => row.state !== 'unknown' && !taken.has(row.address))).toEqual([]);
    // The kills fell into the sending.
    expect(halfway).toBeGreaterThan(0);
    expect(unknown.length).toBeGreaterThan(0);
    expect(unknown.length).toBeLessThanOrEqual(kills.done * CONNECTIONS);
    for (const row of unknown) expect(row.reason).toMatch(/may have arrived/);
    const facts = await world.owner<{ n: string }>(
      `SELECT count(*) AS n FROM fact WHERE kind = 'messaging.sent'`,
    );
    expect(Number(facts[0]!.n)).toBe(MAILS - unknown.length);
    const [one] = await world.owner<{ subject: string }>(`SELECT subject FROM message LIMIT 1`);
    const secrets = ['secret-token', 'Robin Example', one!.subject, 'person1'];
    expect(workers.log).toContain('"messageIds"');
    expect(leaks(workers.log, secrets)).toEqual([]);
    // The same look finds what should not be there.
    expect(leaks(`${workers.log}\n{"msg":"to person7@example.org"}\n`, secrets)).toHaveLength(1);
    process.stdout.write(
      `${kills.done} kills, ${halfway} taken meanwhile, ${unknown.length} of unknown fate\n`,
    );
  }, 600_000);
});
