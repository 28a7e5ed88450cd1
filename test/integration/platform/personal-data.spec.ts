import { PURPOSES, personalData, retentionRecords } from '#platform';
import { TABLES_WITHOUT_PERSONAL_DATA } from '#retention';
import { libs } from '../../../apps/program.js';
import { type TestWorld, testDatabase } from '../../support/database.js';

/** What is wrong with what the program says of the tables there are. */
async function problems(world: TestWorld): Promise<string[]> {
  const rows = await world.owner<{ name: string }>(
    `SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')`,
  );
  const tables = new Set(rows.map(({ name }) => name));
  const without = Object.keys(TABLES_WITHOUT_PERSONAL_DATA);
  return [
    ...[...tables]
      .filter((table) => !personalData.has(table) && !without.includes(table))
      .map((table) => `${table} does not say what it holds of people`),
    ...without.filter((table) => personalData.has(table)).map((table) => `${table} says both`),
    ...[...personalData.keys(), ...without]
      .filter((table) => !tables.has(table))
      .map((table) => `${table} is no table`),
  ].sort();
}

describe('what tables hold of people', () => {
  let world: TestWorld;
  beforeAll(async () => {
    // Whatever the program consists of has declared its tables by now.
    expect(libs.length).toBeGreaterThan(10);
    world = await testDatabase();
  });
  afterAll(() => world.close());

  it('is declared for every table, or it is said that it holds nothing and why', async () => {
    expect(await problems(world)).toEqual([]);
  });

  it('is missed of a table that nobody declared', async () => {
    await world.owner('CREATE TABLE planted (id uuid PRIMARY KEY, name text)');
    expect(await problems(world)).toEqual(['planted does not say what it holds of people']);
    await world.owner('DROP TABLE planted');
  });

  it('says how long it is kept and what erasing does, and the steps are those of the tables that say so', () => {
    const kept = [...personalData.values()].flatMap(({ table, kept: by }) =>
      'records' in by ? by.records.map((record) => `${table} ${record}`) : [],
    );
    for (const { table, purpose, who, data, erasing, kept: by } of personalData.values()) {
      expect([table, purpose in PURPOSES]).toEqual([table, true]);
      for (const words of [who, data, erasing]) expect([table, words.length > 3]).toEqual([table, true]);
      for (const sentence of [erasing, ...Object.values(by).filter((one) => typeof one === 'string')])
        expect([table, /[.]$/.test(sentence)]).toEqual([table, true]);
    }
    const done = [...retentionRecords.values()].flatMap(({ name, steps }) =>
      steps.map(({ table }) => `${table} ${name}`),
    );
    expect([...new Set(done)].sort()).toEqual([...kept].sort());
  });

  it('has a period within its limits, and words for it that read as part of a sentence', () => {
    expect(retentionRecords.size).toBeGreaterThan(15);
    for (const { name, title, from, outcome, because, steps } of retentionRecords.values()) {
      expect([name, steps.length > 0]).toEqual([name, true]);
      for (const words of [title, outcome, because])
        expect([name, /^[A-Z].*[^.]$/.test(words)]).toEqual([name, true]);
      expect([name, /^[a-z].*[^.]$/.test(from)]).toEqual([name, true]);
    }
  });
});
