import { parseCsv } from './csv.rules.js';

const rows = (text: string, delimiter = ',') => [...parseCsv(text, delimiter)];

describe('parseCsv', () => {
  it('reads quoted cells with delimiters, doubled quotation marks and line breaks, and counts physical lines', () => {
    expect(rows('a,b\r\n"x, ""y""","one\r\ntwo"\r\nlast,1\r\n')).toEqual([
      { line: 1, cells: ['a', 'b'] },
      { line: 2, cells: ['x, "y"', 'one\r\ntwo'] },
      { line: 4, cells: ['last', '1'] },
    ]);
  });
  it.each(['\n', '\r', '\r\n'])('ends lines with %j', (nl) =>
    expect(rows(['a,b', '1,2', '', '3,4'].join(nl))).toEqual([
      { line: 1, cells: ['a', 'b'] },
      { line: 2, cells: ['1', '2'] },
      { line: 4, cells: ['3', '4'] },
    ]),
  );
  it('bears all three in one file', () =>
    expect(rows('a\rb\nc\r\nd').map((r) => [r.line, r.cells[0]])).toEqual([
      [1, 'a'],
      [2, 'b'],
      [3, 'c'],
      [4, 'd'],
    ]));
  it('keeps ragged rows as they are', () =>
    expect(rows('a,b,c\n1\n1,2,3,4').map((r) => r.cells.length)).toEqual([3, 1, 4]));
  it('keeps a quotation mark inside an unquoted cell, and text after a closing one', () => {
    expect(rows('The "Bell" Inn,2')[0]!.cells).toEqual(['The "Bell" Inn', '2']);
    expect(rows('"The Bell" Inn,2')[0]!.cells).toEqual(['The Bell Inn', '2']);
    expect(rows('a, "b, c"')[0]!.cells).toEqual(['a', 'b, c']);
  });
  it('lets a quotation mark that is never closed spoil its own line only', () =>
    expect(rows('a,b\n"open,2\nnext,3\n')).toEqual([
      { line: 1, cells: ['a', 'b'] },
      { line: 2, cells: ['open', '2'], unclosed: true },
      { line: 3, cells: ['next', '3'] },
    ]));
  it('does so too when later rows are quoted', () =>
    expect(rows('a,b\n"open,2\n"next, Ltd",3\n"x",4')).toEqual([
      { line: 1, cells: ['a', 'b'] },
      { line: 2, cells: ['open', '2'], unclosed: true },
      { line: 3, cells: ['next, Ltd', '3'] },
      { line: 4, cells: ['x', '4'] },
    ]));
  it('gives nothing for nothing', () => {
    expect(rows('')).toEqual([]);
    expect(rows('\n\r\n\n')).toEqual([]);
  });
  it('reads other delimiters', () => {
    expect(rows('a;b,c', ';')[0]!.cells).toEqual(['a', 'b,c']);
    expect(rows('a\t"b\tc"', '\t')[0]!.cells).toEqual(['a', 'b\tc']);
    expect(rows('a||b', '|')[0]!.cells).toEqual(['a', '', 'b']);
  });
  it('reads an empty last cell', () => expect(rows('a,')[0]!.cells).toEqual(['a', '']));
});
