import pg from 'pg';
import type { TestWorld } from '../../support/database.js';

/** All rows of a database as they stood, to be put back into the same tables. */
export class RowSnapshot {
  private constructor(
    private readonly world: TestWorld,
    private readonly tables: { name: string; columns: string }[],
    private readonly schema: string,
  ) {}

  static async take(world: TestWorld): Promise<RowSnapshot> {
    const tables = await world.owner<{ name: string; columns: string }>(
      `SELECT c.relname AS name,
              (SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute
                WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped AND attgenerated = '') AS columns
         FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'`,
    );
    const schema = `snapshot_${Date.now()}`;
    await world.owner(`CREATE SCHEMA ${schema}`);
    for (const { name } of tables)
      await world.owner(`CREATE TABLE ${schema}.${name} AS TABLE public.${name}`);
    return new RowSnapshot(world, tables, schema);
  }

  async putBack(): Promise<void> {
    const client = new pg.Client({ connectionString: this.world.env['DATABASE_URL'] });
    await client.connect();
    try {
      await client.query(`SET session_replication_role = replica`);
      await client.query('BEGIN');
      for (const { name } of this.tables) await client.query(`DELETE FROM public.${name}`);
      for (const { name, columns } of this.tables)
        await client.query(
          `INSERT INTO public.${name} (${columns}) SELECT ${columns} FROM ${this.schema}.${name}`,
        );
      await client.query('COMMIT');
    } finally {
      await client.end();
    }
  }
}

/** A copy of a whole database, as a dump loaded into a fresh one of the same name would be. */
export class DatabaseSnapshot {
  private constructor(
    private readonly admin: string,
    private readonly name: string,
    private readonly copy: string,
  ) {}

  static async take(world: TestWorld): Promise<DatabaseSnapshot> {
    const url = new URL(world.env['DATABASE_URL']!);
    const name = url.pathname.slice(1);
    url.pathname = '/postgres';
    const snapshot = new DatabaseSnapshot(url.href, name, `${name}_copy`);
    await snapshot.run(async (ask) => {
      await ask(`ALTER DATABASE ${name} ALLOW_CONNECTIONS false`);
      await ask(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${name}'`);
      await ask(`CREATE DATABASE ${snapshot.copy} TEMPLATE ${name}`);
      await ask(`ALTER DATABASE ${name} ALLOW_CONNECTIONS true`);
      await ask(`ALTER DATABASE ${snapshot.copy} ALLOW_CONNECTIONS true`);
    });
    return snapshot;
  }

  async putBack(): Promise<void> {
    await this.run(async (ask) => {
      await ask(`DROP DATABASE ${this.name} WITH (FORCE)`);
      await ask(`CREATE DATABASE ${this.name} TEMPLATE ${this.copy}`);
    });
  }

  drop(): Promise<void> {
    return this.run((ask) => ask(`DROP DATABASE IF EXISTS ${this.copy} WITH (FORCE)`));
  }

  private async run(work: (ask: (sql: string) => Promise<unknown>) => Promise<unknown>): Promise<void> {
    const client = new pg.Client({ connectionString: this.admin });
    await client.connect();
    try {
      await work((sql) => client.query(sql));
    } finally {
      await client.end();
    }
  }
}
