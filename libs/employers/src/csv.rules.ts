/** A row as it stands in a file. */
export interface CsvRow {
  /** Physical line on which the row begins; the first line of the file is 1. A line break inside a cell is a line too. */
  line: number;
  /** At most MOST_COLUMNS and one more, which says that there are too many. */
  cells: string[];
  /** A quotation mark was opened in this row and nowhere closed; the cells are the first line's, as they stand. */
  unclosed?: true;
}

/** A list of employers is not wider, and each column of one is asked about on a page. */
export const MOST_COLUMNS = 200;
/** A cell longer than this is cut: no field of an employer is. */
export const CELL_LIMIT = 5_000;
/** A quoted cell does not end further than this from where its row begins; else its mark counts as never closed. */
const ROW_LIMIT = 100_000;

/**
 * Rows of a delimited text, one by one: RFC 4180 quoting with line breaks in cells, lines ending in CR, LF or CRLF
 * (also mixed), rows of any length, empty lines left out. A quotation mark inside an unquoted cell is a letter like
 * any other; text after a closing one is kept. A quotation mark that is never closed spoils its own line only.
 *
 * What a row costs has a bound, whatever stands in the file. A row wider than a list ends with its line, the cells
 * beyond unread. One that is so wide over several lines, or longer than ROW_LIMIT, has come about by a quotation mark
 * that does not close where it should, and counts as unclosed: else each line of a file could be read with all that
 * follow it.
 */
export function* parseCsv(text: string, delimiter: string): Generator<CsvRow> {
  const end = text.length;
  let at = 0;
  let line = 1;
  while (at < end) {
    const first = text.charCodeAt(at);
    if (first === LF || first === CR) {
      at = afterBreak(text, at);
      line++;
      continue;
    }
    const row = readRow(text, at, delimiter, line) ?? readBroken(text, at, delimiter, line);
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
        if (close < 0 || close - start > ROW_LIMIT) return undefined;
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
    cells.push(cut(cell));
    if (at >= end) return { cells, next: end, nextLine: line };
    if (code === part && cells.length <= MOST_COLUMNS) {
      at++;
      continue;
    }
    if (code === part && line > startLine) return undefined;
    if (code === part) at = endOfLine(text, at);
    return { cells, next: afterBreak(text, at), nextLine: line + 1 };
  }
}

/** The first line by itself, its quotation marks taken as letters, so that the rest of the file is not swallowed. */
function readBroken(text: string, start: number, delimiter: string, startLine: number): Read {
  const stop = endOfLine(text, start);
  const cells = text.slice(start, stop).split(delimiter, MOST_COLUMNS + 1);
  return {
    cells: cells.map((cell) => cut(cell.replace(/^ *"|"$/g, ''))),
    next: afterBreak(text, stop),
    nextLine: startLine + 1,
    unclosed: true,
  };
}

const cut = (cell: string): string => (cell.length > CELL_LIMIT ? cell.slice(0, CELL_LIMIT) : cell);

function endOfLine(text: string, from: number): number {
  const found = /[\r\n]/g;
  found.lastIndex = from;
  return found.exec(text)?.index ?? text.length;
}

/** Behind the line break that stands there, or behind the end of the text. */
const afterBreak = (text: string, at: number): number =>
  text.charCodeAt(at) === CR && text.charCodeAt(at + 1) === LF ? at + 2 : at + 1;

function countBreaks(text: string): number {
  if (!text.includes('\n') && !text.includes('\r')) return 0;
  return text.match(/\r\n|\r|\n/g)!.length;
}
