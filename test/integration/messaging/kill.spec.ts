import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { projectPath } from '#platform';
import { type TestWorld, testDatabase } from '../../support/database.js';
import { ScriptedSmtp } from '../../support/smtp-server.js';
import { messagingOn, write } from './mail.js';

const MAILS = 200;

describe.each([
  ['PostgreSQL', {}],
  ['Redis', { redis: 8 }],
])('a worker killed while it sends, queue on %s', (_, { redis }: { redis?: number }) => {
  let world: TestWorld;
  let smtp: ScriptedSmtp;
  let smtpUrl: string;
  const running = new Set<ChildProcess>();
  beforeAll(async () => {
    world = await testDatabase({
      env: redis ? { QUEUE_URL: `${process.env['TEST_REDIS_URL']}/${redis}` } : {},
    });
    smtp = new ScriptedSmtp();
    smtp.paceMs = 25;
    smtpUrl = await smtp.listen();
  });
  afterAll(async () => {
    for (const child of running) child.kill('SIGKILL');
    await smtp.close();
    await world.close();
  });

  async function worker(): Promise<ChildProcess> {
    const child = spawn(
      process.execPath,
      [projectPath('dist/test/integration/messaging/worker-process.js')],
      {
        env: { PATH: process.env['PATH'], ...world.env, SMTP_URL: smtpUrl },
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    running.add(child);
    await once(child.stdout!, 'data');
    return child;
  }

  const until = async (what: string, holds: () => boolean | Promise<boolean>, seconds: number) => {
    for (const end = Date.now() + seconds * 1000; Date.now() < end; await sleep(20))
      if (await holds()) return;
    throw new Error(`Waited ${seconds} s for ${what}; ${smtp.accepted.length} were taken`);
  };
  const states = async (): Promise<Record<string, number>> => {
    const rows = await world.owner<{ state: string; n: string }>(
      `SELECT state, count(*) AS n FROM message GROUP BY state`,
    );
    return Object.fromEntries(rows.map((row) => [row.state, Number(row.n)]));
  };

  it('loses none, doubles none, and lists each one it cannot know about', async () => {
    world.clock.shift(0);
    const addresses = Array.from({ length: MAILS }, (_, n) => `person${n}@example.org`);
    const mail = await messagingOn(world, smtpUrl);
    await write(world, mail.outbox, addresses);
    await mail.close();

    for (const taken of [40, 110]) {
      const child = await worker();
      await until(`${taken} mails`, () => smtp.accepted.length >= taken, 60);
      child.kill('SIGKILL');
      await once(child, 'exit');
      running.delete(child);
    }
    const last = await worker();
    await until(
      'every mail to be settled',
      async () => {
        const now = await states();
        return (now['sent'] ?? 0) + (now['unknown'] ?? 0) === MAILS;
      },
      90,
    );
    const stopped = once(last, 'exit');
    last.kill('SIGKILL');
    await stopped;
    running.delete(last);

    const rows = await world.owner<{ address: string; state: string; reason: string | null }>(
      `SELECT address, state, reason FROM message`,
    );
    const doubled = addresses.filter((address) => smtp.to(address).length > 1);
    const lost = rows.filter((row) => row.state !== 'unknown' && smtp.to(row.address).length === 0);
    const unknown = rows.filter((row) => row.state === 'unknown');
    expect(doubled).toEqual([]);
    expect(lost).toEqual([]);
    // Two kills, four connections each.
    expect(unknown.length).toBeLessThanOrEqual(8);
    for (const row of unknown) expect(row.reason).toMatch(/may have arrived/);
    const facts = await world.owner<{ n: string }>(
      `SELECT count(*) AS n FROM fact WHERE kind = 'messaging.sent'`,
    );
    expect(Number(facts[0]!.n)).toBe(MAILS - unknown.length);
  }, 240_000);
});
