import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { RestoreGuard } from '#messaging';
import { projectPath } from '#platform';
import { messagingOn, write } from '../integration/messaging/mail.js';
import { DatabaseSnapshot } from '../integration/messaging/snapshot.js';
import { type TestWorld, testDatabase } from '../support/database.js';
import { ScriptedSmtp } from '../support/smtp-server.js';

const robin = { kind: 'user', id: '00000000-0000-7000-8000-00000000000a', label: 'Robin Example' } as const;
const named = (what: string, n: number) => Array.from({ length: n }, (_, i) => `${what}${i}@example.org`);

describe('a backup loaded while two workers run', () => {
  let world: TestWorld;
  let smtp: ScriptedSmtp;
  let smtpUrl: string;
  let snapshot: DatabaseSnapshot | undefined;
  const running = new Set<ChildProcess>();
  beforeAll(async () => {
    world = await testDatabase({ env: { LOG_LEVEL: 'silent' } });
    smtp = new ScriptedSmtp();
    smtpUrl = await smtp.listen();
  });
  afterAll(async () => {
    for (const child of running) child.kill('SIGKILL');
    await smtp.close();
    await snapshot?.drop();
    await world.close();
  });

  /** A worker of another host: with a data folder of its own. */
  async function worker(host: string): Promise<ChildProcess> {
    const child = spawn(process.execPath, [projectPath('dist/test/chaos/worker-process.js')], {
      env: {
        PATH: process.env['PATH'],
        ...world.env,
        SMTP_URL: smtpUrl,
        DATA_DIR: `${world.env['DATA_DIR']}-${host}`,
      },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    running.add(child);
    await once(child.stdout!, 'data');
    return child;
  }
  const until = async (what: string, holds: () => boolean | Promise<boolean>) => {
    for (const end = Date.now() + 60_000; Date.now() < end; await sleep(50))
      if (await Promise.resolve(holds()).catch(() => false)) return;
    throw new Error(`Waited a minute for ${what}; ${smtp.accepted.length} were taken`);
  };
  const held = async (): Promise<number> =>
    (
      await world.owner<{ n: number }>(
        `SELECT count(*)::int AS n FROM message WHERE state = 'held' AND hold = 'after_restore'`,
      )
    )[0]!.n;

  it('sends nothing until released, whoever was running or comes later', async () => {
    world.clock.set('2026-11-24T09:00:00Z');
    const lib = async <T>(
      work: (mail: Awaited<ReturnType<typeof messagingOn>>) => Promise<T>,
    ): Promise<T> => {
      const mail = await messagingOn(world, smtpUrl);
      try {
        return await work(mail);
      } finally {
        await mail.close();
      }
    };
    await lib(async ({ outbox }) => {
      await write(world, outbox, named('early', 5));
      await write(world, outbox, named('due', 30), { notBefore: new Date('2026-11-24T10:00:00Z') });
    });
    await worker('one');
    await worker('two');
    await until('the first mails', () => smtp.accepted.length === 5);
    snapshot = await DatabaseSnapshot.take(world);
    world.clock.set('2026-11-24T10:00:00Z');
    await until('the mails of ten', () => smtp.accepted.length === 35);
    await until('them to be written down', async () => {
      const open = await world.owner(`SELECT id FROM message WHERE state <> 'sent'`);
      return open.length === 0;
    });

    await snapshot.putBack();
    await until('the restore to be found', async () => (await held()) === 30);
    await worker('three');
    await sleep(4_000);
    expect(smtp.accepted).toHaveLength(35);
    expect(await held()).toBe(30);

    await lib((mail) =>
      world.db.write([world.areaId], (tx) =>
        mail.get(RestoreGuard).release(tx, world.areaId, 'all', 'All of them again', robin),
      ),
    );
    await until('the released mails', () => smtp.accepted.length === 65);
  }, 180_000);
});
