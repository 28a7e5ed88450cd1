import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrate, readSettings } from '#platform';
import { type EmbeddedPostgres, startEmbedded } from '#standalone';
import { migrations } from '../../migrations/index.js';
import { messagingOn, write } from '../integration/messaging/mail.js';
import { type TestWorld, testDatabase } from '../support/database.js';
import { ScriptedSmtp } from '../support/smtp-server.js';
import { until, Workers } from './workers.js';

const MAILS = 150;

describe('PostgreSQL stopped at once while mail is being sent', () => {
  const folder = mkdtempSync(join(tmpdir(), 'crm-chaos-'));
  const shared = {
    owner: process.env['TEST_OWNER_URL'],
    app: process.env['TEST_APP_URL'],
  };
  let postgres: EmbeddedPostgres;
  let world: TestWorld;
  let smtp: ScriptedSmtp;
  let workers: Workers;
  beforeAll(async () => {
    chmodSync(folder, 0o755); // so that PostgreSQL, which never runs as root, gets through
    // A server of its own, and one that keeps what it has confirmed.
    postgres = await startEmbedded(folder);
    const app = new URL(postgres.url);
    app.username = app.password = 'crm_test_app';
    await migrate(
      readSettings({
        DATABASE_URL: postgres.url,
        DATABASE_APP_URL: app.href,
        APP_SECRET: 'x'.repeat(32),
      }),
      migrations,
    );
    process.env['TEST_OWNER_URL'] = postgres.url;
    process.env['TEST_APP_URL'] = app.href;
    world = await testDatabase();
    smtp = new ScriptedSmtp();
    smtp.paceMs = 60;
    workers = new Workers({ ...world.env, SMTP_URL: await smtp.listen() });
  }, 120_000);
  afterAll(async () => {
    await workers.killAll();
    await smtp.close();
    await world.close();
    await postgres.stop();
    process.env['TEST_OWNER_URL'] = shared.owner;
    process.env['TEST_APP_URL'] = shared.app;
    rmSync(folder, { recursive: true, force: true });
  });

  /** As `pg_ctl -m immediate`: no goodbye and no checkpoint; what follows is a recovery. */
  const stopAtOnce = async (): Promise<void> => {
    const pid = Number(readFileSync(join(postgres.tables, 'postmaster.pid'), 'utf8').split('\n')[0]);
    process.kill(pid, 'SIGQUIT');
    await until('the database to be gone', 30, () => !postgres.isUp());
  };

  it('loses nothing: all due mail goes within a minute of its return, none twice, none held as if restored', async () => {
    // A working hour, and time goes on.
    world.clock.shift(Date.parse('2026-11-24T09:30:00Z') - Date.now());
    const mail = await messagingOn(world, 'smtp://127.0.0.1:1');
    await write(
      world,
      mail.outbox,
      Array.from({ length: MAILS }, (_, n) => `person${n}@example.org`),
    );
    await mail.close();
    await Promise.all([workers.start(), workers.start()]);
    for (const taken of [30, 70]) {
      await until('mail to flow', 90, () => smtp.accepted.length >= taken);
      await stopAtOnce();
      postgres = await startEmbedded(folder);
    }
    const states = async () => {
      const rows = await world.owner<{ state: string; n: number }>(
        `SELECT state, count(*)::int AS n FROM message GROUP BY state`,
      );
      return Object.fromEntries(rows.map((row) => [row.state, row.n]));
    };
    const settled = async () => {
      const now = await states().catch(() => ({}) as Record<string, number>);
      return (now['sent'] ?? 0) + (now['unknown'] ?? 0) === MAILS;
    };
    await until('all due mail', 60, settled, async () => JSON.stringify(await states()));
    const rows = await world.owner<{ address: string; state: string }>(`SELECT address, state FROM message`);
    const taken = new Map<string, number>();
    for (const one of smtp.accepted) taken.set(one.to, (taken.get(one.to) ?? 0) + 1);
    expect([...taken].filter(([, n]) => n > 1)).toEqual([]);
    expect(rows.filter((row) => row.state === 'sent' && !taken.has(row.address))).toEqual([]);
    // Two stops, two workers, four connections each.
    expect(rows.filter((row) => row.state === 'unknown').length).toBeLessThanOrEqual(16);
    expect(await world.owner(`SELECT cause FROM mail_restore`)).toEqual([]);
  }, 400_000);
});
