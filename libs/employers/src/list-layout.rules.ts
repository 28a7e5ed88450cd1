import { isOrganisation, looksLikeData } from './cell-kind.rules.js';
import { fieldOfHeader, guessColumns, type Mapping } from './columns.rules.js';
import { type CsvRow, MOST_COLUMNS, parseCsv } from './csv.rules.js';
import { isFirstEmployer } from './header-row.rules.js';
import { tooWide } from './list-file.rules.js';
import { shortened } from './quoted.rules.js';

export interface ListLayout {
  delimiter: string;
  /** One for each column; blank ones are named "Column 3", repeated ones numbered. */
  headers: string[];
  /** Line of the header; 0 when the file has none and every row is data. */
  headerLine: number;
  mapping: Mapping;
}

const delimiters = [',', ';', '\t', '|'] as const;
export const delimiterWords: Record<string, string> = {
  ',': 'commas',
  ';': 'semicolons',
  '\t': 'tabs',
  '|': 'vertical bars',
};

/** How much of a file is tried to see how it is laid out: more than the first hundred rows of any list. */
const TRIED = 500_000;
/** How much of a cell is looked at for that. No header is longer, nor anything that tells what a column holds. */
const LOOKED_AT = 500;

/** The first rows that are not empty. */
function first(text: string, delimiter: string, n: number): CsvRow[] {
  const rows: CsvRow[] = [];
  for (const row of parseCsv(text, delimiter)) {
    if (row.cells.length === 1 && row.cells[0] === '') continue;
    rows.push({ ...row, cells: row.cells.map((cell) => cell.slice(0, LOOKED_AT)) });
    if (rows.length === n) break;
  }
  return rows;
}

/**
 * How a list is laid out, found by trying: which delimiter, where the header is, what each column holds. Throws
 * `employers.import-too-wide`.
 */
export function findLayout(whole: string): ListLayout {
  const text = whole.slice(0, TRIED);
  const told = /^sep=([,;\t|])\r?\n?/i.exec(text)?.[1];
  const delimiter = told ?? bestDelimiter(text);
  const rows = first(text, delimiter, 101).filter((row) => !isSepLine(row));
  const header = findHeader(rows);
  const width = Math.max(...(header ? [header.cells.length] : rows.map((r) => r.cells.length)), 1);
  if (width > MOST_COLUMNS) throw tooWide();
  const headers = nameColumns(header?.cells ?? [], width);
  const sample = rows.filter((row) => row.line > (header?.line ?? 0)).map((row) => row.cells);
  const mapping = guessColumns(headers, sample);
  if (!header) nameWithoutHeader(mapping, sample);
  return { delimiter, headers: headers.map(shortened), headerLine: header?.line ?? 0, mapping };
}

/** Where no header says which column is the name: the only one there is, or the one in which an organisation stands. */
function nameWithoutHeader(mapping: Mapping, rows: string[][]): void {
  if (mapping.includes('name')) return;
  const column =
    mapping.length === 1
      ? 0
      : mapping.findIndex((field, c) => !field && rows.some((row) => isOrganisation(row[c] ?? '')));
  if (column >= 0 && !mapping[column]) mapping[column] = 'name';
}

function bestDelimiter(text: string): string {
  let best = { delimiter: '\t' as string, score: 0 };
  for (const delimiter of delimiters) {
    const rows = first(text, delimiter, 30);
    const widths = rows.map((r) => r.cells.length).sort((a, b) => a - b);
    const usual = widths[widths.length >> 1] ?? 1;
    const known = Math.max(0, ...rows.slice(0, 10).map((r) => r.cells.filter(fieldOfHeader).length));
    if (usual < 2 && (rows[0]?.cells.length ?? 1) < 2) continue;
    const regular = rows.filter((r) => r.cells.length === usual).length / rows.length;
    const score = known * 3 + regular * Math.min(usual, 10) * 0.5;
    if (score > best.score) best = { delimiter, score };
  }
  // No delimiter anywhere: one column, and commas inside are part of it.
  return best.delimiter;
}

/** The header: the first row, unless one of the first ten is plainly it, or the first is an employer already. */
function findHeader(rows: CsvRow[]): CsvRow | undefined {
  const top = rows[0];
  if (!top) return undefined;
  const known = (row: CsvRow) => row.cells.filter(fieldOfHeader).length;
  if (known(top) === 0 || (top.cells.filter((c) => c.trim()).length === 1 && rows.length > 2)) {
    const plain = rows.slice(0, 10).find((row) => known(row) >= 2 && !looksLikeData(row.cells));
    if (plain) return plain;
  }
  const below = rows.slice(1).map((row) => row.cells);
  if (known(top) === 0 && isFirstEmployer(top.cells, below)) return undefined;
  return top;
}

function nameColumns(cells: string[], width: number): string[] {
  const seen = new Map<string, number>();
  return Array.from({ length: width }, (_, i) => {
    const name = (cells[i] ?? '').trim().replace(/\s+/g, ' ').slice(0, 100) || `Column ${i + 1}`;
    const times = (seen.get(name.toLowerCase()) ?? 0) + 1;
    seen.set(name.toLowerCase(), times);
    return times > 1 ? `${name} (${times})` : name;
  });
}

const isSepLine = (row: CsvRow): boolean => row.line === 1 && /^sep=/i.test(row.cells[0] ?? '');

/**
 * The data rows of a list: without what stands above the header, without rows in which every cell is blank, and
 * without the header where it is repeated further down. For a row that is left out comes undefined: there may be
 * millions, and whoever reads is to have the chance to pause.
 */
export function* dataRows(
  text: string,
  layout: Pick<ListLayout, 'delimiter' | 'headerLine'>,
): Generator<CsvRow | undefined> {
  let header: string | undefined;
  for (const row of parseCsv(text, layout.delimiter)) {
    const above = row.line < layout.headerLine || isSepLine(row);
    const whole = above ? '' : row.cells.join('\u001f').trim().toLowerCase();
    if (row.line === layout.headerLine) header = whole;
    yield above || whole === header || row.cells.every(isBlank) ? undefined : row;
  }
}

const isBlank = (cell: string): boolean => !/[^\s\u00A0\u200B\uFEFF]/.test(cell);
