import { Readable, type Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import yazl from 'yazl';
import { london } from '#platform';
import { type CellKind, type CellValue, CHUNK, type SheetContent } from './sheet-content.js';

const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
/** Rows of a sheet in Excel, the heading among them. */
const MOST_LINES = 1_048_576;
const LONGEST_CELL = 32_767;

/** Of the formats in `styles`: the heading, days, instants. */
const STYLE = { head: 1, day: 2, instant: 3 } as const;
const WIDTH: Record<CellKind, number> = { text: 24, number: 10, day: 12, instant: 17 };

/**
 * Writes a table as an Excel workbook of one sheet and ends the stream. Text is always text (`inlineStr`): nothing that
 * somebody typed can become a formula. Throws what the rows throw; the stream is destroyed by then.
 */
export async function writeXlsx(out: Writable, content: SheetContent): Promise<void> {
  const zip = new yazl.ZipFile();
  let failure: unknown;
  // yazl does not hear errors of a stream it is given, and would wait for ever.
  const fail = (error: unknown) => {
    failure ??= error;
    out.destroy(error as Error);
  };
  zip.on('error', fail);
  zip.outputStream.on('error', fail).pipe(out);
  for (const [path, text] of Object.entries(parts(content))) zip.addBuffer(Buffer.from(text), path);
  zip.addReadStreamLazy('xl/worksheets/sheet1.xml', (give) => {
    give(null, Readable.from(sheetXml(content), { objectMode: false }).on('error', fail));
  });
  zip.end();
  await finished(out).catch((error: unknown) => {
    throw failure ?? error;
  });
}

const parts = ({ name }: SheetContent): Record<string, string> => ({
  '[Content_Types].xml': `${HEAD}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${TYPE}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="${TYPE}.styles+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${TYPE}.worksheet+xml"/></Types>`,
  '_rels/.rels': relations(['officeDocument', 'xl/workbook.xml']),
  'xl/_rels/workbook.xml.rels': relations(['worksheet', 'worksheets/sheet1.xml'], ['styles', 'styles.xml']),
  'xl/workbook.xml': `${HEAD}<workbook xmlns="${MAIN}" xmlns:r="${RELATIONS}"><sheets><sheet name="${xmlText(sheetName(name))}" sheetId="1" r:id="rId1"/></sheets></workbook>`,
  'xl/styles.xml': `${HEAD}<styleSheet xmlns="${MAIN}"><numFmts count="2"><numFmt numFmtId="164" formatCode="dd/mm/yyyy"/><numFmt numFmtId="165" formatCode="dd/mm/yyyy hh:mm"/></numFmts><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="4">${[
    'numFmtId="0" fontId="0"',
    'numFmtId="0" fontId="1" applyFont="1"',
    'numFmtId="164" fontId="0" applyNumberFormat="1"',
    'numFmtId="165" fontId="0" applyNumberFormat="1"',
  ]
    .map((format) => `<xf ${format} fillId="0" borderId="0" xfId="0"/>`)
    .join('')}</cellXfs></styleSheet>`,
});

const relations = (...all: [kind: string, target: string][]): string =>
  `${HEAD}<Relationships xmlns="${PACKAGE}/relationships">${all
    .map(
      ([kind, target], at) =>
        `<Relationship Id="rId${at + 1}" Type="${RELATIONS}/${kind}" Target="${target}"/>`,
    )
    .join('')}</Relationships>`;

/** The heading stands still while the rest is scrolled. */
async function* sheetXml({ columns, rows }: SheetContent): AsyncGenerator<string> {
  const letters = columns.map((_, at) => columnLetters(at));
  const widths = columns.map(
    ({ kind }, at) => `<col min="${at + 1}" max="${at + 1}" width="${WIDTH[kind]}" customWidth="1"/>`,
  );
  let part = `${HEAD}<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>${widths.join('')}</cols><sheetData><row r="1">`;
  part += columns.map(({ title }, at) => textCell(`${letters[at]}1`, title, STYLE.head)).join('');
  part += '</row>';
  let line = 1;
  for await (const row of rows) {
    if (++line > MOST_LINES) throw new Error('More rows than a sheet of Excel holds');
    part += `<row r="${line}">`;
    for (let at = 0; at < letters.length; at++)
      part += cellXml(`${letters[at]}${line}`, row[at] ?? null, columns[at]!.kind);
    part += '</row>';
    if (part.length < CHUNK) continue;
    yield part;
    part = '';
  }
  yield `${part}</sheetData></worksheet>`;
}

function cellXml(at: string, value: CellValue, kind: CellKind): string {
  if (value === null || value === '') return '';
  if (value instanceof Date) return numberCell(at, serialOf(value), STYLE.instant);
  if (typeof value === 'number') return Number.isFinite(value) ? numberCell(at, value) : '';
  if (kind !== 'day') return textCell(at, value);
  return numberCell(at, Date.parse(`${value}T00:00:00Z`) / DAY_MS + UNIX_DAY, STYLE.day);
}

const DAY_MS = 86_400_000;
/** 1 January 1970, as Excel counts days. */
const UNIX_DAY = 25_569;

/** An instant as Excel counts: days and parts of a day of the clock on the wall. */
function serialOf(at: Date): number {
  const wall = london(at).setZone('utc', { keepLocalTime: true }).toMillis();
  return Math.round((wall / DAY_MS + UNIX_DAY) * 1e8) / 1e8;
}

const styled = (style?: number): string => (style ? ` s="${style}"` : '');
const numberCell = (at: string, value: number, style?: number): string =>
  `<c r="${at}"${styled(style)}><v>${value}</v></c>`;
const textCell = (at: string, text: string, style?: number): string =>
  `<c r="${at}"${styled(style)} t="inlineStr"><is><t xml:space="preserve">${xmlText(text.slice(0, LONGEST_CELL))}</t></is></c>`;

/** Excel's names for columns: A to Z, AA … */
const columnLetters = (at: number): string =>
  (at >= 26 ? columnLetters(Math.floor(at / 26) - 1) : '') + String.fromCharCode(65 + (at % 26));

const sheetName = (name: string): string =>
  name
    .replace(/[\\/?*[\]:]/g, ' ')
    .slice(0, 31)
    .replace(/^'+|'+$/g, '') || 'Sheet1';

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
/** Characters that XML 1.0 cannot hold are left out; a text that looks like one of Excel's escapes (`_x000D_`) stays text. */
const xmlText = (text: string): string =>
  text
    .replace(/\p{Cs}/gu, '\uFFFD')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is to go
    .replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, '')
    .replace(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_')
    .replace(/\r/g, '_x000D_')
    .replace(/[&<>"]/g, (c) => ENTITIES[c]!);
