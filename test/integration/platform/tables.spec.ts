import { DataSource } from 'typeorm';
import { withContext } from '../../../apps/context.js';
import { libs } from '../../../apps/program.js';
import { type TestWorld, testDatabase } from '../../support/database.js';

/** Tables that hold no area's records, each with its reason (access.md, `tables_without_wall`). */
const withoutWall: Record<string, string> = {
  area: 'names and settings of the areas themselves',
  app_user: 'needed before areas are known',
  role_grant: 'needed before areas are known',
  agency: 'names of organisations, needed with the roles before areas are known',
  sign_in_session: 'found by hash, before areas are known',
  ended_sign_in: 'found by hash, before areas are known',
  sign_in_failure: 'hashes of typed addresses, no records',
  sign_in_step: 'found by hash, before areas are known',
  passkey: 'needed before areas are known',
  authenticator_app: 'needed before areas are known; its seed is sealed',
  recovery_code: 'hashes, needed before areas are known',
  spent_challenge: 'hashes of challenges that were answered, no records',
  email_change: 'needed before areas are known',
  known_browser: 'hashes of cookies, before areas are known',
  link_token: 'found by hash; yields the area',
  api_token: 'found by hash, before areas are known',
  audit_seal: 'hashes of entries; written by functions of the database only',
  audit_check: 'what the last check of those found, no records',
  suppression: 'may hold for the whole installation; keyed hashes only',
  returned_mail: 'comes in before its area is known; behind a wall of its own: seen through its readings',
  returns_place: 'how far the mailbox of returned mail is read, no records',
  instrument_version: 'questionnaires, the same for all areas',
  worker_lease: 'which worker processes are alive, no records',
  mail_pause: 'may hold for the whole installation; pauses.repository.ts names the area',
  failed_job:
    'jobs of the installation, ids only; the command line and administrators of the installation see it',
  rate_count: 'counts of acts by keyed hashes of who does them, before areas are known',
  send_rate: 'counts of mails, for the whole installation',
  mail_guard: 'which database this is; no records',
  mail_beat: 'signs of life of workers; no records',
  fact_counter: 'how far facts are numbered, no records',
  retention_period: 'how long kinds of records are kept; of an area or of the installation',
  retention_announcement: 'counts of kinds of records; of an area or of the installation',
  retention_run: 'counts of kinds of records; of an area or of the installation',
  fact_cursor: 'how far subscribers have come, no records',
  migration: 'no records',
};

interface ColumnRow {
  table_name: string;
  column_name: string;
  udt_name: string;
  is_nullable: 'YES' | 'NO';
}

describe('tables', () => {
  let world: TestWorld;
  let columns: ColumnRow[];
  beforeAll(async () => {
    world = await testDatabase();
    columns = await world.owner<ColumnRow>(
      `SELECT table_name, column_name, udt_name, is_nullable FROM information_schema.columns
         JOIN information_schema.tables USING (table_schema, table_name) WHERE table_schema = 'public' AND table_type = 'BASE TABLE'`,
    );
  });
  afterAll(() => world.close());

  it('have entities that describe each column as the migrations made it, and no others', async () => {
    const types: Record<string, string> = {
      integer: 'int4',
      int: 'int4',
      bigint: 'int8',
      smallint: 'int2',
      boolean: 'bool',
      timestamptz: 'timestamptz',
      'timestamp with time zone': 'timestamptz',
      'double precision': 'float8',
      real: 'float4',
    };
    const entities = await withContext(
      { app: 'test', settings: world.settings, modules: libs },
      async (app) => app.get(DataSource).entityMetadatas,
    );
    const described = entities.flatMap((entity) =>
      entity.columns.map((c) => {
        const type = typeof c.type === 'string' ? c.type : c.type.name.toLowerCase();
        const udt = types[type] ?? type;
        return `${entity.tableName}.${c.databaseName} ${c.isArray ? '_' : ''}${udt}${c.isNullable ? '' : ' not null'}`;
      }),
    );
    const made = columns
      .filter((c) => c.table_name !== 'migration')
      .map(
        (c) => `${c.table_name}.${c.column_name} ${c.udt_name}${c.is_nullable === 'YES' ? '' : ' not null'}`,
      );
    expect(described.sort()).toEqual(made.sort());
  });

  it('with an area have forced row-level security on it, and the others stand on the list', async () => {
    const tables = await world.owner<{ name: string; walled: boolean; policy: string | null }>(
      `SELECT c.relname AS name, c.relrowsecurity AND c.relforcerowsecurity AS walled,
              (SELECT pg_get_expr(polqual, polrelid) FROM pg_policy WHERE polrelid = c.oid AND polname = 'area_wall') AS policy
         FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')`,
    );
    expect(tables.length).toBeGreaterThan(15);
    const open = tables.filter((t) => !t.walled || !/area_id = ANY/.test(t.policy ?? '')).map((t) => t.name);
    expect(open.sort()).toEqual(Object.keys(withoutWall).sort());
    for (const table of tables.filter((t) => t.walled && !withoutWall[t.name]))
      expect(
        columns.find((c) => c.table_name === table.name && c.column_name === 'area_id')?.is_nullable,
      ).toBe('NO');
  });

  it('carry the area in every key of a walled table that others point at or that is unique', async () => {
    const keys = await world.owner<{ name: string; table: string; columns: string[]; kind: string }>(
      `SELECT con.conname AS name, con.conrelid::regclass::text AS table, con.contype AS kind,
              (SELECT array_agg(a.attname::text) FROM unnest(con.conkey) k JOIN pg_attribute a ON a.attrelid = con.conrelid AND a.attnum = k) AS columns
         FROM pg_constraint con JOIN pg_class c ON c.oid = con.conrelid
        WHERE c.relnamespace = 'public'::regnamespace AND c.relforcerowsecurity AND con.contype IN ('u', 'f')`,
    );
    // Random keys of the whole installation, and the questionnaires all areas share: they tell nothing about another area.
    const everywhere = [
      'message_send_key_key',
      'survey_instrument_version_fkey',
      'returned_reading_returned_id_fkey',
    ];
    expect(
      keys.filter(
        (k) => !withoutWall[k.table] && !k.columns.includes('area_id') && !everywhere.includes(k.name),
      ),
    ).toEqual([]);
  });

  it('have an index behind each foreign key, so that taking a row away does not walk whole tables', async () => {
    const bare = await world.owner<{ name: string }>(
      `SELECT con.conrelid::regclass || ' ' || con.conname AS name
         FROM pg_constraint con
        WHERE con.contype = 'f' AND con.connamespace = 'public'::regnamespace AND con.confrelid <> 'area'::regclass
          AND NOT EXISTS (SELECT FROM pg_index i WHERE i.indrelid = con.conrelid AND (i.indpred IS NULL OR pg_get_expr(i.indpred, i.indrelid) ~ '^[(][a-z_]+ IS NOT NULL[)]$')
                             AND (i.indkey::int2[])[0:cardinality(con.conkey) - 1] @> con.conkey)
        ORDER BY 1`,
    );
    expect(bare.map((row) => row.name)).toEqual([]);
  });

  it('have functions that the program may call and nobody else', async () => {
    const open = await world.owner<{ name: string }>(
      `SELECT p.proname AS name FROM pg_proc p
        WHERE p.pronamespace = 'public'::regnamespace AND p.prorettype <> 'trigger'::regtype
          AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
          AND EXISTS (SELECT FROM aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
                       WHERE a.grantee = 0 AND a.privilege_type = 'EXECUTE')`,
    );
    // It tells what the caller has set, and the wall asks it for whoever reads.
    expect(open.map((row) => row.name)).toEqual(['app_areas']);
  });

  it('are not owned by the program, which can neither truncate nor change an area_id', async () => {
    const powers = await world.owner<{ table: string }>(
      `SELECT c.relname AS table FROM pg_class c
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
          AND (pg_get_userbyid(c.relowner) = 'crm_test_app' OR has_table_privilege('crm_test_app', c.oid, 'TRUNCATE')
               OR EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'area_id' AND c.relforcerowsecurity
                           AND has_column_privilege('crm_test_app', c.oid, a.attnum, 'UPDATE')))`,
    );
    expect(powers).toEqual([]);
  });
});
