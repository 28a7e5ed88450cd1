import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** A process by more than its number, which the system gives out again. */
export interface ProcessIdentity {
  pid: number;
  /** When it began, in the system's own words; empty where the system does not tell. */
  since: string;
}

/** The identity of a living process; undefined when there is none, or only its zombie (a container without an init). */
export function findProcess(pid: number): ProcessIdentity | undefined {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return undefined;
  }
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the command in brackets and may hold anything: count from its end.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return 'ZX'.includes(fields[0]!) ? undefined : { pid, since: fields[19]! };
  } catch {
    if (process.platform === 'linux' || process.platform === 'win32') return { pid, since: '' };
    return {
      pid,
      since: spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).stdout?.trim() ?? '',
    };
  }
}

/** The identity of this process. */
export const thisProcess = (): ProcessIdentity => findProcess(process.pid)!;

/** Whether this very process still runs. */
export function isRunning(identity: ProcessIdentity): boolean {
  const now = findProcess(identity.pid);
  return now !== undefined && (now.since === identity.since || !now.since || !identity.since);
}

/** Reads a file another process may be writing or removing just now. */
export function readJson<T>(file: string): T | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as T;
  } catch {
    return undefined;
  }
}

/**
 * Does the work while no other process does work under the same lock file; a lock whose holder is gone is taken over.
 * The work should take seconds: others wait.
 */
export async function withLock<T>(file: string, work: () => Promise<T>): Promise<T> {
  for (let empty = 0; ; ) {
    try {
      writeFileSync(file, JSON.stringify(thisProcess()), { flag: 'wx', mode: 0o600 });
      break;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      const holder = readJson<ProcessIdentity>(file);
      // Without a readable identity its maker is between two system calls, or was killed there.
      if (holder ? !isRunning(holder) : ++empty > 50) rmSync(file, { force: true });
      else await sleep(100);
    }
  }
  try {
    return await work();
  } finally {
    rmSync(file, { force: true });
  }
}
