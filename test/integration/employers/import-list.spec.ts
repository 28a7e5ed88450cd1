import { readFileSync } from 'node:fs';
import iconv from 'iconv-lite';
import { Audit } from '#access';
import { Contacts, Employers, Geography, Imports, ImportWork, People } from '#employers';
import { type Actor, createLog, projectPath, type Queues } from '#platform';
import { type TestWorld, testDatabase } from '../../support/database.js';

const operator: Actor = { kind: 'operator', label: 'Command line' };
let world: TestWorld;
let work: ImportWork;
let employers: Employers;
let contacts: Contacts;

beforeAll(async () => {
  world = await testDatabase();
  const geography = new Geography();
  const queues = { add: async () => undefined } as unknown as Queues;
  const audit = new Audit(world.clock);
  const imports = new Imports(world.clock, queues, geography, audit);
  const log = createLog({ logLevel: 'silent' }, 'test');
  work = new ImportWork(world.db, world.clock, world.facts, queues, geography, imports, audit, log);
  employers = new Employers(world.clock, world.facts, geography);
  contacts = new Contacts(world.clock, world.facts, new People(world.clock));
});
afterAll(() => world?.close());
beforeEach(() => world.owner('TRUNCATE employer, contact, import_run, import_row, fact CASCADE'));

const run = (content: string | Buffer, options: { dryRun?: boolean } = {}) =>
  work.importFile(
    world.areaId,
    { name: 'list.csv', bytes: typeof content === 'string' ? Buffer.from(content) : content },
    { ...options, actor: operator },
  );
const all = () =>
  world.db.read([world.areaId], async (tx) => (await employers.list(tx, world.areaId, {}, {}, 500)).rows);
const one = async (name: string) =>
  world.db.read([world.areaId], async (tx) => {
    const { rows } = await employers.list(tx, world.areaId, { q: name });
    return employers.get(tx, rows[0]!.id);
  });
const sums = (r: Awaited<ReturnType<typeof run>>) =>
  r.created + r.matched + r.rejected.length + r.duplicates.length;
const head = 'employer_name,company_number,postcode,employer_size\n';

describe('the sample', () => {
  const sample = readFileSync(projectPath('demo/employers-sample.csv'));

  it('comes in whole, and a second time changes nothing', async () => {
    const dry = await run(sample, { dryRun: true });
    expect(await all()).toHaveLength(0);
    const first = await run(sample);
    expect(first).toEqual({
      records: 3000,
      created: 3000,
      matched: 0,
      updated: 0,
      rejected: [],
      duplicates: [],
    });
    expect(dry).toEqual(first);
    expect(await run(sample)).toEqual({
      records: 3000,
      created: 0,
      matched: 3000,
      updated: 0,
      rejected: [],
      duplicates: [],
    });
    const [figures] = await world.owner<Record<string, string>>(
      `SELECT count(*) AS n, count(*) FILTER (WHERE sector = 'public_other') AS public, count(authority_code) AS placed,
              count(*) FILTER (WHERE region = 'Yorkshire and The Humber') AS yorkshire FROM employer`,
    );
    expect(figures).toMatchObject({ n: '3000', yorkshire: expect.stringMatching(/^8\d\d$/) });
    expect(Number(figures!['placed'])).toBeGreaterThan(2800);
    expect(await one('Acropolis Corporate')).toMatchObject({
      name: 'ACROPOLIS CORPORATE LIMITED',
      tradingNames: ['ACROPOLIS HOTELS LIMITED'],
      registerNumber: '00699358',
      reportedSize: '250 to 499',
      sizeBand: 'n250_500',
      authorityName: 'Wakefield',
    });
    const [facts] = await world.owner<{ n: string }>(
      `SELECT count(*) AS n FROM fact WHERE kind = 'employers.added'`,
    );
    expect(facts!.n).toBe('3000');
  }, 60_000);
});

describe('encodings and delimiters', () => {
  const text =
    'Firma;Reg no;PC;Staff;Mail;Fax\r\nCafé Möller & Söhne;99000014;HX6 3QA;1.240;office@moeller.example;1\r\n';
  it.each([
    ['UTF-8', Buffer.from(text)],
    ['UTF-8 with a mark', Buffer.from('\uFEFF' + text)],
    ['UTF-16 LE with a mark', iconv.encode('\uFEFF' + text, 'utf-16le')],
    ['UTF-16 BE with a mark', iconv.encode('\uFEFF' + text, 'utf-16be')],
    ['UTF-16 LE without', iconv.encode(text, 'utf-16le', { addBOM: false })],
    ['UTF-16 BE without', iconv.encode(text, 'utf-16be', { addBOM: false })],
    ['Windows-1252', iconv.encode(text, 'win1252')],
    ['commas', Buffer.from(text.replaceAll(';', ','))],
    ['tabs', Buffer.from(text.replaceAll(';', '\t'))],
    ['vertical bars', Buffer.from(text.replaceAll(';', '|'))],
    ['bare CR', Buffer.from(text.replaceAll('\r\n', '\r'))],
    ['a sep= line', Buffer.from('sep=;\r\n' + text)],
    ['a title above', Buffer.from('Members 2026;;;;;\r\n;;;;;\r\n' + text)],
    ['NUL bytes', Buffer.from(text.replace('Söhne', 'Sö\0hne'))],
  ])('reads %s', async (_, bytes) => {
    expect(await run(bytes)).toMatchObject({ records: 1, created: 1, rejected: [] });
    const seen = await one('Café');
    expect(seen).toMatchObject({
      name: 'Café Möller & Söhne',
      registerNumber: '99000014',
      postcode: 'HX6 3QA',
      headcount: 1240,
      authorityCode: 'E08000033',
    });
    const people = await world.db.read([world.areaId], (tx) =>
      contacts.findByEmployer(tx, world.areaId, seen.id),
    );
    expect(people).toMatchObject([
      { name: 'General enquiries', email: 'office@moeller.example', isPrimary: true },
    ]);
  });

  it.each([
    ['an xlsx', Buffer.from('504b03041400', 'hex'), /Excel workbook/],
    ['an old xls', Buffer.from('d0cf11e0a1b11ae1', 'hex'), /old Excel/],
    ['a PDF', Buffer.from('%PDF-1.7\n'), /PDF/],
    ['a picture', Buffer.from('89504e470d0a1a0a', 'hex'), /picture/],
    ['a web page', Buffer.from('<!DOCTYPE html><html>'), /web page/],
    ['nothing', Buffer.alloc(0), /empty/],
    ['blanks only', Buffer.from('\uFEFF \r\n\r\n'), /empty/],
    ['no name column', Buffer.from('Ref,Note\n1,x\n'), /Its columns are: Ref, Note/],
  ])('refuses %s, saying what it is', async (_, bytes, message) => {
    await expect(run(bytes)).rejects.toThrow(message);
    await expect(run(bytes, { dryRun: true })).rejects.toThrow(message);
  });

  it('takes a header by itself for a list of nobody', async () =>
    expect(await run(head)).toEqual({
      records: 0,
      created: 0,
      matched: 0,
      updated: 0,
      rejected: [],
      duplicates: [],
    }));
});

describe('rows', () => {
  it('are counted, rejected and found double by their physical line', async () => {
    const list = [
      'employer_name,company_number,address,postcode', // 1
      'Acme Ltd,01234567,"1 Mill Lane\nHalifax",HX1 1UJ', // 2, 3
      ',07654321,x,HX1 1UJ', // 4: no name
      ' , ,,', // 5: blank, no row
      '', // 6
      'ACME LIMITED,1234567,,HX2 7TL', // 7: same number as 2
      'Beta & Co,,,HX1 1UJ', // 8
      'The Beta and Company,,,hx11uj', // 9: same as 8
      'Beta & Co,,,HX2 7TL', // 10: another place, another employer
      'Gamma,,,HX6 4DT4', // 11: bad postcode
      'Delta,123456789,,HX1 1UJ', // 12: bad number
      '"Epsilon, Ltd",,"never closed,HX1 1UJ', // 13
      'Zeta,,,', // 14: no postcode, a doubt
      'Eta,,,75008', // 15: overseas, a doubt
      'Theta,,a,b,c,HX1 1UJ', // 16: too many cells
      'Iota', // 17: too few
      'employer_name,company_number,address,postcode', // 18: header again
      '"=HYPERLINK(""http://x"")",,,HX1 1UJ', // 19
    ].join('\n');
    const dry = await run(list, { dryRun: true });
    const result = await run(list);
    expect(dry).toEqual(result);
    expect(result).toMatchObject({ records: 14, created: 7, matched: 0, updated: 0 });
    expect(result.rejected.map((r) => r.line)).toEqual([4, 11, 12, 13, 16]);
    expect(result.rejected[0]!.reason).toBe('The employer’s name is missing.');
    expect(result.rejected[1]!.reason).toContain('HX6 4DT4');
    expect(result.duplicates).toEqual([
      { line: 7, of: 2 },
      { line: 9, of: 8 },
    ]);
    expect(sums(result)).toBe(result.records);
    expect(await one('Acme')).toMatchObject({ address: '1 Mill Lane, Halifax', town: 'Halifax' });
    expect((await all()).map((e) => e.name)).toContain('=HYPERLINK("http://x")');
    const again = await run(list);
    expect(again).toMatchObject({
      created: 0,
      matched: 7,
      updated: 0,
      rejected: result.rejected,
      duplicates: result.duplicates,
    });
  });

  it('keep leading zeros and put lost ones back', async () => {
    await run(
      `${head}A,445790,HX1 1UJ,\nB,SC1234,HX1 1UJ,\nC,IP12345R,HX1 1UJ,\nD,"=""00012345""",HX1 1UJ,\n`,
    );
    expect(
      (await world.owner('SELECT name, register_number FROM employer ORDER BY name')).map(
        (r) => r['register_number'],
      ),
    ).toEqual(['00445790', 'SC001234', 'IP12345R', '00012345']);
  });

  it('of one name and place with two numbers are two employers', async () =>
    expect(await run(`${head}A,00000011,HX1 1UJ,\nA,00000022,HX1 1UJ,\nA,,HX1 1UJ,\n`)).toMatchObject({
      created: 2,
      duplicates: [{ line: 4, of: 2 }],
    }));

  const zed = 'Employer name,Company number,Postcode\n';
  const zeds = (...numbers: string[]) => zed + numbers.map((n) => `Zed Care Ltd,${n},HX1 1AA\n`).join('');
  it.each([
    ['after the row without', ['', '70021001', '70021002'], { line: 3, of: 2 }],
    ['before it', ['70021001', '70021002', ''], { line: 4, of: 2 }],
    ['around it', ['70021001', '', '70021002'], { line: 3, of: 2 }],
  ])('are two employers by two numbers, and stay so: numbers %s', async (_, numbers, double) => {
    const list = zeds(...numbers);
    const dry = await run(list, { dryRun: true });
    const result = await run(list);
    expect(dry).toEqual(result);
    expect(result).toMatchObject({ records: 3, created: 2, rejected: [], duplicates: [double] });
    expect(
      (await world.owner('SELECT register_number AS n FROM employer ORDER BY 1')).map((r) => r['n']),
    ).toEqual(['70021001', '70021002']);
    // The row without a number may then be either, unless a row before it has said which: nobody picks for people.
    const again = await run(list);
    expect(again).toMatchObject({ created: 0, matched: 2, updated: 0 });
    if (numbers[0]) expect(again).toMatchObject({ rejected: [], duplicates: [double] });
    else
      expect(again).toMatchObject({
        rejected: [{ line: 2, reason: expect.stringContaining('It may be any of 2 employers on file') }],
        duplicates: [],
      });
  });

  it('fill what their first row left empty, also from far below', async () => {
    const others = Array.from({ length: 1500 }, (_, i) => `Other ${i},,HX1 1UJ,,\n`).join('');
    const list = `Employer,Company number,Postcode,Email,Staff\nZed Ltd,,HX1 1AA,,40\n${others}Zed Ltd,70021001,HX1 1AA,zed@example.org,50\n`;
    const result = await run(list);
    expect(result).toMatchObject({ created: 1501, duplicates: [{ line: 1503, of: 2 }] });
    const seen = await one('Zed');
    expect(seen).toMatchObject({ registerNumber: '70021001', headcount: 40, stage: 'identified' });
    expect(
      await world.db.read([world.areaId], (tx) => contacts.findByEmployer(tx, world.areaId, seen.id)),
    ).toMatchObject([{ email: 'zed@example.org', isPrimary: true }]);
    expect(await run(list)).toMatchObject({ created: 0, matched: 1501 });
  });

  it('are found again when their doubles say where they are', async () => {
    const list = `${zed}Zed,,\nZed,70021001,\nZed,70021001,HX1 1AA\n`;
    expect(await run(list)).toMatchObject({ created: 1 });
    expect(await run(list)).toMatchObject({ created: 0, matched: 1 });
  });

  it('may end in empty cells beyond the header, and not in full ones', async () =>
    expect(await run('name,postcode\nA,HX1 1UJ,,,\nB,HX1 1UJ, ,x\n')).toMatchObject({
      created: 1,
      rejected: [{ line: 3, reason: expect.stringContaining('4 cells where the header has 2') }],
    }));

  it('with a number of one to three digits come in without it', async () => {
    expect(await run(`${head}A,7,HX1 1UJ,\nB,123,HX1 1UJ,\n`)).toMatchObject({ created: 2, rejected: [] });
    expect(await world.owner('SELECT 1 FROM employer WHERE register_number IS NOT NULL')).toEqual([]);
  });

  it('are refused in few words, however long their cells are', async () => {
    const long = 'LS'.repeat(3000);
    const { rejected } = await run(
      `name,company number,postcode,email,size\nA,${long},HX1 1UJ,,\nB,,${long},,\nC,,HX1 1UJ,${long},\nD,,HX1 1UJ,,-${'1'.repeat(4000)}\n`,
    );
    expect(rejected).toHaveLength(4);
    for (const { reason } of rejected) {
      expect(reason).toContain('…”');
      expect(reason.length).toBeLessThan(200);
    }
  });

  it('bear repeated and missing headers, very long cells and letters of all kinds', async () => {
    const long = 'x'.repeat(50_000);
    const result = await run(
      `name,name,,postcode\nOne,other,${long},HX1 1UJ\n${long},b,c,HX1 1UJ\nТвэ日本🎉 \uD800,b,c,HX1 1UJ\n`,
    );
    expect(result).toMatchObject({
      records: 3,
      created: 2,
      rejected: [{ line: 3, reason: expect.stringContaining('more than 300 characters') }],
    });
  });

  it('read a list without a header', async () => {
    expect(
      await run('Hebble Mills Ltd,99000001,HX1 1UJ\nBooth Castings Ltd,99000002,HX2 7TL\n'),
    ).toMatchObject({ created: 2 });
    expect(await one('Booth')).toMatchObject({ registerNumber: '99000002', postcode: 'HX2 7TL' });
    expect(await run('Noheader One Ltd\nNoheader Two Ltd\nNoheader Three Ltd')).toMatchObject({
      records: 3,
      created: 3,
    });
    expect(
      await run(
        'Acme73 Group plc,1 High St,75001,France\nUk One Ltd,1 Mill Lane,HX1 1UJ,UK\nUk Two Ltd,2 Mill Lane,HX2 7TL,UK\n',
      ),
    ).toMatchObject({ records: 3, created: 3 });
    expect((await all()).map((e) => e.name)).toContain('Acme73 Group plc');
  });

  it('read a single column, commas and all', async () => {
    expect(await run('Employer\nSmith, Jones & Co\nBrown\n')).toMatchObject({
      records: 2,
      created: 2,
      rejected: [],
    });
    expect((await all()).map((e) => e.name)).toEqual(['Brown', 'Smith, Jones & Co']);
  });
});

describe('matching against what is there', () => {
  it('takes what differs, keeps what the list leaves empty, and says how many changed', async () => {
    await run(`${head}Acme Ltd,01234567,HX1 1UJ,40\nBeta,,HX1 1UJ,\nGamma,,HX2 7TL,300\n`);
    const result = await run(
      `${head}Acme Ltd,01234567,HX2 7TL,\nBETA,07654321,HX1 1UJ,12\nGamma,,HX2 7TL,250 to 499\nNew,,HX1 1UJ,\n`,
    );
    expect(result).toMatchObject({ records: 4, created: 1, matched: 3, updated: 2 });
    expect(await one('Acme')).toMatchObject({ postcode: 'HX2 7TL', headcount: 40 });
    expect(await one('Beta')).toMatchObject({
      name: 'Beta',
      registerNumber: '07654321',
      headcount: 12,
      sizeBand: 'n10_49',
    });
    expect(await one('Gamma')).toMatchObject({ headcount: 300, reportedSize: null });
  });

  it('renames by number, keeps the old name, and does not go back to it', async () => {
    await run(`${head}Old Name Ltd,01234567,HX1 1UJ,\n`);
    expect(await run(`${head}New Name Ltd,01234567,HX1 1UJ,\n`)).toMatchObject({ matched: 1, updated: 1 });
    expect(await one('New Name')).toMatchObject({ name: 'New Name Ltd', tradingNames: ['Old Name Ltd'] });
    expect(await run(`${head}OLD NAME LIMITED,,HX1 1UJ,\n`)).toMatchObject({ matched: 1, updated: 0 });
    expect(await run(`${head}Old Name Ltd,01234567,HX1 1UJ,\n`)).toMatchObject({ matched: 1, updated: 0 });
  });

  it('picks none of several in silence: the row stays out and says which it may be', async () => {
    await run(`${head}Kirkwood Hospice,99000021,HX5 9HT,\nKirkwood Hospice Ltd,99000022,HX5 9HT,\n`);
    const list = `${head}KIRKWOOD HOSPICE,,HX5 9HT,12\nNew,,HX1 1UJ,\n`;
    const dry = await run(list, { dryRun: true });
    const result = await run(list);
    expect(dry).toEqual(result);
    expect(result).toMatchObject({ records: 2, created: 1, matched: 0, rejected: [{ line: 2 }] });
    expect(result.rejected[0]!.reason).toMatch(
      /^It may be any of 2 employers on file: Kirkwood Hospice( Ltd)? \(HX5 9HT\), Kirkwood Hospice( Ltd)? \(HX5 9HT\)\. Say which one under Matches\.$/,
    );
  });

  it('only fills in what somebody has typed since', async () => {
    const byHand: Actor = { kind: 'user', label: 'Sam Sample' };
    await run(`${head}Typed Mill Ltd,,HX1 1UJ,40\nListed Mill Ltd,,HX1 1UJ,40\n`);
    const { id } = await one('Typed');
    await world.db.write([world.areaId], (tx) => employers.change(tx, id, { headcount: 55 }, byHand));
    const result = await run(`${head}Typed Mill Ltd,01234567,HX1 1UJ,41\nListed Mill Ltd,,HX1 1UJ,41\n`);
    expect(result).toMatchObject({ matched: 2, updated: 2 });
    expect(await one('Typed')).toMatchObject({ headcount: 55, registerNumber: '01234567' });
    expect(await one('Listed')).toMatchObject({ headcount: 41 });
  });

  it('knows an employer by the ways its name is written, and a registered one that moved', async () => {
    await run(`${head}The Hebble & Calder Services Ltd,,HX1 1UJ,\nSt Mary's Primary School,,HX1 1UJ,\n`);
    const again = `${head}Hebble and Calder Service Limited,,hx11uj,\nHEBBLE & CALDER SERVICES LTD,,LS1 4AP,\nSaint Mary's Primary School,,LS1 4AP,\n`;
    expect(await run(again)).toMatchObject({ created: 1, matched: 1, duplicates: [{ line: 3, of: 2 }] });
  });

  it('adds people once', async () => {
    const list = 'company,contact,email,postcode\nAcme,Robin Example,robin@example.org,HX1 1UJ\n';
    expect(await run(list)).toMatchObject({ created: 1 });
    expect(await run(list)).toMatchObject({ matched: 1, updated: 0 });
    expect(await run(list.replace('robin@', 'max@').replace('Robin', 'Max'))).toMatchObject({
      matched: 1,
      updated: 1,
    });
    expect(
      (await world.owner('SELECT is_primary FROM contact ORDER BY created_at, name'))
        .map((r) => r['is_primary'])
        .sort(),
    ).toEqual([false, true]);
    expect(await run(list.replace('robin@example.org', 'not an address'))).toMatchObject({
      rejected: [{ line: 2 }],
    });
  });

  it('knows nothing of the area next door', async () => {
    await run(`${head}Acme Ltd,01234567,HX1 1UJ,\n`);
    const other = await work.importFile(
      world.secondAreaId,
      { name: 'list.csv', bytes: Buffer.from(`${head}Acme Ltd,01234567,HX1 1UJ,\n`) },
      { actor: operator },
    );
    expect(other).toMatchObject({ created: 1, matched: 0 });
  });
});
