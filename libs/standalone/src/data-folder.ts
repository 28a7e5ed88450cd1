import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Settings, SettingsError } from '#platform';
import { startEmbedded } from './embedded-postgres.js';
import { isRunning, type ProcessIdentity, readJson, thisProcess, withLock } from './processes.js';

/** What a running program writes down for the command line and for a second start: DATA_DIR/running.json. */
export interface RunningProgram extends ProcessIdentity {
  state: 'starting' | 'running' | 'stopping';
  /** Address people use. */
  baseUrl: string;
  port: number;
  mailboxPort: number;
  /** The npm that started it; when that is gone, the program is about to follow. */
  npm?: ProcessIdentity;
}

const runningFile = (dataDir: string) => join(dataDir, 'running.json');

/** The program that runs on this data folder, if one does. */
export function runningProgram(dataDir: string): RunningProgram | undefined {
  const found = readJson<RunningProgram>(runningFile(dataDir));
  return found && isRunning(found) ? found : undefined;
}

/** Writes down that this process runs the program on this folder; returns the other one if there is one already. */
export function claimFolder(
  dataDir: string,
  about: Omit<RunningProgram, keyof ProcessIdentity>,
): Promise<RunningProgram | undefined> {
  return withLock(join(dataDir, 'running.lock'), async () => {
    const other = runningProgram(dataDir);
    if (other && other.pid !== process.pid) return other;
    const mine: RunningProgram = { ...thisProcess(), ...about };
    writeFileSync(runningFile(dataDir), JSON.stringify(mine), { mode: 0o600 });
    return undefined;
  });
}

/** Takes the note away again, if it is ours. */
export function releaseFolder(dataDir: string): void {
  if (readJson<RunningProgram>(runningFile(dataDir))?.pid === process.pid)
    rmSync(runningFile(dataDir), { force: true });
}

/** Makes the data folder and, unless APP_SECRET is set, the secret in it (readable by its owner only). */
export function prepareDataFolder(settings: Settings): void {
  try {
    mkdirSync(settings.dataDir, { recursive: true });
    const file = join(settings.dataDir, 'secret');
    if (!settings.given.has('APP_SECRET') && !existsSync(file))
      writeFileSync(file, randomBytes(32).toString('base64url') + '\n', { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return;
    throw new SettingsError([
      { setting: 'DATA_DIR', should: `should be a folder one can write to (${(error as Error).message})` },
    ]);
  }
}

/** A use of the built-in PostgreSQL; it runs until its last user releases it. */
export interface PostgresLease {
  /** Address as the owner. */
  url: string;
  /** true when it ran already. */
  adopted: boolean;
  /** Where the tables lie. */
  tables: string;
  isUp(): boolean;
  /** The last process that uses it stops it. */
  release(): Promise<void>;
}

/**
 * The built-in PostgreSQL of the data folder, started or adopted. Every process that uses it leaves its identity in
 * DATA_DIR/postgres-users, so that whoever is last stops it, whether program or command and however they overlap.
 */
export async function acquirePostgres(dataDir: string): Promise<PostgresLease> {
  const lock = join(dataDir, 'postgres.lock');
  const users = join(dataDir, 'postgres-users');
  const mine = join(users, String(process.pid));
  const server = await withLock(lock, async () => {
    mkdirSync(users, { recursive: true });
    writeFileSync(mine, JSON.stringify(thisProcess()));
    return startEmbedded(dataDir);
  });
  return {
    url: server.url,
    adopted: !server.started,
    tables: server.tables,
    isUp: server.isUp,
    release: () =>
      withLock(lock, async () => {
        rmSync(mine, { force: true });
        const others = readdirSync(users).filter((pid) => {
          const user = readJson<ProcessIdentity>(join(users, pid));
          if (user && isRunning(user)) return true;
          rmSync(join(users, pid), { force: true });
          return false;
        });
        if (!others.length) await server.stop();
      }),
  };
}
