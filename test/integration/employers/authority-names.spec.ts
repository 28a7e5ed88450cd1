import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { Employers, Geography } from '#employers';
import type { Actor } from '#platform';
import { AuthorityNames1764000000035 } from '../../../migrations/0035-authority-names.js';
import { type TestWorld, testDatabase } from '../../support/database.js';

const sam: Actor = { kind: 'user', label: 'Sam Sample' };
let world: TestWorld;
beforeAll(async () => {
  world = await testDatabase();
});
afterAll(() => world?.close());

/** As the owner of the tables on a server somebody else runs: no superuser, so that the wall stands for it. */
async function asPlainOwner(
  tables: string[],
  work: (query: (sql: string, params?: unknown[]) => Promise<unknown>) => Promise<void>,
): Promise<void> {
  const role = `plain_owner_${randomBytes(6).toString('hex')}`;
  const client = new pg.Client({ connectionString: world.env['DATABASE_URL']! });
  await client.connect();
  try {
    await client.query(`CREATE ROLE ${role} NOLOGIN NOSUPERUSER NOBYPASSRLS`);
    await client.query(`GRANT USAGE, CREATE ON SCHEMA public TO ${role}; GRANT SELECT ON area TO ${role}`);
    for (const table of tables) await client.query(`ALTER TABLE ${table} OWNER TO ${role}`);
    await client.query(`BEGIN; SET LOCAL ROLE ${role}`);
    await work(async (sql, params) => (await client.query(sql, params)).rows);
    await client.query('COMMIT');
  } finally {
    await client.query(
      `ROLLBACK; REASSIGN OWNED BY ${role} TO CURRENT_USER; DROP OWNED BY ${role}; DROP ROLE ${role}`,
    );
    await client.end();
  }
}

it('an installation from before names authorities by their code, also in what undoing an import gives back', async () => {
  const employers = new Employers(world.clock, world.facts, new Geography());
  const ids: Record<string, string> = {};
  for (const areaId of [world.areaId, world.secondAreaId])
    for (const [was, code] of [
      ['Bingley', 'E08000032'],
      ['Craven', 'E06000065'],
      ['Calderdale', 'E08000033'],
      ['Craven', null],
    ] as const) {
      const { id } = await world.db.write([areaId], (tx) =>
        employers.create(tx, areaId, { name: `${was} ${code}` }, sam),
      );
      ids[id] = `${was} ${code}`;
      await world.owner('UPDATE employer SET authority_name = $2, authority_code = $3 WHERE id = $1', [
        id,
        was,
        code,
      ]);
    }
  await world.owner(
    `INSERT INTO import_run (id, area_id, file_name, encoding, delimiter, headers, mapping, state, total, done, actor, created_at)
     VALUES ($1, $1, 'list.csv', 'UTF-8', ',', '{}', '[]', 'done', 1, 1, '{}', now())`,
    [world.areaId],
  );
  await world.owner(
    `INSERT INTO import_row (area_id, run_id, line, cells, changes) VALUES ($1, $1, 2, '[]', $2)`,
    [world.areaId, { authorityName: { was: 'Bingley', is: 'Craven' }, town: { was: 'Craven', is: null } }],
  );
  await asPlainOwner(['employer', 'import_row'], (query) =>
    new AuthorityNames1764000000035().up({ query } as never),
  );
  const rows = await world.owner<{ name: string; authority: string }>(
    'SELECT name, authority_name AS authority FROM employer ORDER BY name',
  );
  expect(new Set(rows.map((row) => `${row.name}: ${row.authority}`))).toEqual(
    new Set([
      'Bingley E08000032: Bradford',
      'Calderdale E08000033: Calderdale',
      'Craven E06000065: North Yorkshire',
      'Craven null: Craven',
    ]),
  );
  const [row] = await world.owner<{ changes: object }>('SELECT changes FROM import_row');
  expect(row!.changes).toEqual({
    authorityName: { was: 'Bradford', is: 'North Yorkshire' },
    town: { was: 'Craven', is: null },
  });
});
