import { importFields, type Mapping } from './columns.rules.js';
import { Geography } from './geography.js';
import { checkRow } from './import-row.rules.js';
import { readListFile } from './list-file.rules.js';
import { dataRows, findLayout } from './list-layout.rules.js';

const geography = new Geography();
const fields = Object.keys(importFields) as Exclude<Mapping[number], null>[];

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
    expect(() => findLayout(`${'name,'.repeat(200)}town\na\n`)).toThrow('This file has 201 columns');
    expect(findLayout(`${'name,'.repeat(199)}town\na\n`).headers).toHaveLength(200);
  });
});
