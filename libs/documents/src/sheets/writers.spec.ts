import { PassThrough } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import yauzl from 'yauzl';
import { csvCell, writeCsv } from './csv-writer.js';
import { unguarded } from './formula-guard.rules.js';
import type { CellValue, SheetColumn, SheetContent } from './sheet-content.js';
import { Workbook } from './workbook.js';
import { writeXlsx } from './xlsx-writer.js';

const columns: SheetColumn[] = [
  { title: 'Name', kind: 'text' },
  { title: 'People', kind: 'number' },
  { title: 'Signed on', kind: 'day' },
  { title: 'Sent', kind: 'instant' },
];
const content = (...rows: CellValue[][]): SheetContent => ({
  name: 'Employers',
  columns,
  rows: (async function* () {
    yield* rows;
  })(),
});

async function written(write: typeof writeCsv, table: SheetContent): Promise<Buffer> {
  const out = new PassThrough();
  const [bytes] = await Promise.all([buffer(out), write(out, table)]);
  return bytes;
}

async function readBack(bytes: Buffer): Promise<string[][]> {
  const workbook = await Workbook.open(bytes);
  const rows: string[][] = [];
  for await (const { cells } of workbook.rows(workbook.sheets[0]!)) rows.push(cells);
  workbook.close();
  return rows;
}

/** What people type, and what somebody types who means harm. */
const canaries = [
  '=1+1',
  '=HYPERLINK("http://x.example","click")',
  "=cmd|' /C calc'!A0",
  '+44 1422 345678',
  '-5',
  '@SUM(1)',
  '\t=1+1',
  ' =1+1',
  "'=1",
  'a;=1+1',
  'two\nlines, "quoted"',
  'a\r\nb',
  '<b>&amp;"\'',
  '_x000D_ stays',
  'Ünïcödé 王 👩‍💻',
  ']]>',
  '007',
  '1E5',
  'TRUE',
  '24/11/2026',
];

describe('a workbook', () => {
  it('has what was put in, each value as its kind', async () => {
    const bytes = await written(
      writeXlsx,
      content(
        ['Hebble Textiles', 1240, '2026-11-24', new Date('2026-07-01T13:30:00Z')],
        ['', null, null, null],
        ['b', -5, null, null],
      ),
    );
    expect(await readBack(bytes)).toEqual([
      ['Name', 'People', 'Signed on', 'Sent'],
      // London's clock, in summer an hour before UTC.
      ['Hebble Textiles', '1240', '24/11/2026', '01/07/2026 14:30'],
      ['b', '-5'],
    ]);
  });

  it('has every text as text and no formula', async () => {
    const bytes = await written(writeXlsx, content(...canaries.map((text) => [text, null, null, null])));
    expect((await readBack(bytes)).slice(1).map(([text]) => text)).toEqual(canaries);
    const zip = await yauzl.fromBufferPromise(bytes, { lazyEntries: true });
    let cells = 0;
    for await (const part of zip.eachEntry()) {
      const xml = (await buffer(await zip.openReadStreamPromise(part))).toString();
      expect(xml).not.toMatch(/<f[ >/]|<hyperlink|DOCTYPE|TargetMode/);
      const types = [...xml.matchAll(/<c r="A\d+"[^>]*? t="(\w+)"/g)].map(([, type]) => type);
      cells += types.length;
      expect(new Set([...types, 'inlineStr'])).toEqual(new Set(['inlineStr']));
    }
    expect(cells).toBe(canaries.length + 1);
  });

  it('leaves out what XML cannot hold, and cuts what Excel cannot', async () => {
    const bytes = await written(
      writeXlsx,
      content(['a\0b\u0001\uD800c\uFFFE', null, null, null], ['x'.repeat(40_000), null, null, null]),
    );
    const [, [first], [long]] = (await readBack(bytes)) as [string[], string[], string[]];
    expect(first).toBe('ab\uFFFDc');
    expect(long).toHaveLength(32_767);
  });
});

describe('a delimited file', () => {
  it('begins with the mark of UTF-8, ends lines in CRLF, and quotes what has to be', async () => {
    const bytes = await written(
      writeCsv,
      content(
        ['Smith, "Jo"', 1240, '2026-11-24', new Date('2026-07-01T13:30:00Z')],
        ['Ärzte', -5, null, null],
      ),
    );
    expect(bytes.toString()).toBe(
      '\uFEFFName,People,Signed on,Sent\r\n"Smith, ""Jo""",1240,2026-11-24,2026-07-01 14:30\r\nÄrzte,-5,,\r\n',
    );
  });

  it.each(canaries)('has no formula in %j, and the same text for whoever takes the guard off', (text) => {
    const cell = csvCell('text', text);
    const plain = cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell;
    expect(plain).not.toMatch(/^\s*[=+\-@]/);
    expect(unguarded(plain)).toBe(text);
  });

  it('has a line for a row of one empty cell', async () => {
    const one = { name: 'x', columns: columns.slice(0, 1), rows: content([''], ['b']).rows };
    expect((await written(writeCsv, one)).toString()).toBe('\uFEFFName\r\n""\r\nb\r\n');
  });
});

it.each([writeCsv, writeXlsx])('%p says what failed, and ends what it wrote to', async (write) => {
  const rows = (async function* () {
    yield ['a', 1, null, null];
    throw new Error('the database is away');
  })();
  const out = new PassThrough();
  const closed = new Promise((done) => out.on('error', () => undefined).on('close', done));
  await expect(write(out, { name: 'x', columns, rows })).rejects.toThrow('the database is away');
  await closed;
  expect(out.destroyed).toBe(true);
});
