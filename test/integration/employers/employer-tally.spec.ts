import { Employers, Geography } from '#employers';
import type { Actor } from '#platform';
import { type TestWorld, testDatabase } from '../../support/database.js';

const sam: Actor = { kind: 'user', id: '01900000-0000-7000-8000-000000000001', label: 'Sam Sample' };
let world: TestWorld;
let employers: Employers;

beforeAll(async () => {
  world = await testDatabase();
  employers = new Employers(world.clock, world.facts, new Geography());
});
afterAll(() => world?.close());

const facets = (filter = {}) =>
  world.db.read([world.areaId], (tx) => employers.facets(tx, world.areaId, filter));
/** The same, counted. */
const counted = async () => {
  const by = async (key: string) =>
    Object.fromEntries(
      (
        await world.owner<{ key: string; n: number }>(
          `SELECT ${key} AS key, count(*)::int AS n FROM employer e
            WHERE area_id = $1 AND merged_into IS NULL AND closed_at IS NULL GROUP BY 1`,
          [world.areaId],
        )
      ).map(({ key, n }) => [key, n]),
    );
  return {
    total: (await by(`''`))[''] ?? 0,
    stages: await by('stage'),
    sectors: await by(`coalesce(sector, 'unknown')`),
    sizes: await by(`coalesce(size_band, CASE WHEN reported_size IS NULL THEN 'unknown'
      WHEN people_from >= 500 THEN 'from_500' ELSE 'reported' END)`),
  };
};
const rows = async () =>
  (await world.owner<{ n: number }>('SELECT count(*)::int AS n FROM employer_tally'))[0]!.n;

/** What happens to employers, each to any. */
const ACTS = [
  `UPDATE employer SET stage = 'contacted' WHERE id = $1`,
  `UPDATE employer SET stage = 'signed', sector = 'third' WHERE id = $1`,
  'UPDATE employer SET closed_at = now() WHERE id = $1',
  'UPDATE employer SET closed_at = NULL WHERE id = $1',
  `UPDATE employer SET size_band = NULL, reported_size = '500 to 999', people_from = 500 WHERE id = $1`,
  `UPDATE employer SET size_band = 'n1_9', people_from = 4 WHERE id = $1`,
  `UPDATE employer SET authority_code = 'E08000034', authority_name = 'Kirklees' WHERE id = $1`,
  `UPDATE employer SET name = name || '.' WHERE id = $1`,
  'UPDATE employer SET merged_into = (SELECT id FROM employer WHERE id <> $1 ORDER BY id LIMIT 1) WHERE id = $1',
  'UPDATE employer SET merged_into = NULL WHERE id = $1',
];

describe('the counts of the list', () => {
  it('are those of the employers there are, whatever happened to them, and however their rows were added up', async () => {
    const ids: string[] = [];
    for (let i = 0; i < 12; i++) {
      const input = { name: `Mill ${i}`, postcode: i % 2 ? 'HX1 1UJ' : 'HD1 1AA', headcount: i * 60 };
      const { id } = await world.db.write([world.areaId], (tx) =>
        employers.create(tx, world.areaId, input, sam),
      );
      ids.push(id);
    }
    for (let i = 0; i < 120; i++)
      await world.owner(ACTS[(i * 7) % ACTS.length]!, [ids[(i * 5) % ids.length]]);
    expect(await facets()).toMatchObject(await counted());
    // Taken back together, they leave nothing; nobody else's are touched.
    await world.owner('UPDATE employer SET merged_into = NULL');
    await world.owner('DELETE FROM employer WHERE id = ANY ($1)', [ids.slice(0, 6)]);
    const now = await counted();
    expect(now.total).toBeGreaterThan(0);
    expect(await facets()).toMatchObject(now);

    // As it happens to one statement in a hundred.
    const [made] = await world.owner<{ def: string }>(
      `SELECT pg_get_functiondef(oid) AS def FROM pg_proc WHERE proname = 'tally_employers_added_up'`,
    );
    const before = await rows();
    await world.owner(made!.def.replace('random() < 0.01', 'true'));
    await world.owner(`UPDATE employer SET stage = 'considering' WHERE id = $1`, [ids[7]]);
    expect(await rows()).toBeLessThan(before);
    expect(await rows()).toBeLessThanOrEqual(6);
    expect(await facets()).toMatchObject(await counted());
  });

  it('are read from few rows, and of a search from those found', async () => {
    const total = (await counted()).total;
    expect(await facets({ q: 'mill', stages: ['considering'] })).toMatchObject({
      total: 1,
      stages: expect.objectContaining({ considering: 1 }),
    });
    expect((await facets({ q: 'mill' })).total).toBe(total);
    expect((await facets({ q: 'nobody' })).total).toBe(0);
  });

  it('do not stop two who change employers alike', async () => {
    const [one, two] = await world.owner<{ id: string }>('SELECT id FROM employer ORDER BY id LIMIT 2');
    let commit!: () => void;
    const held = new Promise<void>((done) => (commit = done));
    let moved!: () => void;
    const there = new Promise<void>((done) => (moved = done));
    const first = world.db.write([world.areaId], async (tx) => {
      await tx.execute(`UPDATE employer SET stage = 'active' WHERE id = $1`, [one!.id]);
      moved();
      await held;
    });
    await there;
    await world.db.write([world.areaId], (tx) =>
      tx.execute(`UPDATE employer SET stage = 'active' WHERE id = $1`, [two!.id]),
    );
    commit();
    await first;
    expect(await facets()).toMatchObject(await counted());
  });
});
