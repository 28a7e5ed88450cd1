import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { projectPath } from '#platform';
import { freePort } from '#standalone';
import { command, runApp } from '../support/command.js';

/** The start in a process group of its own, so that a signal can reach all of it, as from a terminal. */
class Started {
  output = '';
  readonly child: ChildProcess;

  constructor(env: Record<string, string>) {
    this.child = spawn(process.execPath, [projectPath('dist/apps/start/src/main.js')], {
      cwd: tmpdir(),
      env: { PATH: process.env['PATH'], ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    for (const stream of [this.child.stdout!, this.child.stderr!])
      stream.on('data', (data: Buffer) => {
        this.output += data;
      });
  }

  async until(words: RegExp): Promise<RegExpExecArray> {
    for (let i = 0; i < 600; i++) {
      const found = words.exec(this.output);
      if (found) return found;
      if (this.child.exitCode !== null) break;
      await sleep(100);
    }
    throw new Error(`It never said ${words}; it said:\n${this.output}`);
  }

  get address(): Promise<string> {
    return this.until(/is running at (http:\S+)[\s\S]*Ctrl-C stops it/).then((found) => found[1]!);
  }

  async signal(signal: NodeJS.Signals): Promise<number | null> {
    const gone = once(this.child, 'exit');
    process.kill(-this.child.pid!, signal);
    return (await gone)[0] as number | null;
  }
}

/** Living processes whose command line or environment names the folder. */
function processesOf(folder: string): string[] {
  return readdirSync('/proc')
    .filter((pid) => /^\d+$/.test(pid) && Number(pid) !== process.pid)
    .flatMap((pid) => {
      try {
        if (/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))) return [];
        const of =
          readFileSync(`/proc/${pid}/cmdline`, 'utf8') + readFileSync(`/proc/${pid}/environ`, 'utf8');
        return of.includes(folder)
          ? [readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')]
          : [];
      } catch {
        return [];
      }
    });
}

describe('the start', () => {
  let folder: string;
  let env: Record<string, string>;
  let occupied: Server;

  beforeAll(async () => {
    // The name has a space in it, as a path of a person's may.
    folder = mkdtempSync(join(tmpdir(), 'crm start '));
    chmodSync(folder, 0o755);
    occupied = createServer().listen(await freePort(), '127.0.0.1');
    await once(occupied, 'listening');
    const { port } = occupied.address() as { port: number };
    env = { DATA_DIR: join(folder, 'data'), PORT: String(port), MAILBOX_PORT: String(port) };
  });
  afterAll(() => {
    occupied.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('starts all of it on an empty folder, moves on from a taken port, and leaves no process after Ctrl-C', async () => {
    const started = new Started(env);
    const address = await started.address;
    expect(started.output).toContain(`Port ${env['PORT']} is taken; using`);
    expect((await fetch(`${address}/health/ready`)).status).toBe(200);
    const link = await started.until(/first account[^:]*: (\S+)/);
    expect(link[1]).toMatch(new RegExp(`^${address}/start/`));
    expect((await fetch(link[1]!)).status).toBe(200);
    expect(statSync(join(env['DATA_DIR']!, 'secret')).mode & 0o777).toBe(0o600);

    // A second start of the same folder only says where the first is.
    const second = new Started(env);
    await second.until(new RegExp(`already running at ${address}`));

    // A command works beside it, on the same database and with its address.
    const fresh = await command(['first-account'], env);
    expect(fresh.stderr).toBe('');
    expect(fresh.stdout).toContain(`${address}/start/`);
    expect((await fetch(`${address}/health/ready`)).status).toBe(200);

    await started.signal('SIGINT');
    expect(started.output).toContain('Stopped.');
    expect(processesOf(folder)).toEqual([]);
  }, 120_000);

  it('starts again what dies, and after kill -9 of the whole finds its data again', async () => {
    const first = new Started(env);
    const address = await first.address;
    const web = readdirSync('/proc').find((pid) => isWebOf(pid, folder));
    process.kill(Number(web), 'SIGKILL');
    await first.until(/The web process ended unexpectedly \(killed by SIGKILL\); starting it again in 1 s/);
    for (let i = 0; !(await fetch(`${address}/health/ready`).catch(() => ({ ok: false }))).ok; i++) {
      expect(i).toBeLessThan(200);
      await sleep(100);
    }
    const made = await command(['areas', 'create', '--name', 'Kept', '--json'], env);
    expect(made.status).toBe(0);

    // Only the starter: web and worker notice and end by themselves, PostgreSQL is found again.
    first.child.kill('SIGKILL');
    await once(first.child, 'exit');
    for (let i = 0; processesOf(folder).some((line) => line.includes('main.js')); i++) {
      expect(i).toBeLessThan(150);
      await sleep(100);
    }
    const second = new Started(env);
    await second.address;
    expect(second.output).toContain('It was running already');
    expect((await command(['areas', 'list'], env)).stdout).toContain('Kept');
    expect(await second.signal('SIGTERM')).toBe(0);
    expect(processesOf(folder)).toEqual([]);
  }, 180_000);

  it('stops when told to while it starts, and never says that it runs', async () => {
    for (const words of [
      /^1 of 4 {2}Starting the built-in PostgreSQL/m,
      /^2 of 4 {2}Bringing the database/m,
      /^3 of 4 {2}Starting the web/m,
      /^4 of 4 {2}Starting the worker/m,
    ]) {
      const started = new Started(env);
      await started.until(words);
      await started.signal('SIGINT');
      expect(started.output).toContain('Stopped.');
      expect(started.output).not.toContain('is running at');
      expect(processesOf(folder)).toEqual([]);
    }
  }, 180_000);

  it('says what it does when asked for help, and starts nothing on an option it does not have', async () => {
    const help = await runApp('start', ['--help'], env);
    expect(help).toMatchObject({ status: 0, stderr: '' });
    expect(help.stdout).toMatch(/^npm start: the whole program/);
    const unknown = await runApp('start', ['--port', '4000'], env);
    expect(unknown).toMatchObject({ status: 1, stdout: '' });
    expect(unknown.stderr).toMatch(/--port[\s\S]*It has no options/);
    expect(processesOf(folder)).toEqual([]);
  }, 60_000);

  it('stops the start over a wrong setting, naming it and what it should be', async () => {
    const port = String(await freePort());
    for (const [wrong, words] of [
      [{ PORT: '99999' }, /PORT should be 1 to 65535, but is "99999"/],
      [{ BASE_URL: 'crm.example.org' }, /BASE_URL should be an address like https/],
      [
        { DATABASE_URL: `postgres://a:b@127.0.0.1:${port}/crm` },
        /DATABASE_URL should name a PostgreSQL that answers/,
      ],
      [
        { QUEUE_URL: `redis://a:hunter2@127.0.0.1:${port}` },
        new RegExp(
          `QUEUE_URL should name a queue that answers; nothing listens there \\(127.0.0.1:${port}\\)`,
        ),
      ],
      // It is there and says nothing.
      [
        { QUEUE_URL: `redis://127.0.0.1:${env['PORT']}` },
        /QUEUE_URL should name a queue that answers; it did not answer within 4 seconds/,
      ],
      [{ DATABASE_APP_URL: 'postgres://a:b@127.0.0.1/crm' }, /DATABASE_URL should be set as well/],
      [
        { BASE_URL: 'https://crm.example.org' },
        new RegExp(`Port ${env['PORT']} is taken, and BASE_URL leads people to it`),
      ],
    ] as const) {
      const ran = await runApp('start', [], { ...env, ...wrong });
      expect(ran.status).toBe(1);
      expect(ran.stderr).toMatch(words);
    }
    expect(processesOf(folder)).toEqual([]);
  }, 120_000);
});

function isWebOf(pid: string, folder: string): boolean {
  if (!/^\d+$/.test(pid)) return false;
  try {
    return (
      readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('dist/apps/web/src/main.js') &&
      readFileSync(`/proc/${pid}/environ`, 'utf8').includes(folder)
    );
  } catch {
    return false;
  }
}
