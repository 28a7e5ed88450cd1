import { type ChildProcess, fork } from 'node:child_process';
import { projectPath, projectRoot } from '#platform';
import { nodeFlags } from './node-flags.js';

/** A process of the program, web or worker, that is started again when it ends by itself. */
export class SupervisedProcess {
  private child: ChildProcess | undefined;
  private stopping = false;
  private retry: NodeJS.Timeout | undefined;
  private failures = 0;
  private startedAt = 0;
  /** It has said that it is at work. */
  ready = false;

  /**
   * `main` is the built file relative to dist/; `env` is asked again at each start;
   * `ended` is told how it ended and decides: true starts it again.
   */
  constructor(
    readonly name: string,
    private readonly main: string,
    private readonly env: () => NodeJS.ProcessEnv,
    private readonly say: (text: string) => void,
    private readonly ended: (how: string) => boolean | Promise<boolean> = () => true,
  ) {}

  start(): void {
    this.startedAt = Date.now();
    const child = fork(projectPath(`dist/${this.main}`), [], {
      cwd: projectRoot,
      env: this.env(),
      execArgv: [...nodeFlags(), '--import', new URL('end-with-parent.js', import.meta.url).href],
      // Their log is JSON on standard error; they have nothing to say on standard output.
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    this.child = child;
    child.on('message', (word) => {
      if (word === 'ready') this.ready = true;
    });
    let over = false;
    const end = async (how: string) => {
      if (over) return;
      over = true;
      this.child = undefined;
      // A Ctrl-C reaches us and them at the same moment: who heard it first must not matter.
      await new Promise((done) => setTimeout(done, 150));
      if (this.stopping || !(await this.ended(how)) || this.stopping) return;
      if (Date.now() - this.startedAt > 60_000) this.failures = 0;
      const wait = Math.min(2 ** this.failures++, 30);
      this.say(`The ${this.name} process ended unexpectedly (${how}); starting it again in ${wait} s.`);
      this.retry = setTimeout(() => this.start(), wait * 1000);
    };
    child.on('exit', (code, signal) => end(signal ? `killed by ${signal}` : `exit status ${code}`));
    child.on('error', (error) => end(error.message));
  }

  /** Asks it to finish what it has in hand, and ends it after `patience` milliseconds. */
  async stop(patience: number): Promise<void> {
    this.stopping = true;
    clearTimeout(this.retry);
    const child = this.child;
    if (!child) return;
    const gone = new Promise<void>((done) => child.once('exit', () => done()));
    child.kill('SIGTERM');
    const force = setTimeout(() => child.kill('SIGKILL'), patience);
    await gone;
    clearTimeout(force);
  }

  /** Ends it at once (a second Ctrl-C). */
  kill(): void {
    this.child?.kill('SIGKILL');
  }
}
