import { randomBytes } from 'node:crypto';
import { renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { type DataSource, getMetadataArgsStorage } from 'typeorm';
import {
  Clock,
  Database,
  FactSubscribers,
  Facts,
  newId,
  openDatabase,
  type Queues,
  readSettings,
  type Settings,
} from '#platform';
import { freePort } from './free-port.js';

/** A clock a test sets; the same file may be handed to other processes (CLOCK_FILE). */
export class TestClock extends Clock {
  constructor(readonly file: string) {
    super({ clockFile: file } as Settings);
  }
  /** Stands still at this instant (ISO 8601). */
  set(iso: string): void {
    this.write(iso);
  }
  /** Goes on from now, shifted by so many milliseconds. */
  shift(ms: number): void {
    this.write((ms < 0 ? '' : '+') + Math.round(ms));
  }
  /** In one move: a worker that reads while it is written must not find it empty and take the hour it really is. */
  private write(text: string): void {
    writeFileSync(`${this.file}.new`, text);
    renameSync(`${this.file}.new`, this.file);
  }
}

export interface TestWorld {
  settings: Settings;
  /** The environment other processes need to work on this world. */
  env: Record<string, string>;
  source: DataSource;
  db: Database;
  clock: TestClock;
  facts: Facts;
  /** "Calderdale". */
  areaId: string;
  /** "Kirklees", for tests of the wall. */
  secondAreaId: string;
  /** A statement as the owner, with all areas named. */
  owner<T = Record<string, unknown>>(sql: string, params?: unknown[]): Promise<T[]>;
  close(): Promise<void>;
}

const withName = (address: string, database: string) => {
  const url = new URL(address);
  url.pathname = '/' + database;
  return url.href;
};

/** Every entity of the libs that the test has imported. */
const importedEntities = () =>
  getMetadataArgsStorage().tables.map((table) => table.target as new () => object);

/**
 * A migrated database of its own, copied from the template, with two areas in it. Close it in afterAll. `statements`:
 * PostgreSQL tells each connection what it runs (statements.ts).
 */
export async function testDatabase(
  options: { env?: Record<string, string>; areas?: boolean; statements?: boolean } = {},
): Promise<TestWorld> {
  const ownerUrl = process.env['TEST_OWNER_URL']!;
  const name = 'test_' + randomBytes(6).toString('hex');
  await once(withName(ownerUrl, 'postgres'), async (client) => {
    // Two copies of one template at the same time are refused.
    await client.query('SELECT pg_advisory_lock(4711)');
    await client.query(`CREATE DATABASE ${name} TEMPLATE crm`);
    if (options.statements)
      await client.query(
        `ALTER DATABASE ${name} SET log_statement = 'all'; ALTER DATABASE ${name} SET client_min_messages = 'log'`,
      );
  });
  const clockFile = join(tmpdir(), name + '.clock');
  const env = {
    DATABASE_URL: withName(ownerUrl, name),
    DATABASE_APP_URL: withName(process.env['TEST_APP_URL']!, name),
    APP_SECRET: 'only-for-tests-'.padEnd(48, 'x'),
    DATA_DIR: join(tmpdir(), name),
    CLOCK_FILE: clockFile,
    LOG_LEVEL: 'error',
    SWEEP_SECONDS: '1',
    // Several worlds stand beside each other, and each has a mailbox of its own.
    MAILBOX_PORT: String(await freePort()),
    ...options.env,
  };
  const settings = readSettings(env);
  const clock = new TestClock(clockFile);
  clock.set('2026-11-24T09:00:00Z');
  const source = await openDatabase(settings, importedEntities());
  const db = new Database(source);
  const subscribers = new FactSubscribers({ add: async () => undefined } as unknown as Queues);
  const owner = new pg.Pool({ connectionString: env.DATABASE_URL, max: 2 });
  owner.on('error', () => undefined); // a test that takes the database away
  const [areaId, secondAreaId] = [newId(), newId()];
  if (options.areas !== false)
    await owner.query(
      `INSERT INTO area (id, name, slug, gss_code, created_at) VALUES ($1, 'Calderdale', 'calderdale', 'E08000033', $3), ($2, 'Kirklees', 'kirklees', 'E08000034', $3)`,
      [areaId, secondAreaId, clock.now()],
    );
  return {
    settings,
    env,
    source,
    db,
    clock,
    facts: new Facts(clock, subscribers),
    areaId,
    secondAreaId,
    owner: async <T>(sql: string, params: unknown[] = []) => (await owner.query(sql, params)).rows as T[],
    close: async () => {
      if (source.isInitialized) await source.destroy();
      await owner.end();
      await once(withName(ownerUrl, 'postgres'), (client) =>
        client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
      );
    },
  };
}

async function once(connectionString: string, work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
