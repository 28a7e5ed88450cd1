import pg from 'pg';
import { DataSource, type MigrationInterface } from 'typeorm';
import { type Settings, SettingsError } from './settings.js';

/** PostgreSQL advisory lock that lets one starter migrate at a time; any fixed number serves. */
const MIGRATION_LOCK = 7_260_113;
/** Queue tables under the program's own PostgreSQL. */
export const QUEUE_SCHEMA = 'bullmq';

type MigrationClass = new () => MigrationInterface;

const quoteName = (name: string) => '"' + name.replaceAll('"', '""') + '"';
const quoteText = (text: string) => "'" + text.replaceAll("'", "''") + "'";

/**
 * Brings the database of `settings.databaseUrl` to the present: group role, the program's login role, tables,
 * queue tables. Safe to run from many processes at once; returns the names of the migrations it ran.
 * The owner's connection is used here and nowhere else.
 */
export async function migrate(settings: Settings, migrations: MigrationClass[]): Promise<string[]> {
  const url = settings.databaseUrl;
  if (!url) throw new SettingsError([{ setting: 'DATABASE_URL', should: 'should be set to migrate' }]);
  const lock = new pg.Client({ connectionString: url });
  await lock.connect();
  const source = new DataSource({
    type: 'postgres',
    url,
    migrations,
    migrationsTableName: 'migration',
    entities: [],
  });
  try {
    await lock.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await ensureRoles(lock, settings);
    await source.initialize();
    const ran = await source.runMigrations({ transaction: 'each' });
    const { runMigrations } = await import('bullmq');
    await runMigrations(lock as unknown as Parameters<typeof runMigrations>[0], QUEUE_SCHEMA);
    await lock.query(`
      GRANT USAGE ON SCHEMA ${QUEUE_SCHEMA} TO crm_program;
      GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${QUEUE_SCHEMA} TO crm_program;
      GRANT USAGE, SELECT, UPDATE ON ALL SEQUENCES IN SCHEMA ${QUEUE_SCHEMA} TO crm_program;
      -- BullMQ makes a sequence for each queue's job ids when the first job comes; the program's role may not.
      CREATE OR REPLACE FUNCTION ${QUEUE_SCHEMA}.open_queue(p_queue text) RETURNS void LANGUAGE plpgsql
        SECURITY DEFINER SET search_path = ${QUEUE_SCHEMA}, pg_temp AS $open$
        BEGIN
          IF to_regclass(job_id_seq_name(p_queue)) IS NULL THEN
            PERFORM pg_advisory_xact_lock(hashtext('bullmq:jidseq:' || p_queue));
            EXECUTE format('CREATE SEQUENCE IF NOT EXISTS %I', job_id_seq_name(p_queue));
            EXECUTE format('GRANT USAGE, SELECT ON SEQUENCE %I TO crm_program', job_id_seq_name(p_queue));
          END IF;
        END $open$;
      REVOKE EXECUTE ON FUNCTION ${QUEUE_SCHEMA}.open_queue(text) FROM PUBLIC;
      GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA ${QUEUE_SCHEMA} TO crm_program;
      ALTER TABLE ${QUEUE_SCHEMA}.job SET (autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02)`);
    return ran.map((m) => m.name);
  } finally {
    if (source.isInitialized) await source.destroy();
    await lock.end();
  }
}

/** Group role that holds the rights, and the login role the program signs in as. Roles belong to the whole server. */
async function ensureRoles(owner: pg.Client, settings: Settings): Promise<void> {
  await owner.query('BEGIN');
  // Roles are shared by all databases of a server, whose starters do not share the lock above.
  await owner.query(`SELECT pg_advisory_xact_lock(hashtext('crm roles'))`);
  await owner.query(
    `DO $$ BEGIN CREATE ROLE crm_program NOLOGIN; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$`,
  );
  const app = new URL(settings.appDatabaseUrl!);
  const role = decodeURIComponent(app.username);
  const known = await owner.query(
    `SELECT pg_has_role(oid, 'crm_program', 'MEMBER') AS member FROM pg_roles WHERE rolname = $1`,
    [role],
  );
  const password = quoteText(decodeURIComponent(app.password));
  try {
    if (!known.rowCount) await owner.query(`CREATE ROLE ${quoteName(role)} LOGIN PASSWORD ${password}`);
    // A password that somebody set is their business.
    else if (!settings.given.has('DATABASE_APP_URL'))
      await owner.query(`ALTER ROLE ${quoteName(role)} PASSWORD ${password}`);
    if (!known.rows[0]?.member) await owner.query(`GRANT crm_program TO ${quoteName(role)}`);
  } catch (error) {
    await owner.query('ROLLBACK');
    throw new SettingsError([
      {
        setting: 'DATABASE_URL',
        should: `should name a user that may make roles, or DATABASE_APP_URL should name one that exists (${(error as Error).message})`,
      },
    ]);
  }
  await owner.query('COMMIT');
}

/**
 * Refuses to work as a user for whom the wall does not stand: superuser, BYPASSRLS, owner of a table, or member of a role
 * that is one of these and could therefore be become.
 */
export async function assertWallStands(source: DataSource): Promise<void> {
  const [row] = await source.query(
    `SELECT EXISTS (SELECT FROM pg_roles r WHERE (rolsuper OR rolbypassrls) AND pg_has_role(current_user, r.oid, 'MEMBER'))
         OR EXISTS (SELECT FROM pg_class WHERE relkind IN ('r', 'p') AND pg_has_role(current_user, relowner, 'MEMBER'))
         AS through`,
  );
  if (row?.through !== false)
    throw new SettingsError([
      {
        setting: 'DATABASE_APP_URL',
        should:
          'should name a user that owns no table and is neither superuser nor BYPASSRLS, so that the wall between areas holds',
      },
    ]);
}
