import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { FirstAccount } from '#access';
import { migrate, readSettings } from '#platform';
import { freePort } from '#standalone';
import { withContext } from '../../apps/context.js';
import { libs } from '../../apps/program.js';
import { migrations } from '../../migrations/index.js';
import { Program } from '../support/instance.js';
import { Visitor } from '../support/visitor.js';
import { MailSink } from './mail-sink.js';
import { Report } from './report.js';

const EMAIL = 'sam.sample@example.org';
const PASSWORD = 'seven quiet herons walk';

export interface MainJobOptions {
  /** A database of its own, as its owner. */
  databaseUrl: string;
  databaseAppUrl?: string;
  /** redis://…; undefined: on the same PostgreSQL. */
  queueUrl?: string;
  /** For the clock's file. */
  folder: string;
  webs: number;
  workers: number;
  say: (line: string) => void;
}

/** What the steps share: the ways in, the mail that arrived, the clock. */
export class MainJob {
  readonly report: Report;
  readonly sink = new MailSink();
  readonly webs: Program[] = [];
  readonly workers: Program[] = [];
  coordinator!: Visitor;
  private readonly clockFile: string;

  constructor(readonly options: MainJobOptions) {
    this.report = new Report(options.say);
    this.clockFile = join(options.folder, 'clock');
  }

  /** The program's time goes on from this London or UTC instant. */
  timeIs(iso: string): void {
    const shift = new Date(iso).getTime() - Date.now();
    // In one move: a process that read an empty file would take the hour it really is.
    writeFileSync(`${this.clockFile}.new`, (shift < 0 ? '' : '+') + shift);
    renameSync(`${this.clockFile}.new`, this.clockFile);
  }

  /** A visitor without an account, from an address of its own; with two webs every second comes in by the other. */
  visitor(n = 0): Visitor {
    const web = `http://127.0.0.1:${this.webs[n % this.webs.length]!.env['PORT']}`;
    return new Visitor(web, undefined, `198.51.100.${n + 1}`);
  }

  async start(): Promise<void> {
    this.timeIs('2026-11-24T09:30:00Z');
    const smtp = await this.sink.listen();
    const common: Record<string, string> = {
      TRUST_PROXY: 'yes',
      DATABASE_URL: this.options.databaseUrl,
      ...(this.options.databaseAppUrl ? { DATABASE_APP_URL: this.options.databaseAppUrl } : {}),
      ...(this.options.queueUrl ? { QUEUE_URL: this.options.queueUrl } : {}),
      SMTP_URL: smtp,
      APP_SECRET: 'the main job keeps no secrets at all',
      CLOCK_FILE: this.clockFile,
      SWEEP_SECONDS: '1',
      LOG_LEVEL: 'warn',
      DATA_DIR: this.options.folder,
    };
    const settings = readSettings(common);
    await migrate(settings, migrations);
    const ports = await Promise.all(Array.from({ length: this.options.webs }, freePort));
    // Every web says the first one's address in its mails, as behind a load balancer.
    const baseUrl = `http://127.0.0.1:${ports[0]}`;
    for (const port of ports)
      this.webs.push(new Program('web', { ...common, BASE_URL: baseUrl, PORT: String(port) }));
    for (let i = 0; i < this.options.workers; i++)
      this.workers.push(new Program('worker', { ...common, BASE_URL: baseUrl }));
    await Promise.all([...this.webs, ...this.workers].map((program) => program.start()));
    this.coordinator = await this.firstAccount(settings);
  }

  private async firstAccount(settings: ReturnType<typeof readSettings>): Promise<Visitor> {
    const link = await withContext({ app: 'main-job', settings, modules: libs }, (app) =>
      app.get(FirstAccount).link(),
    );
    const visitor = this.visitor();
    const page = await visitor.get(new URL(link!).pathname);
    await page.form('password').fill({ name: 'Sam Sample', email: EMAIL, password: PASSWORD }).submit();
    const made = await (await visitor.get('/welcome'))
      .form('gssCode')
      .fill({ name: 'Calderdale', gssCode: 'E08000033' })
      .submit();
    this.report.check('area made by the first account', 200, made.status);
    return visitor;
  }

  /** Time passes; whoever was signed in has to come in again. */
  async timePasses(iso: string): Promise<void> {
    this.timeIs(iso);
    this.coordinator = this.visitor();
    const page = await this.coordinator.get('/sign-in');
    await page.form('password').fill({ email: EMAIL, password: PASSWORD }).submit();
  }

  async stop(): Promise<void> {
    await Promise.all([...this.webs, ...this.workers].map((program) => program.stop()));
    await this.sink.close();
  }

  /** Kills one worker as a power cut would, and starts it again. */
  async killWorker(n: number): Promise<void> {
    const worker = this.workers[n % this.workers.length]!;
    await worker.stop('SIGKILL');
    await sleep(100);
    await worker.start();
  }
}
