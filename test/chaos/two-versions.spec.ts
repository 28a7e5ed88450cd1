import { setTimeout as sleep } from 'node:timers/promises';
import { Tokens, Users } from '#access';
import { migrate } from '#platform';
import { surveyInvitation } from '../../libs/surveys/mails/survey-invitation/mail.js';
import { type MigrationClass, migrations } from '../../migrations/index.js';
import { messagingOn, write } from '../integration/messaging/mail.js';
import { type TestWorld, testDatabase } from '../support/database.js';
import { freePort } from '../support/free-port.js';
import { Program } from '../support/instance.js';
import { ScriptedSmtp } from '../support/smtp-server.js';
import {
  Expands1764000009001,
  RenamesColumn1764000009002,
  ReplacesFunction1764000009003,
} from './next-version.js';
import { until } from './workers.js';

/** What went wrong for people and mail; each list is empty where an upgrade is as it should be. */
interface Troubles {
  lost: string[];
  doubled: string[];
  failed: string[];
  logged: string[];
}
const none: Troubles = { lost: [], doubled: [], failed: [], logged: [] };

/**
 * The program of this tree is the version before; it works on the tables as they are now, while a migration of the next
 * version, made up for the test, is brought in by the program's own means. (Decision 0027 has the order of the steps.)
 */
class Upgrade {
  private readonly programs: Program[] = [];
  private readonly failed: string[] = [];
  private readonly written: string[] = [];
  /** Where requests go, as a load balancer knows it. */
  private webs: Program[] = [];
  private asking = true;
  private askers: Promise<void>[] = [];
  answered = 0;

  private constructor(
    private readonly world: TestWorld,
    private readonly mail: Awaited<ReturnType<typeof messagingOn>>,
    private readonly token: string,
    private readonly smtp: ScriptedSmtp,
    private readonly smtpUrl: string,
  ) {}

  static async prepare(): Promise<Upgrade> {
    const world = await testDatabase();
    // A working hour, and time goes on.
    world.clock.shift(Date.parse('2026-11-24T09:30:00Z') - Date.now());
    const mail = await messagingOn(world, 'smtp://127.0.0.1:1');
    mail.registry.add(surveyInvitation);
    const { token } = await world.db.write([world.areaId], async (tx) => {
      const users = mail.get(Users);
      const userId = await users.create(tx, {
        name: 'Sam Sample',
        email: 'sam@example.org',
        password: 'otter lamp ninety river',
      });
      await users.grant(tx, userId, 'coordinator', world.areaId, null);
      return mail.get(Tokens).create(tx, { name: 'test', userId, scopes: ['*'], areaIds: [world.areaId] });
    });
    const smtp = new ScriptedSmtp();
    smtp.paceMs = 40;
    return new Upgrade(world, mail, token, smtp, await smtp.listen());
  }

  /** A web and a worker beside what runs already; both are at work when it resolves. */
  async start(): Promise<[web: Program, worker: Program]> {
    const port = String(await freePort());
    const env = { ...this.world.env, PORT: port, SMTP_URL: this.smtpUrl, LOG_LEVEL: 'warn' };
    const pair: [Program, Program] = [new Program('web', env), new Program('worker', env)];
    this.programs.push(...pair);
    await Promise.all(pair.map((program) => program.start()));
    this.webs.push(pair[0]);
    return pair;
  }

  /** First out of the load balancer, then told to end. */
  async stop([web, worker]: [Program, Program]): Promise<void> {
    this.webs = this.webs.filter((one) => one !== web);
    await Promise.all([web.stop(), worker.stop()]);
  }

  async writeMails(count: number): Promise<void> {
    const addresses = Array.from({ length: count }, (_, n) => `person${this.written.length + n}@example.org`);
    await write(this.world, this.mail.outbox, addresses, {
      mail: surveyInvitation,
      data: surveyInvitation.example,
    });
    this.written.push(...addresses);
  }

  /** Reads and writes without a pause until `askNoMore`, each request at one web after the other. */
  ask(): void {
    const call = async (path: string, body?: object) => {
      const web = this.webs[this.answered % this.webs.length]!;
      const answer = await fetch(`http://127.0.0.1:${web.env['PORT']}${path}`, {
        headers: { authorization: `Bearer ${this.token}`, 'content-type': 'application/json' },
        ...(body && { method: 'POST', body: JSON.stringify(body) }),
      }).then(
        async (response) => {
          await response.text();
          return response.status;
        },
        (error: Error) => error.message,
      );
      if (answer === 200 || answer === 201) this.answered++;
      else this.failed.push(`${path}: ${answer}`);
    };
    const asker = async (one: number) => {
      for (let n = 0; this.asking; n++) {
        await call('/api/messages');
        await call('/api/employers', { name: `Company ${one}-${n} (sample)` });
        await call('/network/calderdale/training');
        await call('/health/ready');
        await sleep(20);
      }
    };
    this.askers = [1, 2].map(asker);
  }

  /** Brings in what a version has that knows these migrations besides ours, as `cli -- migrate` does. */
  migrate(...next: MigrationClass[]): Promise<string[]> {
    return migrate(this.world.settings, [...migrations, ...next]);
  }

  taken(atLeast: number): Promise<void> {
    return until('mail to flow', 60, () => this.smtp.accepted.length >= atLeast);
  }

  get inHand(): number {
    return this.written.length - this.smtp.accepted.length;
  }

  settled(): Promise<boolean> {
    return this.world
      .owner<{ n: number }>(`SELECT count(*)::int AS n FROM message WHERE state <> 'sent'`)
      .then(([row]) => row!.n === 0);
  }

  get troubles(): Troubles {
    const taken = new Map<string, number>();
    for (const one of this.smtp.accepted) taken.set(one.to, (taken.get(one.to) ?? 0) + 1);
    return {
      lost: this.written.filter((address) => !taken.has(address)),
      doubled: this.written.filter((address) => (taken.get(address) ?? 0) > 1),
      failed: this.failed,
      logged: this.programs
        .flatMap((program) => program.output.split('\n'))
        .filter((line) => line && !line.includes('the clock is set by a file')),
    };
  }

  async askNoMore(): Promise<void> {
    this.asking = false;
    await Promise.all(this.askers);
  }

  async close(): Promise<void> {
    await this.askNoMore();
    await Promise.all(this.programs.map((program) => program.stop('SIGKILL')));
    await this.mail.close();
    await this.smtp.close();
    await this.world.close();
  }
}

describe('while mail goes out and people are at work', () => {
  let upgrade: Upgrade;
  beforeEach(async () => {
    upgrade = await Upgrade.prepare();
  }, 60_000);
  afterEach(() => upgrade?.close());

  it('an upgrade that only adds loses no mail, doubles none, fails no request and logs no error', async () => {
    const before = await upgrade.start();
    await upgrade.writeMails(300);
    upgrade.ask();
    await upgrade.taken(30);
    expect(await upgrade.migrate(Expands1764000009001)).toEqual(['Expands1764000009001']);
    // Mail was under way all the while, and the version before goes on writing on the new tables.
    expect(upgrade.inHand).toBeGreaterThan(0);
    await upgrade.writeMails(50);
    const answeredBefore = upgrade.answered;
    // Going back is the same: the version before starts on the new tables, and has nothing to migrate.
    expect(await upgrade.migrate()).toEqual([]);
    await upgrade.start();
    expect(upgrade.answered).toBeGreaterThan(answeredBefore);
    await upgrade.writeMails(300);
    await upgrade.taken(400);
    await upgrade.stop(before);
    const told = () => JSON.stringify(upgrade.troubles);
    await until('every mail to be sent', 90, () => upgrade.settled(), told);
    await upgrade.askNoMore();
    expect(upgrade.troubles).toEqual(none);
  }, 240_000);

  it.each([
    ['column', RenamesColumn1764000009002, '42703'],
    ['function', ReplacesFunction1764000009003, '42883'],
  ])(
    'one that takes a %s away is found out by the same look',
    async (_, contracts, sqlState) => {
      await upgrade.start();
      await upgrade.writeMails(300);
      upgrade.ask();
      await upgrade.taken(30);
      await upgrade.migrate(contracts);
      const errorOfWorker = (line: string) =>
        line.includes('"level":50') && line.includes('"app":"worker"') && line.includes(`"${sqlState}"`);
      await until('the worker to say so', 60, () => upgrade.troubles.logged.some(errorOfWorker));
      expect(upgrade.troubles).not.toEqual(none);
      expect(await upgrade.settled()).toBe(false);
    },
    120_000,
  );
});
