import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { freePort, isFree } from './ports.js';
import { account, isRoot, NOBODY, postgresBinaries, tablesFolder } from './postgres-binaries.js';
import { findProcess } from './processes.js';
import { StartError } from './start-error.js';

/** A PostgreSQL of our own under a folder: its binaries come from npm, its life is run by its own pg_ctl. */
export interface EmbeddedPostgres {
  /** Address as the owner, for migrations. */
  url: string;
  port: number;
  /** Where the tables lie; for root not always under the folder asked for. */
  tables: string;
  /** false when a running one was found and adopted. */
  started: boolean;
  /** Whether it still runs. */
  isUp(): boolean;
  stop(): Promise<void>;
}

const OWNER = 'crm_owner';
const DATABASE = 'crm';
const LOCALE = process.platform === 'linux' ? 'C.UTF-8' : 'C';
const ENV = { PATH: process.env['PATH'], SystemRoot: process.env['SystemRoot'], LC_ALL: LOCALE, TZ: 'UTC' };

/** Starts, or adopts, the PostgreSQL of a data folder. `fast` gives up durability, for tests. */
export async function startEmbedded(
  folder: string,
  options: { fast?: boolean; maxConnections?: number } = {},
): Promise<EmbeddedPostgres> {
  const bin = postgresBinaries();
  mkdirSync(folder, { recursive: true });
  const tables = tablesFolder(folder);
  const ctl = (args: string[]) =>
    spawnSync(join(bin, 'pg_ctl'), ['-D', tables, ...args], {
      ...account,
      cwd: '/',
      encoding: 'utf8',
      env: ENV,
    });
  const password = ownersPassword(folder);
  if (!existsSync(join(tables, 'PG_VERSION'))) initialise(bin, tables, password, options.fast);

  const pidFile = join(tables, 'postmaster.pid');
  forgetDead(pidFile);
  const portFile = join(folder, 'postgres-port');
  let port = 0;
  let started = false;
  for (let tries = 0; !started; tries++) {
    if (ctl(['status']).status === 0) {
      port = Number(readFileSync(pidFile, 'utf8').split('\n')[3]);
      break;
    }
    // The same port as before if it can be had: who is connected to one that died finds the next.
    port = existsSync(portFile) ? Number(readFileSync(portFile, 'utf8')) : 0;
    if (!port || tries > 2 || !(await isFree('127.0.0.1', port))) port = await freePort();
    started = await launch(bin, tables, serverFlags(port, options));
    // After a kill -9 old backends hold the shared memory for a moment.
    if (!started && tries >= 20)
      throw new StartError(
        `The built-in database does not start. Its log, ${logFile(tables)}, ends:\n${logTail(tables)}`,
      );
    if (!started) await sleep(300);
  }
  writeFileSync(portFile, String(port));

  const address = (database: string) => `postgres://${OWNER}:${password}@127.0.0.1:${port}/${database}`;
  await ensureDatabase(address('postgres'));
  return {
    url: address(DATABASE),
    port,
    tables,
    started,
    isUp: () =>
      existsSync(pidFile) && findProcess(Number(readFileSync(pidFile, 'utf8').split('\n')[0])) !== undefined,
    stop: async () => {
      const done = ctl(['-m', 'fast', '-w', '-t', '60', 'stop']);
      if (done.status !== 0 && ctl(['status']).status === 0)
        throw new StartError(`The built-in database does not stop: ${done.stderr}`);
    },
  };
}

function ownersPassword(folder: string): string {
  const file = join(folder, 'postgres-password');
  if (!existsSync(file)) writeFileSync(file, randomBytes(24).toString('hex'), { mode: 0o600 });
  return readFileSync(file, 'utf8').trim();
}

/** Makes the cluster beside its place and moves it there when it is whole, so that a killed initdb leaves nothing half. */
function initialise(bin: string, tables: string, password: string, fast?: boolean): void {
  const making = `${tables}.making`;
  rmSync(making, { recursive: true, force: true });
  mkdirSync(making, { mode: 0o700 });
  const handed = join(tmpdir(), `crm-initdb-${process.pid}-${randomBytes(6).toString('hex')}`);
  writeFileSync(handed, password + '\n', { mode: 0o600, flag: 'wx' });
  if (isRoot) for (const path of [making, handed]) chownSync(path, NOBODY, NOBODY);
  const locale =
    LOCALE === 'C.UTF-8'
      ? ['--locale=C.UTF-8']
      : ['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  const made = spawnSync(
    join(bin, 'initdb'),
    ['-D', making, '-U', OWNER, '-A', 'scram-sha-256', '--pwfile', handed, '-E', 'UTF8', ...locale].concat(
      ['--no-instructions'],
      fast ? ['--no-sync'] : [],
    ),
    { ...account, cwd: '/', encoding: 'utf8', env: ENV },
  );
  unlinkSync(handed);
  if (made.status !== 0) {
    rmSync(making, { recursive: true, force: true });
    throw new StartError(
      `The built-in database could not be made in ${tables}:\n${made.stderr || made.error?.message}`,
    );
  }
  rmSync(tables, { recursive: true, force: true });
  renameSync(making, tables);
}

const serverFlags = (port: number, options: { fast?: boolean; maxConnections?: number }): string =>
  [
    `-p ${port}`,
    '-c listen_addresses=127.0.0.1',
    '-c unix_socket_directories=',
    `-c max_connections=${options.maxConnections ?? 200}`,
    '-c max_wal_size=256MB',
    // An import or a wave fills tables within a minute; the planner is to know them before the next.
    '-c autovacuum_naptime=5s',
    '-c timezone=UTC',
    '-c log_min_messages=fatal',
    ...(options.fast ? ['-c fsync=off', '-c synchronous_commit=off', '-c full_page_writes=off'] : []),
  ].join(' ');

const logFile = (tables: string) => join(tables, 'server.log');
const logTail = (tables: string): string =>
  existsSync(logFile(tables))
    ? readFileSync(logFile(tables), 'utf8').split('\n').slice(-6).join('\n')
    : '(there is none)';

/** Detached, so that a Ctrl-C in the terminal reaches us and not PostgreSQL: we stop it after the others. */
function launch(bin: string, tables: string, flags: string): Promise<boolean> {
  const child = spawn(
    join(bin, 'pg_ctl'),
    ['-D', tables, '-w', '-t', '60', '-l', logFile(tables), '-o', flags, 'start'],
    { ...account, cwd: '/', detached: true, stdio: 'ignore', env: ENV },
  );
  return new Promise((done) => child.on('exit', (code) => done(code === 0)).on('error', () => done(false)));
}

async function ensureDatabase(address: string): Promise<void> {
  const client = new pg.Client({ connectionString: address });
  await client.connect();
  try {
    const known = await client.query('SELECT FROM pg_database WHERE datname = $1', [DATABASE]);
    if (!known.rowCount) await client.query(`CREATE DATABASE ${DATABASE}`);
  } finally {
    await client.end();
  }
}

/**
 * Drops a note about a postmaster that is gone, which pg_ctl would believe in: a zombie (in a container without an
 * init), or after a reboot another program that was given the same number.
 */
function forgetDead(pidFile: string): void {
  if (!existsSync(pidFile)) return;
  const pid = Number(readFileSync(pidFile, 'utf8').split('\n')[0]);
  const comm = `/proc/${pid}/comm`;
  if (!pid || !findProcess(pid) || (existsSync(comm) && readFileSync(comm, 'utf8').trim() !== 'postgres'))
    unlinkSync(pidFile);
}
