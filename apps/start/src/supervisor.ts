import { setTimeout as sleep } from 'node:timers/promises';
import { migrate, queueProblem, type Settings, SettingsError } from '#platform';
import {
  acquirePostgres,
  claimFolder,
  firstFreePort,
  isFree,
  isRunning,
  type PostgresLease,
  type ProcessIdentity,
  type RunningProgram,
  releaseFolder,
  StartError,
} from '#standalone';
import { migrations } from '../../../migrations/index.js';
import { firstAccountLink } from '../../first-account-link.js';
import { npmAbove } from './npm.js';
import { asStartError } from './start-errors.js';
import { SupervisedProcess } from './supervised-process.js';

/** How long web and worker may finish what they have in hand, in milliseconds. */
const PATIENCE = 15_000;
/** Exit status with which the web says that its port is taken. */
const PORT_TAKEN = 98;
/** What the start does one after the other: database, its tables, web, worker. */
const STEPS = 4;
/** How long the web may take to answer for the first time. */
const BOOT = 90_000;

export const say = (text: string): void => void process.stdout.write(text + '\n');

/** The npm that started us, if one did; when it is killed we end as well. */
export const npm: ProcessIdentity | undefined = npmAbove();

/** Database, web and worker together, from the first line to the last. */
export class Supervisor {
  private postgres: PostgresLease | undefined;
  private children: SupervisedProcess[] = [];
  private readonly timers: NodeJS.Timeout[] = [];
  private begun = 0;
  private stopping: Promise<void> | undefined;
  private reviving: Promise<void> | undefined;
  private beginning: Promise<void> | undefined;
  private finish!: (status: number) => void;
  private readonly finished = new Promise<number>((done) => {
    this.finish = done;
  });

  /** As the operator gave them, before the built-in database and the free ports came in. */
  private readonly asked: Settings;

  constructor(private settings: Settings) {
    this.asked = settings;
  }

  /** Runs until it is told to stop; resolves to the exit status. */
  async run(): Promise<number> {
    this.listen();
    this.beginning = this.begin();
    try {
      await this.beginning;
    } catch (error) {
      // Told to stop while starting: what failed then failed because of that.
      if (!this.stopping) {
        await this.stop();
        throw asStartError(error, this.asked);
      }
    }
    return this.finished;
  }

  private async begin(): Promise<void> {
    const steps = [
      () => this.checkQueue(),
      () => this.openDatabase(),
      () => this.migrate(),
      () => this.choosePorts(),
      () => this.note('starting'),
      () => this.startWeb(),
      () => this.startWorker(),
      () => this.note('running'),
      () => this.welcome(),
    ];
    for (const step of steps) {
      if (this.stopping) return;
      await step();
    }
  }

  private step(text: string): void {
    say(`${++this.begun} of ${STEPS}  ${text}`);
  }

  /** A queue elsewhere is asked first: without it the web would stand there saying nothing. */
  private async checkQueue(): Promise<void> {
    const { queueUrl } = this.settings;
    const problem = queueUrl && (await queueProblem(queueUrl));
    if (problem)
      throw new SettingsError([
        {
          setting: 'QUEUE_URL',
          should: `should name a queue that answers; ${problem} (${new URL(queueUrl).host})`,
        },
      ]);
  }

  private async openDatabase(): Promise<void> {
    if (this.settings.given.has('DATABASE_APP_URL') && !this.settings.databaseUrl)
      throw new SettingsError([
        {
          setting: 'DATABASE_URL',
          should: 'should be set as well when DATABASE_APP_URL is: the start migrates as the owner',
        },
      ]);
    if (this.settings.databaseUrl) {
      const at = new URL(this.settings.databaseUrl);
      this.step(`Using the PostgreSQL at ${at.host}, database ${at.pathname.slice(1)}.`);
    } else {
      this.step('Starting the built-in PostgreSQL …');
      this.postgres = await acquirePostgres(this.settings.dataDir);
      if (this.postgres.adopted) say('It was running already and is used as it is.');
      if (!this.postgres.tables.startsWith(this.settings.dataDir))
        say(
          `Its data lie in ${this.postgres.tables}: PostgreSQL never runs as root, and nobody else may enter here.`,
        );
      this.settings = this.settings.with({ DATABASE_URL: this.postgres.url });
      this.timers.push(setInterval(() => this.reviveDatabase(), 2000));
    }
  }

  private async migrate(): Promise<void> {
    this.step('Bringing the database up to date …');
    const ran = await migrate(this.settings, migrations);
    say(ran.length ? `Ran ${ran.length} migration${ran.length > 1 ? 's' : ''}.` : 'It is up to date.');
  }

  /** The built-in PostgreSQL gone without our doing: start it again, at the same port. */
  private reviveDatabase(): void {
    if (this.stopping || this.reviving || !this.postgres || this.postgres.isUp()) return;
    say('The built-in PostgreSQL ended unexpectedly; starting it again.');
    this.reviving = acquirePostgres(this.settings.dataDir)
      .then((postgres) => {
        this.postgres = postgres;
      })
      .catch((error: Error) => say(error.message))
      .finally(() => {
        this.reviving = undefined;
      });
  }

  /** Takes the ports asked for, or says that they are taken and moves to the next. */
  private async choosePorts(): Promise<void> {
    const { host, port, mailboxPort, smtpUrl } = this.settings;
    const free = await firstFreePort(host, port);
    if (free !== port) {
      if (this.settings.given.has('BASE_URL'))
        throw new StartError(
          `Port ${port} is taken, and BASE_URL leads people to it. Free it, or set PORT to another, e.g. PORT=${free}, and BASE_URL with it.`,
        );
      say(`Port ${port} is taken; using ${free} instead. (PORT=${free} asks for it.)`);
    }
    let mailbox = mailboxPort;
    if (!smtpUrl) {
      mailbox = await firstFreePort('127.0.0.1', mailboxPort, [free]);
      if (mailbox !== mailboxPort)
        say(`Port ${mailboxPort} is taken; the built-in mailbox uses ${mailbox} instead.`);
    }
    this.settings = this.settings.with({ PORT: String(free), MAILBOX_PORT: String(mailbox) });
  }

  /** What web and worker are told. The owner's way into the database stays here: they work as the program's role. */
  private get env(): NodeJS.ProcessEnv {
    return {
      ...process.env,
      DATABASE_URL: '',
      DATABASE_APP_URL: this.settings.appDatabaseUrl,
      PORT: String(this.settings.port),
      MAILBOX_PORT: String(this.settings.mailboxPort),
      // In a terminal each request would drown what the start has to say; whoever wants it sets LOG_LEVEL.
      LOG_LEVEL: this.settings.given.has('LOG_LEVEL') ? this.settings.logLevel : 'warn',
    };
  }

  private async startWeb(): Promise<void> {
    this.step('Starting the web server …');
    for (let tries = 0; ; tries++) {
      let answers = false;
      let ended: string | undefined;
      const web = new SupervisedProcess(
        'web',
        'apps/web/src/main.js',
        () => this.env,
        say,
        (how) => {
          ended = how;
          return answers;
        },
      );
      this.children = [web];
      web.start();
      answers = await this.answers(() => ended !== undefined || this.stopping !== undefined);
      if (answers || this.stopping) return;
      if (!ended)
        throw new StartError(
          `The web did not answer within ${BOOT / 1000} seconds; its log above may say why.`,
        );
      // Somebody else may have taken the port since we looked.
      const { host, port } = this.settings;
      if (tries > 5 || (!ended.endsWith(` ${PORT_TAKEN}`) && (await isFree(host, port))))
        throw new StartError(`The web could not start (${ended}); what it said stands above.`);
      await this.choosePorts();
      if (this.stopping) return;
      await this.note('starting');
    }
  }

  private async startWorker(): Promise<void> {
    this.step('Starting the worker, which sends the emails …');
    let ended: string | undefined;
    const worker: SupervisedProcess = new SupervisedProcess(
      'worker',
      'apps/worker/src/main.js',
      () => this.env,
      say,
      (how) => {
        ended = how;
        return worker.ready;
      },
    );
    this.children.push(worker);
    worker.start();
    for (const until = Date.now() + BOOT; Date.now() < until && !worker.ready; await sleep(50)) {
      if (this.stopping) return;
      if (ended) throw new StartError(`The worker could not start (${ended}); what it said stands above.`);
    }
    if (!worker.ready)
      throw new StartError(
        `The worker was not ready within ${BOOT / 1000} seconds; its log above may say why.`,
      );
  }

  /** Waits for the web to say that it is ready. */
  private async answers(givenUp: () => boolean): Promise<boolean> {
    const host = ['0.0.0.0', '::'].includes(this.settings.host) ? '127.0.0.1' : this.settings.host;
    const url = `http://${host.includes(':') ? `[${host}]` : host}:${this.settings.port}/health/ready`;
    for (const until = Date.now() + BOOT; Date.now() < until && !givenUp(); await sleep(100)) {
      const answer = await fetch(url, { signal: AbortSignal.timeout(5000) }).catch(() => undefined);
      if (answer?.ok) return true;
    }
    return false;
  }

  private async note(state: RunningProgram['state']): Promise<void> {
    const { dataDir, baseUrl, port, mailboxPort } = this.settings;
    await claimFolder(dataDir, { state, baseUrl, port, mailboxPort, npm });
  }

  private async welcome(): Promise<void> {
    const link = await firstAccountLink('start', this.settings);
    if (this.stopping) return;
    const { baseUrl, smtpUrl } = this.settings;
    say(`\nMindful Employer CRM is running at ${baseUrl}`);
    if (link) say(`Make the first account here (the link works once): ${link}`);
    if (!smtpUrl) say(`No email leaves this machine; read what would have gone out at ${baseUrl}/mailbox`);
    say('Ctrl-C stops it.\n');
  }

  private listen(): void {
    let first = 0;
    const told = () => {
      // npm hands on the Ctrl-C that the terminal sent us too: only a later one means "at once".
      if (first && Date.now() - first > 1000) for (const child of this.children) child.kill();
      first ||= Date.now();
      void this.stop();
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, told);
    // Whoever read our output may be gone before us.
    for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
    // Told to end, npm ends its shell and not us; killed, nothing.
    if (npm) this.timers.push(setInterval(() => !isRunning(npm!) && void this.stop(), 250));
  }

  /** Stops web and worker, then the database if nobody else uses it. */
  private stop(): Promise<void> {
    this.stopping ??= (async () => {
      let status = 0;
      try {
        say('\nStopping …');
        await this.note('stopping');
        await Promise.all(this.children.map((child) => child.stop(PATIENCE)));
        // The step of the start that was under way may have brought a database or a process with it.
        await this.beginning?.catch(() => undefined);
        await Promise.all(this.children.map((child) => child.stop(PATIENCE)));
        await this.reviving;
        await this.postgres?.release();
        say('Stopped.');
      } catch (error) {
        process.stderr.write(`${(error as Error).message}\n`);
        status = 1;
      }
      for (const timer of this.timers) clearInterval(timer);
      releaseFolder(this.settings.dataDir);
      this.finish(status);
    })();
    return this.stopping;
  }
}
