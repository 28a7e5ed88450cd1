import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { projectPath } from '#platform';

/** A web or worker process as it runs in earnest, from dist/, on the given environment. */
export class Program {
  private child: ChildProcess | undefined;
  output = '';

  constructor(
    readonly app: 'web' | 'worker',
    readonly env: Record<string, string>,
  ) {}

  async start(): Promise<this> {
    this.child = spawn(
      process.execPath,
      ['--enable-source-maps', projectPath(`dist/apps/${this.app}/src/main.js`)],
      {
        env: { PATH: process.env['PATH'], ...this.env },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    const keep = (data: Buffer) => {
      this.output = (this.output + data).slice(-20_000);
    };
    this.child.stdout!.on('data', keep);
    this.child.stderr!.on('data', keep);
    if (this.app === 'web') await this.answering();
    return this;
  }

  private async answering(): Promise<void> {
    for (let i = 0; i < 300; i++) {
      if (this.child!.exitCode !== null) break;
      const ok = await fetch(`http://127.0.0.1:${this.env['PORT']}/health/ready`).then(
        (r) => r.ok,
        () => false,
      );
      if (ok) return;
      await sleep(100);
    }
    throw new Error(`The web process does not answer:\n${this.output}`);
  }

  get running(): boolean {
    return this.child !== undefined && this.child.exitCode === null && this.child.signalCode === null;
  }

  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    if (!this.child || !this.running) return;
    const gone = once(this.child, 'exit');
    this.child.kill(signal);
    await gone;
  }
}
