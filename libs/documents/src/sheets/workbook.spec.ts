import { type HandMade, handMade, zipOf } from '../../../../test/support/workbooks.js';
import { SharedTexts } from './shared-texts.js';
import type { SheetRow } from './sheet-rows.js';
import { Workbook } from './workbook.js';

async function rowsOf(file: Buffer, sheet?: string): Promise<SheetRow[]> {
  const workbook = await Workbook.open(file);
  try {
    const rows: SheetRow[] = [];
    for await (const row of workbook.rows(sheet ?? workbook.sheets[0]!)) rows.push(row);
    return rows;
  } finally {
    workbook.close();
  }
}
const made = async (rows: string, more: HandMade = {}) =>
  rowsOf(await handMade({ sheets: { List: rows }, ...more }));
const cellsOf = async (row: string, more: HandMade = {}) =>
  (await made(`<row r="1">${row}</row>`, more))[0]?.cells;

describe('cells', () => {
  it('are read whatever kind they are of', async () => {
    expect(
      await cellsOf(
        '<c r="A1" t="s"><v>0</v></c><c r="B1"><v>12.0</v></c><c r="C1" t="b"><v>1</v></c><c r="D1" t="d"><v>2026-11-24</v></c>' +
          '<c r="E1" t="e"><v>#N/A</v></c><c r="F1" t="inlineStr"><is><t>in </t><r><t>line</t></r></is></c><c r="G1"/><c r="H1" t="n"><v>1.5E3</v></c>',
        { texts: '<si><t>Hebble Textiles</t></si>' },
      ),
    ).toEqual(['Hebble Textiles', '12', 'TRUE', '24/11/2026', '#N/A', 'in line', '', '1500']);
  });

  it('of rich text come without its looks, and without signs of how it sounds', async () => {
    const texts =
      '<si><r><t>Calder</t></r><r><rPr><b/></rPr><t xml:space="preserve"> &amp; Co</t></r><rPh sb="0" eb="1"><t>KO</t></rPh></si>';
    expect(await cellsOf('<c r="A1" t="s"><v>0</v></c>', { texts })).toEqual(['Calder & Co']);
  });

  it('of formulas have the value they came to', async () => {
    const cells =
      '<c r="A1"><f>SUM(B1:B9)</f><v>42</v></c><c r="B1" t="str"><f>A1&amp;"x"</f><v>42x</v></c><c r="C1"><f>1/0</f></c>';
    expect(await cellsOf(cells)).toEqual(['42', '42x']);
  });

  it('keep zeros and dates that their format shows', async () => {
    const styles = `<numFmts><numFmt numFmtId="170" formatCode="00000000"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>
      <cellXfs><xf numFmtId="0"/><xf numFmtId="170"/><xf numFmtId="14"/></cellXfs>`;
    const cells =
      '<c r="A1" s="1"><v>1234567</v></c><c r="B1" s="2"><v>46350</v></c><c r="C1" s="0"><v>46350</v></c>';
    expect(await cellsOf(cells, { styles })).toEqual(['01234567', '24/11/2026', '46350']);
    const since1904 = await cellsOf('<c r="A1" s="2"><v>44888</v></c>', { styles, workbook: 'date1904="1"' });
    expect(since1904).toEqual(['24/11/2026']);
  });

  it('need no reference', async () => {
    const rows = await made(
      '<row><c t="str"><v>a</v></c><c t="str"><v>b</v></c></row><row r="7"><c r="C7"><v>1</v></c><c><v>2</v></c></row>',
    );
    expect(rows).toEqual([
      { line: 1, cells: ['a', 'b'] },
      { line: 7, cells: ['', '', '1', '2'] },
    ]);
  });

  it('may stand in a namespace, and hold what XML escapes', async () => {
    const sheet = `<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><x:sheetData><x:row r="1">
      <x:c r="A1" t="str"><x:v>a_x000D_b &lt;i&gt; <![CDATA[=1+1]]></x:v></x:c></x:row></x:sheetData></x:worksheet>`;
    const file = await handMade({ sheets: { List: '' }, parts: { 'xl/worksheets/sheet1.xml': sheet } });
    expect((await rowsOf(file))[0]!.cells).toEqual(['a\rb <i> =1+1']);
  });
});

describe('rows', () => {
  it('that are empty are left out, and lines are right all the same, to the last there can be', async () => {
    const rows = await made(
      '<row r="3"><c r="A3" t="str"><v>first</v></c></row><row r="4"><c r="A4" s="1"/><c r="B4" t="str"><v></v></c></row>' +
        '<row r="1048576"><c r="B1048576" t="str"><v>last</v></c></row>',
    );
    expect(rows).toEqual([
      { line: 3, cells: ['first'] },
      { line: 1_048_576, cells: ['', 'last'] },
    ]);
  });

  it('of merged cells have their text in the first', async () => {
    const rows = await made(
      '<row r="1"><c r="A1" t="str"><v>Halifax</v></c><c r="B1"><v>1</v></c></row><row r="2"><c r="A2"/><c r="B2"><v>2</v></c></row>',
    );
    expect(rows.map(({ cells }) => cells)).toEqual([
      ['Halifax', '1'],
      ['', '2'],
    ]);
  });

  it('can be left before their end', async () => {
    const row = (n: number) => `<row r="${n}"><c r="A${n}"><v>${n}</v></c></row>`;
    const many = Array.from({ length: 20_000 }, (_, at) => row(at + 1)).join('');
    const workbook = await Workbook.open(await handMade({ sheets: { List: many } }));
    for await (const { line } of workbook.rows('List')) if (line === 3) break;
    expect(await workbook.overview(1)).toEqual([
      { name: 'List', rows: 20_000, first: [{ line: 1, cells: ['1'] }] },
    ]);
    workbook.close();
  });
});

it('offers the sheets that can be seen, each with its rows and the first of them', async () => {
  const row = (text: string) => `<row r="2"><c r="A2" t="str"><v>${text}</v></c></row>`;
  const workbook = await Workbook.open(
    await handMade({ sheets: { Employers: row('a'), 'hidden Salaries': row('secret'), Empty: '' } }),
  );
  expect(workbook.sheets).toEqual(['Employers', 'Empty']);
  expect(await workbook.overview()).toEqual([
    { name: 'Employers', rows: 1, first: [{ line: 2, cells: ['a'] }] },
    { name: 'Empty', rows: 0, first: [] },
  ]);
  await expect(async () => {
    for await (const _ of workbook.rows('Salaries'));
  }).rejects.toMatchObject({ code: 'documents.sheet-broken' });
  workbook.close();
});

describe('what is no workbook, or was made to do harm, is refused in words:', () => {
  const good = () => handMade({ sheets: { List: '<row r="1"><c r="A1"><v>1</v></c></row>' } });
  const ole = (name: string) =>
    Buffer.concat([
      Buffer.from('d0cf11e0a1b11ae1', 'hex'),
      Buffer.alloc(600),
      Buffer.from(name, 'utf16le'),
      Buffer.alloc(600),
    ]);
  const sheet = (xml: string) =>
    handMade({ sheets: { List: '' }, parts: { 'xl/worksheets/sheet1.xml': xml } });
  /** Says of a zip that each of its parts is so large unpacked, as its directory has it. */
  const saying = (zip: Buffer, size: number) => {
    for (let at = zip.indexOf('PK\x01\x02'); at >= 0; at = zip.indexOf('PK\x01\x02', at + 4))
      zip.writeUInt32LE(size, at + 24);
    return zip;
  };
  const cases: [string, string, () => Promise<Buffer> | Buffer][] = [
    ['nothing', 'sheet-none', () => Buffer.alloc(0)],
    ['a text', 'sheet-none', () => Buffer.from('Employer,Town\n')],
    ['an old workbook', 'sheet-old', () => ole('Workbook')],
    ['one with a password', 'sheet-locked', () => ole('EncryptedPackage')],
    ['another zip', 'sheet-none', () => zipOf({ 'word/document.xml': '<a/>' })],
    ['a binary workbook', 'sheet-other', () => zipOf({ 'xl/workbook.bin': 'x' })],
    ['another program’s', 'sheet-other', () => zipOf({ mimetype: 'x', 'content.xml': '<a/>' })],
    ['a file that was cut', 'sheet-broken', async () => (await good()).subarray(0, 900)],
    [
      'a sheet that ends in the middle',
      'sheet-broken',
      () => sheet('<worksheet><sheetData><row r="1"><c r="A1"><v>1'),
    ],
    ['no sheet at all', 'sheet-empty', () => handMade({ sheets: {} })],
    ['hidden sheets only', 'sheet-empty', () => handMade({ sheets: { 'hidden a': '' } })],
    [
      'a document type',
      'sheet-unsafe',
      () =>
        sheet(
          '<!DOCTYPE a [<!ENTITY b "c">]><worksheet><sheetData><row><c t="str"><v>&b;</v></c></row></sheetData></worksheet>',
        ),
    ],
    [
      'an entity of the outside',
      'sheet-unsafe',
      () => sheet('<!DOCTYPE a SYSTEM "file:///etc/passwd"><worksheet/>'),
    ],
    [
      'an entity nobody knows',
      'sheet-broken',
      () => sheet('<worksheet><sheetData><row><c t="str"><v>&b;</v></c></row></sheetData></worksheet>'),
    ],
    ['tags without end', 'sheet-unsafe', () => sheet('<a>'.repeat(5_000))],
    ['a name without end', 'sheet-unsafe', () => sheet(`<worksheet a="${'x'.repeat(3_000_000)}"/>`)],
    [
      'a cell beyond any list',
      'sheet-wide',
      () =>
        sheet(
          '<worksheet><sheetData><row r="1"><c r="A1"><v>1</v></c><c r="XFD1"><v>1</v></c></row></sheetData></worksheet>',
        ),
    ],
    [
      'a cell beyond any sheet',
      'sheet-broken',
      () =>
        sheet('<worksheet><sheetData><row r="1"><c r="ZZZZZ1"><v>1</v></c></row></sheetData></worksheet>'),
    ],
    [
      'a row beyond any sheet',
      'sheet-broken',
      () => sheet('<worksheet><sheetData><row r="1048577"/></sheetData></worksheet>'),
    ],
    [
      'rows that go back',
      'sheet-broken',
      () => sheet('<worksheet><sheetData><row r="5"/><row r="5"/></sheetData></worksheet>'),
    ],
    [
      'a text that is not there',
      'sheet-broken',
      () => sheet('<worksheet><sheetData><row><c t="s"><v>9</v></c></row></sheetData></worksheet>'),
    ],
    ['many times its size', 'sheet-large', () => handMade({ sheets: { List: ' '.repeat(40_000_000) } })],
    ['what says it is huge', 'sheet-large', async () => saying(await good(), 4_000_000_000)],
    ['what says it is small', 'sheet-broken', async () => saying(await good(), 10)],
    [
      'one part for many sheets',
      'sheet-broken',
      () =>
        handMade({
          sheets: { A: '', B: '' },
          parts: {
            'xl/_rels/workbook.xml.rels': `<Relationships>${['rId1', 'rId2']
              .map((id) => `<Relationship Id="${id}" Type="x/worksheet" Target="worksheets/sheet1.xml"/>`)
              .join('')}</Relationships>`,
          },
        }),
    ],
  ];
  it.each(cases)('%s (%s)', async (_, code, file) => {
    const bytes = await file();
    const began = performance.now();
    await expect(rowsOf(bytes)).rejects.toMatchObject({
      kind: 'invalid',
      code: `documents.${code}`,
      fields: { file: expect.stringMatching(/\w{3}.*\.$/) },
    });
    expect(performance.now() - began).toBeLessThan(2_000);
  });
});

it('keeps texts that memory does not hold, and finds each again', () => {
  const texts = new SharedTexts();
  const text = (n: number) => `${n} ${'ä'.repeat(n % 97)}`;
  const long = 'x'.repeat(200_000);
  for (let n = 0; n < 150_000; n++) texts.add(text(n));
  texts.add(long);
  texts.add('');
  for (const n of [0, 1, 149_999, 75_000, 100_000, 3, 99_999]) expect(texts.at(n)).toBe(text(n));
  for (let n = 0; n < 150_000; n += 7) if (texts.at(n) !== text(n)) throw new Error(`Text ${n} is another`);
  expect(texts.at(150_000)).toBe(long);
  expect(texts.at(150_001)).toBe('');
  expect([texts.at(150_002), texts.at(-1), texts.at(1.5)]).toEqual([undefined, undefined, undefined]);
  texts.close();
});
