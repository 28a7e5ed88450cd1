/** A row as it stands in a file. */
export interface CsvRow {
  /** Physical line on which the row begins; the first line of the file is 1. A line break inside a cell is a line too. */
  line: number;
  cells: string[];
  /** A quotation mark was opened in this row and nowhere closed; the cells are the first line's, as they stand. */
  unclosed?: true;
}

/** A cell longer than this is cut: no field of an employer is. */
export const CELL_LIMIT = 100_000;

/**
 * Rows of a delimited text, one by one: RFC 4180 quoting with line breaks in cells, lines ending in CR, LF or CRLF
 * (also mixed), rows of any length, empty lines left out. A quotation mark inside an unquoted cell is a letter like
 * any other; text after a closing one is kept. A quotation mark that is never closed spoils its own line only.
 */
export function* parseCsv(text: string, delimiter: string): Generator<CsvRow> {
  const end = text.length;
  let at = 0;
  let line = 1;
  while (at < end) {
    const row = readRow(text, at, delimiter, line) ?? readBroken(text, at, delimiter, line);
    if (row.cells.length > 1 || row.cells[0] !== '')
      yield { line, cells: row.cells, ...(row.unclosed && { unclosed: true as const }) };
    at = row.next;
    line = row.nextLine;
  }
}

interface Read {
  cells: string[];
  next: number;
  nextLine: number;
  unclosed?: true;
}

const CR = 13;
const LF = 10;
const QUOTE = 34;

/** One row from `at`; undefined when a quoted cell is never closed. */
function readRow(text: string, start: number, delimiter: string, startLine: number): Read | undefined {
  const end = text.length;
  const part = delimiter.charCodeAt(0);
  const cells: string[] = [];
  let at = start;
  let line = startLine;
  for (;;) {
    let cell = '';
    const lineOfCell = line;
    // Blanks before an opening quotation mark are no part of the cell; a tab may be the delimiter.
    let opening = at;
    while (text.charCodeAt(opening) === 32) opening++;
    if (text.charCodeAt(opening) === QUOTE) {
      at = opening + 1;
      for (;;) {
        const close = text.indexOf('"', at);
        if (close < 0) return undefined;
        const piece = text.slice(at, close);
        line += countBreaks(piece);
        cell += piece;
        at = close + 1;
        if (text.charCodeAt(at) !== QUOTE) break;
        cell += '"';
        at++;
      }
    }
    const from = at;
    let code = 0;
    while (at < end) {
      code = text.charCodeAt(at);
      if (code === part || code === LF || code === CR) break;
      at++;
    }
    const rest = text.slice(from, at);
    // Text after a closing mark that stands lines below: that mark opened another row's cell, and this one's is missing.
    if (line > lineOfCell && rest.trim()) return undefined;
    cell += rest;
    cells.push(cell.length > CELL_LIMIT ? cell.slice(0, CELL_LIMIT) : cell);
    if (at >= end) return { cells, next: end, nextLine: line };
    if (code === part) {
      at++;
      continue;
    }
    at += code === CR && text.charCodeAt(at + 1) === LF ? 2 : 1;
    return { cells, next: at, nextLine: line + 1 };
  }
}

/** The first line by itself, its quotation marks taken as letters, so that the rest of the file is not swallowed. */
function readBroken(text: string, start: number, delimiter: string, startLine: number): Read {
  const found = /\r\n|\r|\n/g;
  found.lastIndex = start;
  const stop = found.exec(text);
  const row = text.slice(start, stop ? stop.index : text.length);
  return {
    cells: row.split(delimiter).map((cell) => cell.replace(/^ *"|"$/g, '')),
    next: stop ? stop.index + stop[0].length : text.length,
    nextLine: startLine + 1,
    unclosed: true,
  };
}

function countBreaks(text: string): number {
  if (!text.includes('\n') && !text.includes('\r')) return 0;
  return text.match(/\r\n|\r|\n/g)!.length;
}
