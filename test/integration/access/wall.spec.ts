import pg from 'pg';
import { Database, newId, openDatabase, readSettings, sqlState, type Tx } from '#platform';
import { type TestWorld, testDatabase } from '../../support/database.js';

const codeOf = (work: Promise<unknown>): Promise<string | undefined> =>
  work.then(
    () => 'accepted',
    (error: unknown) => sqlState(error) ?? (error as { code?: string }).code ?? (error as Error).message,
  );
const REFUSED = '42501';

/** access.md section 3: each trap of the wall, with a control that shows what it would be without. */
describe('the wall between areas', () => {
  let world: TestWorld;
  let here: string;
  let there: string;
  const employerHere = newId();
  const employerThere = newId();

  const insertEmployer = (tx: Tx, id: string, areaId: string, number = id) =>
    tx.execute(
      `INSERT INTO employer (id, area_id, name, name_key, register, register_number, stage, stage_since, source, created_at)
       VALUES ($1, $2, 'Aire Valley Foods (sample)', 'aire valley foods', 'company', $3, 'identified', now(), 'test', now())`,
      [id, areaId, number],
    );
  const insertContact = (tx: Tx, areaId: string, employerId: string) =>
    tx.execute(
      `INSERT INTO contact (id, area_id, employer_id, name, created_at) VALUES ($1, $2, $3, 'Robin Example', now())`,
      [newId(), areaId, employerId],
    );
  const names = (areas: string[]) =>
    world.db.read(areas, (tx) => tx.query<{ id: string }>('SELECT id FROM employer ORDER BY id'));

  beforeAll(async () => {
    world = await testDatabase();
    here = world.areaId;
    there = world.secondAreaId;
    await world.db.write([here], (tx) => insertEmployer(tx, employerHere, here));
    await world.db.write([there], (tx) => insertEmployer(tx, employerThere, there));
  });
  afterAll(() => world.close());

  it('shows each area its own rows, and no area none', async () => {
    expect(await names([here])).toEqual([{ id: employerHere }]);
    expect(await names([there])).toEqual([{ id: employerThere }]);
    expect(await names([here, there])).toHaveLength(2);
    expect(await names([])).toEqual([]);
  });

  it('shows nothing to a statement outside a unit of work, before and after one on the same connection', async () => {
    const url = world.settings.appDatabaseUrl!;
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    const count = async () => Number((await client.query('SELECT count(*) FROM employer')).rows[0].count);
    try {
      expect(await count()).toBe(0);
      await client.query('BEGIN');
      await client.query(`SELECT set_config('app.areas', $1, true)`, [here]);
      expect(await count()).toBe(1);
      await client.query('COMMIT');
      expect(await count()).toBe(0);
      // Control: a setting that is not bound to the transaction leaks into the next.
      await client.query('BEGIN');
      await client.query(`SELECT set_config('app.areas', $1, false)`, [here]);
      await client.query('COMMIT');
      expect(await count()).toBe(1);
    } finally {
      await client.end();
    }
  });

  it('lets nobody change the area of a row, in any table', async () => {
    const move = () =>
      world.db.write([here, there], (tx) =>
        tx.execute('UPDATE employer SET area_id = $2 WHERE id = $1', [employerHere, there]),
      );
    expect(await codeOf(move())).toBe(REFUSED);
    const granted = await world.owner(
      `SELECT table_name FROM information_schema.column_privileges
        WHERE grantee = 'crm_program' AND column_name = 'area_id' AND privilege_type = 'UPDATE'`,
    );
    expect(granted).toEqual([]);
    // Control: it is the missing right that refuses, not the policy.
    await world.owner('GRANT UPDATE (area_id) ON employer TO crm_program');
    expect(await codeOf(move())).toBe('accepted');
    await world.owner('REVOKE UPDATE (area_id) ON employer FROM crm_program');
    await world.owner('UPDATE employer SET area_id = $2 WHERE id = $1', [employerHere, here]);
    expect(await names([here])).toEqual([{ id: employerHere }]);
  });

  it('changes and deletes nothing of another area', async () => {
    const touched = await world.db.write([here], async (tx) => [
      await tx.execute(`UPDATE employer SET name = 'Taken over' WHERE id = $1`, [employerThere]),
      await tx.execute('DELETE FROM employer WHERE id = $1', [employerThere]),
    ]);
    expect(touched).toEqual([0, 0]);
    expect(await codeOf(world.db.write([here], (tx) => insertEmployer(tx, newId(), there)))).toBe(REFUSED);
  });

  it('refuses a parent of another area by its keys, under the wall', async () => {
    const foreign = () => world.db.write([here], (tx) => insertContact(tx, here, employerThere));
    expect(await codeOf(world.db.write([here], (tx) => insertContact(tx, here, employerHere)))).toBe(
      'accepted',
    );
    expect(await codeOf(foreign())).toBe('23503');
    // Control: a key without the area in it takes another area's employer, though the wall hides that row.
    const [key] = await world.owner<{ name: string }>(
      `SELECT conname AS name FROM pg_constraint WHERE conrelid = 'contact'::regclass AND confrelid = 'employer'::regclass`,
    );
    await world.owner(`ALTER TABLE contact DROP CONSTRAINT "${key!.name}"`);
    await world.owner(
      'ALTER TABLE contact ADD CONSTRAINT narrow FOREIGN KEY (employer_id) REFERENCES employer (id)',
    );
    expect(await codeOf(foreign())).toBe('accepted');
  });

  it('has the area in every foreign key between walled tables', async () => {
    const narrow = await world.owner(
      `SELECT c.conrelid::regclass AS from, c.confrelid::regclass AS to FROM pg_constraint c
        WHERE c.contype = 'f' AND c.conname <> 'narrow' AND c.confrelid IN (
                SELECT attrelid FROM pg_attribute WHERE attname = 'area_id' AND NOT attisdropped)
          AND c.confrelid IN (SELECT oid FROM pg_class WHERE relforcerowsecurity)
          AND NOT EXISTS (SELECT FROM unnest(c.confkey) k JOIN pg_attribute a ON a.attrelid = c.confrelid AND a.attnum = k
                           WHERE a.attname = 'area_id')`,
    );
    expect(narrow).toEqual([]);
  });

  it('tells nobody by a unique key that another area has the row', async () => {
    const number = '01234567';
    await world.db.write([there], (tx) => insertEmployer(tx, newId(), there, number));
    expect(await codeOf(world.db.write([here], (tx) => insertEmployer(tx, newId(), here, number)))).toBe(
      'accepted',
    );
    // Control: inside one area the key does refuse.
    expect(await codeOf(world.db.write([here], (tx) => insertEmployer(tx, newId(), here, number)))).toBe(
      '23505',
    );
  });

  it('is not passed by TRUNCATE or COPY', async () => {
    expect(await codeOf(world.db.write([here], (tx) => tx.execute('TRUNCATE employer CASCADE')))).toBe(
      REFUSED,
    );
    expect(await codeOf(world.db.write([here], (tx) => tx.execute('COPY employer FROM STDIN')))).toBe(
      '0A000',
    );
  });

  it('has no view or definer function that looks through it', async () => {
    const views = await world.owner(
      `SELECT relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = 'public' AND (relkind = 'm' OR relkind = 'v' AND NOT coalesce(reloptions::text LIKE '%security_invoker=true%', false))`,
    );
    const definers = await world.owner<{ name: string }>(
      `SELECT p.proname AS name FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
        WHERE n.nspname = 'public' AND p.prosecdef AND p.prorettype <> 'trigger'::regtype
          AND has_function_privilege('crm_program', p.oid, 'EXECUTE') ORDER BY 1`,
    );
    expect(views).toEqual([]);
    // Of those the program may call, two tell which server and database this is and read no records (decision 0014). Those that
    // take words out of facts or the audit and find what is searched for ask themselves for the areas (0037, 0038,
    // 0041); the others seal the audit and answer numbers and hashes (0037). Triggers act on the row that is written.
    expect(definers.map((row) => row.name)).toEqual([
      'check_audit',
      'erase_audit',
      'forget_audit_values',
      'forget_fact_words',
      'mail_fingerprint',
      'mail_timeline',
      'seal_audit',
      'search_find',
    ]);
  });

  it('holds for the function that takes words out of facts, which can take nothing else', async () => {
    const id = newId();
    await world.owner(
      `INSERT INTO fact (id, area_id, kind, happened_at, recorded_at, actor, data)
       VALUES ($1, $2, 'employers.stage-moved', now(), now() - interval '2 months', '{"kind": "link", "label": "Robin"}', '{"from": "a", "why": "Robin said so"}')`,
      [id, world.areaId],
    );
    const forget = (areas: string[]) =>
      world.db.write(areas, (tx) =>
        tx.one<{ n: number }>('SELECT forget_fact_words($1::uuid[]) AS n', [[id]]),
      );
    const fact = async () => (await world.owner('SELECT actor, data FROM fact WHERE id = $1', [id]))[0];
    for (const areas of [[], [world.secondAreaId]])
      expect([areas, await forget(areas)]).toEqual([areas, { n: 0 }]);
    expect(await fact()).toMatchObject({ data: { why: 'Robin said so' } });
    expect(await forget([world.areaId])).toEqual({ n: 1 });
    expect(await fact()).toEqual({ actor: { kind: 'link' }, data: { from: 'a' } });
    await expect(
      world.db.write([world.areaId], (tx) => tx.execute(`UPDATE fact SET data = '{}' WHERE id = $1`, [id])),
    ).rejects.toThrow('permission denied');
  });

  it('makes the start refuse a superuser, a role that bypasses it and one that owns tables', async () => {
    const owner = world.settings.databaseUrl!;
    const role = `t_${newId().slice(-12)}`;
    await world.owner(`CREATE ROLE ${role} LOGIN PASSWORD 'only-for-this-test' IN ROLE crm_program`);
    const url = new URL(owner);
    url.username = role;
    url.password = 'only-for-this-test';
    const open = (address: string) => {
      const settings = readSettings({ ...world.env, DATABASE_APP_URL: address });
      return openDatabase(settings, []).then(
        async (source) => {
          await source.destroy();
          return 'opened';
        },
        (error: Error) => error.message,
      );
    };
    try {
      // Control: the same role without such powers is let in.
      expect(await open(url.href)).toBe('opened');
      await world.owner(`ALTER ROLE ${role} BYPASSRLS`);
      expect(await open(url.href)).toContain('DATABASE_APP_URL should name a user that owns no table');
      await world.owner(`ALTER ROLE ${role} NOBYPASSRLS SUPERUSER`);
      expect(await open(url.href)).toContain('DATABASE_APP_URL');
      await world.owner(`ALTER ROLE ${role} NOSUPERUSER`);
      await world.owner(`CREATE TABLE owned_by_test (id int)`);
      await world.owner(`ALTER TABLE owned_by_test OWNER TO ${role}`);
      expect(await open(url.href)).toContain('DATABASE_APP_URL');
    } finally {
      await world.owner(`DROP OWNED BY ${role}`);
      await world.owner(`DROP ROLE ${role}`);
    }
  });

  it('stands for the table’s owner too, and would not if it were not forced', async () => {
    const role = `o_${newId().slice(-12)}`;
    await world.owner(`CREATE ROLE ${role} NOLOGIN`);
    try {
      await world.owner(`ALTER TABLE employer OWNER TO ${role}`);
      await world.owner(`GRANT USAGE ON SCHEMA public TO ${role}`);
      const seen = async () => {
        const client = new pg.Client({ connectionString: world.settings.databaseUrl });
        await client.connect();
        try {
          await client.query(`SET ROLE ${role}`);
          return Number((await client.query('SELECT count(*) FROM employer')).rows[0].count);
        } finally {
          await client.end();
        }
      };
      expect(await seen()).toBe(0);
      await world.owner('ALTER TABLE employer NO FORCE ROW LEVEL SECURITY');
      expect(await seen()).toBeGreaterThan(0);
    } finally {
      await world.owner('ALTER TABLE employer FORCE ROW LEVEL SECURITY');
      await world.owner('ALTER TABLE employer OWNER TO CURRENT_USER');
      await world.owner(`DROP OWNED BY ${role}`);
      await world.owner(`DROP ROLE ${role}`);
    }
  });

  it('is not trusted to a role that could become the owner', async () => {
    const role = 'member_' + newId().replaceAll('-', '').slice(-12);
    const [owner] = await world.owner<{ name: string }>('SELECT quote_ident(current_user) AS name');
    await world.owner(`CREATE ROLE ${role} LOGIN PASSWORD 'only-for-tests' IN ROLE crm_program`);
    try {
      const at = new URL(world.settings.appDatabaseUrl!);
      Object.assign(at, { username: role, password: 'only-for-tests' });
      const settings = readSettings({ ...world.env, DATABASE_APP_URL: at.href });
      await (await openDatabase(settings, [], 1)).destroy();
      await world.owner(`GRANT ${owner!.name} TO ${role} WITH INHERIT FALSE`);
      await expect(openDatabase(settings, [], 1)).rejects.toThrow(/DATABASE_APP_URL should name a user/);
    } finally {
      await world.owner(`DROP ROLE ${role}`);
    }
  });

  it('keeps 400 units of work, a quarter of them failing, apart on a small pool', async () => {
    const source = await openDatabase(world.settings, [], 3);
    const db = new Database(source);
    try {
      const seen = await Promise.all(
        Array.from({ length: 400 }, async (_, i) => {
          const mine = i % 2 ? here : there;
          const work = db.read([mine], async (tx) => {
            const rows = await tx.query<{ area_id: string }>('SELECT area_id FROM employer');
            if (i % 4 === 0) throw new Error('fails on purpose');
            return rows;
          });
          const foreign = await work.then(
            (rows) => rows.filter((row) => row.area_id !== mine).length,
            () => 0,
          );
          const naked = await source.query('SELECT id FROM employer');
          return foreign + naked.length;
        }),
      );
      expect(seen.reduce((a, b) => a + b, 0)).toBe(0);
    } finally {
      await source.destroy();
    }
  });
});
