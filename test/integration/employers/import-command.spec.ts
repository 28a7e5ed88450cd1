import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { command } from '../../support/command.js';
import { type TestWorld, testDatabase } from '../../support/database.js';

const folder = mkdtempSync(join(tmpdir(), 'lists '));
const file = (name: string, content: string | Buffer) => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};
const list = 'name,company number,postcode\nOne,01234567,HX1 1UJ\n,01234568,HX1 1UJ\nUno,1234567,\n';
const answer = {
  records: 3,
  created: 1,
  matched: 0,
  updated: 0,
  rejected: [{ line: 3, reason: 'The employer’s name is missing.' }],
  duplicates: [{ line: 4, of: 2 }],
};
let world: TestWorld;
afterEach(() => world?.close());

describe('import employers', () => {
  it('prints the figures and nothing else, and a dry run stores nothing', async () => {
    world = await testDatabase();
    const path = file('one.csv', list);
    const run = (...more: string[]) => command(['import', 'employers', path, '--json', ...more], world.env);
    const dry = await run('--dry-run', '--area', 'calderdale');
    expect(dry).toMatchObject({ status: 0, stderr: '' });
    expect(JSON.parse(dry.stdout)).toEqual(answer);
    expect(await world.owner('SELECT 1 FROM employer UNION ALL SELECT 1 FROM import_run')).toEqual([]);
    expect(JSON.parse((await run('--area', 'Calderdale')).stdout)).toEqual(answer);
    expect(JSON.parse((await run('--area', 'calderdale')).stdout)).toEqual({
      ...answer,
      created: 0,
      matched: 1,
    });
    expect(await world.owner('SELECT name FROM employer')).toEqual([{ name: 'One' }]);
    expect(await world.owner(`SELECT row_count FROM audit_entry WHERE resource = 'import'`)).toHaveLength(2);
  }, 120_000);

  it('says how many rows have the number of an employer with another name', async () => {
    world = await testDatabase();
    const run = (name: string, rows: string, ...more: string[]) =>
      command(
        [
          'import',
          'employers',
          file(name, `name,company number,postcode\n${rows}`),
          '--json',
          '--area',
          'calderdale',
          ...more,
        ],
        world.env,
      );
    await run('before.csv', 'One,70000001,HX1 1UJ\nTwo,70000002,HX1 1UJ\nThree,70000003,HX1 1UJ\n');
    const rows = 'Quite other,70000001,HX2 7TL\nAnother,70000002,HX2 7TL\nThree,70000003,HX2 7TL\n';
    const words = '2 rows have the number of an employer with another name';
    const dry = await run('after.csv', rows, '--dry-run');
    expect(dry.stderr).toBe(`${words}.\n`);
    const real = await run('after.csv', rows);
    expect(real.stderr).toBe(`${words}; look at them under Imports.\n`);
    expect(JSON.parse(real.stdout)).toEqual(JSON.parse(dry.stdout));
    expect(JSON.parse(real.stdout)).toEqual({
      records: 3,
      created: 0,
      matched: 3,
      updated: 3,
      rejected: [],
      duplicates: [],
    });
    expect((await run('after.csv', rows)).stderr).toBe('');
  }, 120_000);

  it('says on standard error what it cannot do, with a status', async () => {
    world = await testDatabase();
    const run = (...args: string[]) => command(['import', 'employers', ...args], world.env);
    const cases: [string[], RegExp][] = [
      [[file('one.csv', list)], /--area: calderdale, kirklees/],
      [[file('one.csv', list), '--area', 'nowhere'], /no area “nowhere”/],
      [[join(folder, 'none.csv'), '--area', 'kirklees'], /no file/],
      [[file('empty.csv', ''), '--area', 'kirklees'], /empty/],
      [[file('list.xlsx', Buffer.from('504b0304', 'hex')), '--area', 'kirklees'], /Excel/],
    ];
    await Promise.all(
      cases.map(async ([args, words]) => {
        const { status, stdout, stderr } = await run(...args);
        expect({ args, status, stdout }).toEqual({ args, status: 1, stdout: '' });
        expect(stderr).toMatch(words);
      }),
    );
  }, 120_000);

  it('makes the first area where there is none', async () => {
    world = await testDatabase({ areas: false });
    const path = file('one.csv', list);
    const dry = await command(['import', 'employers', path, '--dry-run', '--json'], world.env);
    expect(JSON.parse(dry.stdout)).toEqual(answer);
    expect(await world.owner('SELECT 1 FROM area')).toEqual([]);
    const real = await command(['import', 'employers', path, '--json'], world.env);
    expect(JSON.parse(real.stdout)).toEqual(answer);
    expect(real.stderr).toContain('First area');
  }, 120_000);
});
