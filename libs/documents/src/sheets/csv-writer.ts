import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { london } from '#platform';
import { guarded } from './formula-guard.rules.js';
import { type CellKind, type CellValue, CHUNK, type SheetContent } from './sheet-content.js';

/** By it Excel knows that what follows is UTF-8. */
const MARK = '\uFEFF';

/**
 * Writes a table as CSV (RFC 4180: commas, CRLF; UTF-8 with a mark) and ends the stream. No text of it is a formula to a
 * spreadsheet; our own import takes the guard off again. Throws what the rows throw; the stream is destroyed by then.
 */
export const writeCsv = (out: Writable, content: SheetContent): Promise<void> =>
  pipeline(Readable.from(lines(content), { objectMode: false }), out);

async function* lines({ columns, rows }: SheetContent): AsyncGenerator<string> {
  let part = MARK + line(columns.map(({ title }) => quotedCell(guarded(title))));
  for await (const row of rows) {
    part += line(columns.map(({ kind }, at) => csvCell(kind, row[at] ?? null)));
    if (part.length < CHUNK) continue;
    yield part;
    part = '';
  }
  yield part;
}

/** A line with nothing at all in it would be no row to whoever reads it. */
const line = (cells: string[]): string => `${cells.length === 1 ? cells[0] || '""' : cells.join(',')}\r\n`;

/** One cell. Days are "2026-11-24", instants "2026-11-24 14:30", London time; numbers stand as they are. */
export function csvCell(kind: CellKind, value: CellValue): string {
  if (value === null) return '';
  if (value instanceof Date) return london(value).toFormat('yyyy-MM-dd HH:mm');
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : '';
  return quotedCell(kind === 'text' ? guarded(value.replaceAll('\0', '')) : value);
}

const quotedCell = (text: string): string =>
  /[",;\t\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
