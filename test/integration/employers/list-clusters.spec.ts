import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { Command } from 'commander';
import { parse } from 'csv-parse/sync';
import { clusterList } from '#employers';
import { registerDuplicates } from '../../../apps/cli/src/duplicates.js';
import {
  employersOverYears,
  lettersAndDigits,
  pairwise,
  type YearRow,
} from '../../support/employers-over-years.js';

const ROWS = 25_000;
const columns = [
  'employer_name',
  'address',
  'postcode',
  'sic_codes',
  'employer_size',
  'current_name',
  'year',
] as const;
type Column = (typeof columns)[number];

const cell = (text: string) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
const csv = (rows: YearRow[], without: readonly Column[] = []) => {
  const left = columns.filter((column) => !without.includes(column));
  const lines = rows.map((row, i) => [`r${i}`, ...left.map((column) => cell(row[column]))].join(','));
  return Buffer.from([['row_id', ...left].join(','), ...lines].join('\n'));
};

/** What the rule makes of a list made from the real one, which it has to be better at than letters and digits of names. */
describe('25,000 rows of employers as eight years wrote them', () => {
  const rows = employersOverYears({ rows: ROWS, seed: 11 });
  const truth = rows.map((row) => row.truth);
  const measured = (without: readonly Column[]) => {
    const found = clusterList(csv(rows, without), 'row_id');
    expect(found.map(({ id }) => id)).toEqual(rows.map((_, i) => `r${i}`));
    return pairwise(
      truth,
      found.map(({ cluster }) => cluster),
    );
  };

  it('are hard for a comparison of letters and digits', () => {
    const { recall } = pairwise(truth, lettersAndDigits(rows));
    expect(recall).toBeLessThan(0.92);
    expect(new Set(truth).size).toBeGreaterThan(5500);
  });

  it('are put together', () => {
    const from = performance.now();
    const { precision, recall } = measured([]);
    expect(performance.now() - from).toBeLessThan(60_000);
    expect(precision).toBeGreaterThan(0.995);
    expect(recall).toBeGreaterThan(0.985);
  });

  it.each([
    [['current_name'], 0.995, 0.97],
    [['year'], 0.995, 0.98],
    [['current_name', 'year', 'sic_codes', 'employer_size'], 0.995, 0.97],
    // Without a place nothing tells two schools of one name apart.
    [['address', 'postcode'], 0.97, 0.97],
  ] as [Column[], number, number][])('are put together without %s', (without, least, most) => {
    const { precision, recall } = measured(without);
    expect(precision).toBeGreaterThan(least);
    expect(recall).toBeGreaterThan(most);
  });
});

describe('duplicates cluster', () => {
  const folder = mkdtempSync(join(tmpdir(), 'clusters-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const cluster = async (text: string, ...args: string[]) => {
    const file = join(folder, 'list.csv');
    writeFileSync(file, text);
    const program = new Command('cli').exitOverride();
    registerDuplicates(program);
    const said: string[] = [];
    const write = jest.spyOn(process.stdout, 'write').mockImplementation((out) => said.push(String(out)) > 0);
    try {
      await program.parseAsync(['duplicates', 'cluster', file, ...args], { from: 'user' });
    } finally {
      write.mockRestore();
    }
    return parse(said.join(''), { columns: true }) as { row_id: string; cluster_id: string }[];
  };

  it('answers every row, in order, with headers and delimiters of all kinds', async () => {
    expect(
      await cluster(
        'Ref;Company;Post code;Company no\na,1;Acme Ltd;HX1 1UJ;01234567\n"b ""2""";ACME LIMITED;hx11uj;\nc;;;\nd;Beta;nonsense;nonsense\ne;Zeta Ltd;;1234567\n',
        '--id-column',
        'ref',
      ),
    ).toEqual([
      { row_id: 'a,1', cluster_id: 'a,1' },
      { row_id: 'b "2"', cluster_id: 'a,1' },
      { row_id: 'c', cluster_id: 'c' },
      { row_id: 'd', cluster_id: 'd' },
      { row_id: 'e', cluster_id: 'a,1' },
    ]);
  });

  it('takes none of the trusts of the NHS for another', async () => {
    const found = await cluster(
      readFileSync('test/data/matching/nhs-trusts.csv', 'utf8'),
      '--id-column',
      'organisation_code',
    );
    expect(found).toHaveLength(273);
    expect(new Set(found.map((row) => row.cluster_id)).size).toBe(273);
  });

  it('says what is missing', async () => {
    await expect(cluster('ref,company\n1,Acme\n', '--id-column', 'row_id')).rejects.toMatchObject({
      code: 'employers.no-id-column',
    });
    await expect(cluster('row_id,colour\n1,red\n', '--id-column', 'row_id')).rejects.toMatchObject({
      code: 'employers.import-no-name',
    });
    await expect(cluster('', '--id-column', 'row_id')).rejects.toMatchObject({
      code: 'employers.import-empty',
    });
  });
});
