import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** A process by more than its number, which the system gives out again. */
export interface ProcessName {
  pid: number;
  /** When it began, in the system's own words; empty where the system does not tell. */
  since: string;
}

/**
 * The npm that runs us as one of its scripts, looked for through the shell it starts scripts with; undefined when we
 * were started without npm.
 */
export function npmAbove(): ProcessName | undefined {
  if (!process.env['npm_lifecycle_event']) return undefined;
  const ps = (what: string, pid: number) =>
    spawnSync('ps', ['-o', `${what}=`, '-p', String(pid)], { encoding: 'utf8' }).stdout?.trim() ?? '';
  const linux = process.platform === 'linux';
  const command = linux ? readText(`/proc/${process.ppid}/comm`) : ps('comm', process.ppid);
  if (!/(^|\/)(ba|da|a|z|k)?sh$|busybox$/.test(command.trim())) return processName(process.ppid);
  const status = linux ? readText(`/proc/${process.ppid}/status`) : '';
  return processName(Number(linux ? /^PPid:\s+(\d+)/m.exec(status)?.[1] : ps('ppid', process.ppid)));
}

/** The name of a living process; undefined when there is none, or only its zombie (a container without an init). */
export function processName(pid: number): ProcessName | undefined {
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

export const thisProcess = (): ProcessName => processName(process.pid)!;

/** Whether this very process still runs. */
export function isRunning(name: ProcessName): boolean {
  const now = processName(name.pid);
  return now !== undefined && (now.since === name.since || !now.since || !name.since);
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
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
      const holder = readJson<ProcessName>(file);
      // Without a readable name its maker is between two system calls, or was killed there.
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
