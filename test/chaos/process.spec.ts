import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { projectPath } from '#platform';
import { freePort, type TestWeb, testWeb } from '../support/web.js';

describe('the process', () => {
  let web: TestWeb;
  beforeAll(async () => {
    web = await testWeb();
  });
  afterAll(() => web.close());

  const start = (env: Record<string, string>) => {
    const child = spawn(process.execPath, [projectPath('dist/apps/web/src/main.js')], {
      env: { PATH: process.env['PATH'], ...web.world.env, ...env },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    child.stderr.on('data', (data: Buffer) => {
      said += data;
    });
    return { child, ended: once(child, 'exit').then(([code]) => ({ code: code as number | null, said })) };
  };

  it('ends with 98 and says so when its port is taken', async () => {
    const { ended } = start({});
    const { code, said } = await ended;
    expect([code, said]).toEqual([
      98,
      expect.stringContaining(`Port ${new URL(web.url).port} on 127.0.0.1 is taken.`),
    ]);
  });

  it('names a wrong setting and what it should be', async () => {
    const { code, said } = await start({ PORT: 'many' }).ended;
    expect(code).toBe(1);
    expect(said).toContain('PORT should be a port number');
    expect(said).not.toContain('    at ');
  });

  it('ends cleanly on SIGTERM', async () => {
    const port = await freePort();
    const { child, ended } = start({ PORT: String(port) });
    for (let i = 0; i < 200; i++) {
      if ((await fetch(`http://127.0.0.1:${port}/health/live`).catch(() => undefined))?.ok) break;
      await sleep(50);
    }
    child.kill('SIGTERM');
    expect((await ended).code).toBe(0);
  });

  it('told to end, answers first who has asked already', async () => {
    const port = await freePort();
    const { child, ended } = start({ PORT: String(port) });
    const at = `http://127.0.0.1:${port}`;
    for (let i = 0; i < 400; i++) {
      if ((await fetch(`${at}/health/live`).catch(() => undefined))?.ok) break;
      await sleep(50);
    }
    // The page asks the database several times, and is kept waiting at the first.
    const other = new pg.Client({ connectionString: web.world.env['DATABASE_URL'] });
    await other.connect();
    await other.query('BEGIN; LOCK TABLE area');
    const page = fetch(`${at}/network/calderdale/training`, { headers: { connection: 'close' } });
    page.catch(() => undefined);
    for (let i = 0; i < 400; i++) {
      const { rows } = await other.query('SELECT FROM pg_locks WHERE NOT granted');
      if (rows.length) break;
      await sleep(20);
    }
    child.kill('SIGTERM');
    await sleep(300);
    await other.query('ROLLBACK');
    await other.end();
    expect((await page).status).toBe(200);
    expect((await ended).code).toBe(0);
  });
});
