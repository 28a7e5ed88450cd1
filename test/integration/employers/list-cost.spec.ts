import { jest } from '@jest/globals';
import { importFields } from '../../../libs/employers/src/columns.rules.js';
import { CELL_LIMIT, MOST_COLUMNS, parseCsv } from '../../../libs/employers/src/csv.rules.js';
import { Geography } from '../../../libs/employers/src/geography.js';
import { batches } from '../../../libs/employers/src/import-batches.js';
import { checkRow } from '../../../libs/employers/src/import-row.rules.js';
import { readListFile } from '../../../libs/employers/src/list-file.rules.js';
import { dataRows, findLayout } from '../../../libs/employers/src/list-layout.rules.js';

const geography = new Geography();
const fields = [...importFields];

/** Reads a file as the import does: its text, its layout, its rows. */
function readFile(text: string): void {
  const list = readListFile(Buffer.from(text));
  try {
    for (const _ of dataRows(list.text, findLayout(list.text)));
  } catch (error) {
    expect(error).toMatchObject({ code: expect.stringMatching(/^employers\.import-/) });
  }
}
/** Checks a row in which every field holds this. */
const checkCells = (text: string) => checkRow({ line: 2, cells: fields.map(() => text) }, fields, geography);

/** Processor time of this process in milliseconds. */
function cost(work: () => unknown): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

// What a reader goes over again and again, if it goes over anything again.
const pieces = `( [ ([a " "" "a """ a" ,"a ; a, name, . a. a@a. 0 1, - é \ufffd & <`
  .split(' ')
  .concat([' ', '\n', ' \n', '\t ', 'a ', 'a.a ', ' "', '"\n', '"a""\n', 'the ltd ', 'HX1 1']);

const SMALL = 6_250;
const LARGE = 200_000;

describe('a list of 200 kB', () => {
  // Thirty-two times as much takes thirty-two times as long; where each piece is gone over with all others, 1,024 times.
  it.each(pieces)('of %j costs what its length costs, as a file and as a cell', (piece) => {
    const long = (length: number) => piece.repeat(Math.ceil(length / piece.length)).slice(0, length);
    for (const read of [
      (n: number) => readFile(`name,town\n${long(n)}`),
      (n: number) => readFile(`${long(n)}\nHebble Textiles`),
      (n: number) => checkCells(`a${long(n)} x`),
    ]) {
      const small = Math.max(3, ...[1, 2, 3].map(() => cost(() => read(SMALL))));
      const fits = () => cost(() => read(LARGE)) < 200 * small;
      // The collector of garbage may come by once.
      expect([piece, fits() || fits()]).toEqual([piece, true]);
    }
  });
});

describe('a file', () => {
  it('with more columns than a list has is refused, with what to do', () => {
    expect(() => findLayout(`${'name,'.repeat(200)}town\na\n`)).toThrow(
      'This file has more than 200 columns',
    );
    expect(findLayout(`${'name,'.repeat(199)}town\na\n`).headers).toHaveLength(200);
  });
});

/** How often a text method is called meanwhile, and on how many characters. */
function calls(method: 'normalize' | 'charCodeAt', work: () => void): { times: number; characters: number } {
  const count = { times: 0, characters: 0 };
  const real = String.prototype[method] as (...given: unknown[]) => unknown;
  const spy = jest.spyOn(String.prototype, method).mockImplementation(function (
    this: string,
    ...given: unknown[]
  ) {
    count.times++;
    count.characters += this.length;
    return real.apply(this, given) as never;
  } as never);
  try {
    work();
  } finally {
    spy.mockRestore();
  }
  return count;
}

describe('a row', () => {
  const delimiters = [',', ';', '\t', '|'];

  it.each(delimiters)('of nothing but %j is read as far as says that it is too wide', (delimiter) => {
    const text = `Employer${delimiter.repeat(300_000)}`;
    const { times } = calls('normalize', () =>
      expect(() => findLayout(text)).toThrow('more than 200 columns'),
    );
    // The cells of one row, by each delimiter once, and once more as the header.
    expect(times).toBeLessThanOrEqual(MOST_COLUMNS * 5 + 50);
  });

  it.each(delimiters)('ends with its line where it is too wide by %j, and the next is read', (delimiter) => {
    const text = `a${delimiter.repeat(1000)}"\n"b${delimiter.repeat(1000)}\nc\n`;
    const rows = [...parseCsv(text, delimiter)];
    expect(rows.map((row) => [row.line, row.cells.length, row.unclosed])).toEqual([
      [1, MOST_COLUMNS + 1, undefined],
      [2, MOST_COLUMNS + 1, true],
      [3, 1, undefined],
    ]);
  });

  it('that is too wide below a header which is not says so, and only there', () => {
    const text = `name,town\nOne,${'x,'.repeat(500)}\nTwo,Halifax\n`;
    const layout = findLayout(text);
    const rows = [...dataRows(text, layout)].flatMap((row) =>
      row ? checkRow(row, layout.mapping, geography) : [],
    );
    expect(rows.map((row) => row.problems.filter((p) => !p.doubt).map((p) => p.text))).toEqual([
      [expect.stringContaining('This row has more than 200 cells where the header has 2')],
      [],
    ]);
  });

  it('has no cell longer than a cell is, quoted or not, closed or not', () => {
    const long = 'x'.repeat(2 * CELL_LIMIT);
    for (const text of [`${long},1\n`, `"${long}",1\n`, `"${long},1\n`])
      expect([...parseCsv(text, ',')][0]!.cells.map((cell) => cell.length)).toEqual([CELL_LIMIT, 1]);
  });

  it('is not looked at whole where its cells are longer than headers are', () => {
    const text = `${'the ltd '.repeat(20_000)},${'the ltd '.repeat(20_000)}\na,b\n`;
    expect(calls('normalize', () => findLayout(text)).characters).toBeLessThan(20_000);
  });

  it('is read with a few that follow it, not with all, where its quotation marks fit none of them', () => {
    // Whichever of these lines one begins with, its last quotation mark stays open, and the next line opens another.
    const read = (lines: number) =>
      calls('charCodeAt', () => {
        for (const row of parseCsv('",x","\n'.repeat(lines), ',')) expect(row.unclosed).toBe(true);
      }).times;
    expect(read(1600)).toBeLessThan(2.5 * read(800));
  });

  it('is over after a while, if a quotation mark opens in it and closes far below', () => {
    const text = `name,town\n"One,x\n${'Two,x\n'.repeat(20_000)}",\n`;
    const rows = [...parseCsv(text, ',')];
    expect(rows.slice(1, 3)).toEqual([
      { line: 2, cells: ['One', 'x'], unclosed: true },
      { line: 3, cells: ['Two', 'x'] },
    ]);
    // One that is long, and no longer than it may be, stays a row.
    expect([...parseCsv(`"One\n${'x\n'.repeat(2000)}",1\nTwo,2\n`, ',')]).toHaveLength(2);
  });
});

describe('whoever else asks', () => {
  it('comes in between, also where a file is long and every row of it is left out', async () => {
    let turns = 0;
    let next = setImmediate(function turn() {
      turns++;
      next = setImmediate(turn);
    });
    const text = `name,town\n${' ,\n'.repeat(20_000)}One,Halifax\n`;
    const rows = [];
    for await (const batch of batches(dataRows(text, findLayout(text)))) rows.push(...batch);
    clearImmediate(next);
    expect(rows).toEqual([{ line: 20_002, cells: ['One', 'Halifax'] }]);
    expect(turns).toBeGreaterThan(100);
  });
});
