import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { projectPath } from '#platform';

/** Worker processes as they run in earnest (worker-process.ts), to be killed. */
export class Workers {
  private readonly all = new Set<ChildProcess>();
  /** All they wrote to standard error: their log. */
  log = '';

  constructor(private readonly env: Record<string, string>) {}

  /** Resolves once it is at work. */
  async start(more: Record<string, string> = {}): Promise<ChildProcess> {
    const child = spawn(process.execPath, [projectPath('dist/test/chaos/worker-process.js')], {
      env: { PATH: process.env['PATH'], ...this.env, ...more },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.all.add(child);
    child.stderr!.on('data', (data: Buffer) => {
      this.log += data;
    });
    await Promise.race([
      once(child.stdout!, 'data'),
      once(child, 'exit').then(() => {
        throw new Error(`The worker ended before it was at work:\n${this.log.slice(-4_000)}`);
      }),
    ]);
    return child;
  }

  /** It has written down the fate of a mail. */
  hasSent(child: ChildProcess): boolean {
    return new RegExp(`"pid":${child.pid},.*"messageIds"`).test(this.log);
  }

  async kill(child: ChildProcess): Promise<void> {
    this.all.delete(child);
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  }

  async killAll(): Promise<void> {
    await Promise.all([...this.all].map((child) => this.kill(child)));
  }
}

/** Waits until it holds, at most so many seconds; `tell` says how far it came. */
export async function until(
  what: string,
  seconds: number,
  holds: () => boolean | Promise<boolean>,
  tell: () => unknown = () => '',
): Promise<void> {
  for (const end = Date.now() + seconds * 1000; Date.now() < end; await sleep(50)) if (await holds()) return;
  throw new Error(`Waited ${seconds} s for ${what}. ${String(await tell())}`);
}

/** What of a person or a mail stands in these lines of a log: addresses, names, links and words of the mail. */
export function leaks(log: string, secrets: readonly string[]): string[] {
  return log
    .split('\n')
    .filter((line) => /[^\s"]@[^\s"]+\.[a-z]/i.test(line) || secrets.some((secret) => line.includes(secret)));
}
