import { Redis } from 'ioredis';
import { messagingOn, write } from '../integration/messaging/mail.js';
import { type TestWorld, testDatabase } from '../support/database.js';
import { ScriptedSmtp } from '../support/smtp-server.js';
import { until, Workers } from './workers.js';

const MAILS = 120;
const named = (what: string, n: number) => Array.from({ length: n }, (_, i) => `${what}${i}@example.org`);

describe.each([
  ['truncated tables of PostgreSQL', undefined],
  ['a flushed Redis', 9],
])('a queue emptied while mail is being sent: %s', (_, redis) => {
  let world: TestWorld;
  let smtp: ScriptedSmtp;
  let smtpUrl: string;
  let workers: Workers;
  let queue: Redis | undefined;
  beforeAll(async () => {
    const address = `${process.env['TEST_REDIS_URL']}/${redis}`;
    world = await testDatabase({ env: redis ? { QUEUE_URL: address } : {} });
    if (redis) queue = new Redis(address);
    smtp = new ScriptedSmtp();
    smtp.paceMs = 60;
    smtpUrl = await smtp.listen();
    workers = new Workers({ ...world.env, SMTP_URL: smtpUrl });
  });
  afterAll(async () => {
    await workers.killAll();
    await queue?.quit();
    await smtp.close();
    await world.close();
  });

  const empty = async (): Promise<void> => {
    // All there is of this installation's; other tests have theirs on the same server.
    if (queue) await queue.flushdb();
    else await world.owner('TRUNCATE bullmq.job, bullmq.scheduler CASCADE');
  };

  it('loses nothing: what is due goes within a minute, once, and the schedules come back', async () => {
    // A working hour, and time goes on.
    world.clock.shift(Date.parse('2026-11-24T09:30:00Z') - Date.now());
    const mail = await messagingOn(world, smtpUrl);
    await Promise.all([workers.start(), workers.start()]);
    await write(world, mail.outbox, named('first', MAILS));
    await until('mail to flow', 60, () => smtp.accepted.length >= 10);
    await empty();
    // Nobody wakes the workers for these: their jobs are gone with the others.
    await write(world, mail.outbox, named('second', 5));
    await empty();
    await until(
      'all due mail',
      60,
      () => smtp.accepted.length >= MAILS + 5,
      () => smtp.accepted.length,
    );
    // Only a schedule that came back finds what has no job.
    await write(world, mail.outbox, named('third', 5), {
      notBefore: new Date(world.clock.now().getTime() + 500),
    });
    await until('what no job was made for', 60, () => smtp.accepted.length >= MAILS + 10);
    await mail.close();
    expect(new Set(smtp.accepted.map((one) => one.to)).size).toBe(MAILS + 10);
    expect(smtp.accepted).toHaveLength(MAILS + 10);
  }, 300_000);
});
