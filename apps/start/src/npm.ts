import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { findProcess, type ProcessIdentity } from '#standalone';

/**
 * The npm that runs us as one of its scripts, looked for through the shell it starts scripts with; undefined when we
 * were started without npm.
 */
export function npmAbove(): ProcessIdentity | undefined {
  if (!process.env['npm_lifecycle_event']) return undefined;
  const ps = (what: string, pid: number) =>
    spawnSync('ps', ['-o', `${what}=`, '-p', String(pid)], { encoding: 'utf8' }).stdout?.trim() ?? '';
  const linux = process.platform === 'linux';
  const command = linux ? readText(`/proc/${process.ppid}/comm`) : ps('comm', process.ppid);
  if (!/(^|\/)(ba|da|a|z|k)?sh$|busybox$/.test(command.trim())) return findProcess(process.ppid);
  const status = linux ? readText(`/proc/${process.ppid}/status`) : '';
  return findProcess(Number(linux ? /^PPid:\s+(\d+)/m.exec(status)?.[1] : ps('ppid', process.ppid)));
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
