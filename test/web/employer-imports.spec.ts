import { readFileSync } from 'node:fs';
import { Employers, ImportWork } from '#employers';
import { type Actor, projectPath, type Tx } from '#platform';
import { axe, comeIn, launchBrowser, overflow } from '../support/browser.js';
import type { Page, Visitor } from '../support/visitor.js';
import { type TestWeb, testWeb } from '../support/web.js';

const actor: Actor = { kind: 'user', label: 'Sam Sample' };
let web: TestWeb;
let coordinator: Visitor & { userId: string };
let n = 0;

beforeAll(async () => {
  web = await testWeb();
  coordinator = await web.signedIn({ role: 'coordinator' });
});
afterAll(async () => {
  await web?.close();
});

const write = <T>(work: (tx: Tx) => Promise<T>) => web.world.db.write([web.world.areaId], work);
const add = (name = `Hebble Textiles ${++n} (sample)`, more = {}) =>
  write((tx) => web.app.get(Employers).create(tx, web.world.areaId, { name, ...more }, actor));
/** What the worker does with a confirmed list. */
const work = async (address: string) =>
  web.app.get(ImportWork).bringIn(web.world.areaId, address.split('/').pop()!);

describe('lists', () => {
  const upload = async (name: string, content: string | Buffer, who: Visitor = coordinator) =>
    (await who.get('/imports')).form('Read the file').file('file', name, content).submit();

  it('come in step by step, and go back as one act', async () => {
    const sample = readFileSync(projectPath('demo/employers-sample.csv'));
    const before = Number((await web.world.owner<{ n: string }>('SELECT count(*) AS n FROM employer'))[0]!.n);
    const columns = await upload('sample.csv', sample);
    expect(columns.words).toContain('3,000 rows. Commas, UTF-8; both recognised.');
    expect(columns.form('column-0').values).toMatchObject({
      'column-0': 'name',
      'column-1': 'companyNumber',
      'column-5': 'size',
      'column-7': '',
    });
    const check = await columns.form('column-0').submit();
    expect(check.words).toContain('3,000ready, new');
    expect(check.words).toContain('Nothing is saved yet.');
    expect(Number((await web.world.owner<{ n: string }>('SELECT count(*) AS n FROM employer'))[0]!.n)).toBe(
      before,
    );
    const running = await check.form('count').submit();
    expect(running.words).toContain('0 of 3,000 rows');
    await work(running.url);
    const done = await coordinator.get(running.url);
    expect(done.words).toContain('3,000new employers');
    const acme = await coordinator.get('/employers?q=118+limited');
    const record = await acme.follow('118 LIMITED');
    expect(record.words).toContain('Imported with a list sample.csv');
    await record.form('stage').fill({ stage: 'contacted' }).submit();
    const ask = await done.follow('Undo the import');
    expect(ask.words).toContain('2,999 new records are removed');
    expect(ask.words).toContain('118 LIMITED');
    expect(ask.words).toContain('its stage was moved');
    const short = await ask.form('reason').fill({ reason: 'no' }).submit();
    expect(short.one('#reason-error').text).toContain('in 10 to 300 characters');
    const reverted = await short.form('reason').fill({ reason: 'The wrong list was loaded' }).submit();
    expect(reverted.words).toContain('2,999 new records were removed');
    expect(Number((await web.world.owner<{ n: string }>('SELECT count(*) AS n FROM employer'))[0]!.n)).toBe(
      before + 1,
    );
  }, 60_000);

  it('say what is wrong in each row, take corrections, and keep out what stays wrong', async () => {
    await add('Norland Joinery (sample)', { registerNumber: '99000014', headcount: 9, postcode: 'HX6 3QA' });
    const list = [
      'Firma;Reg no;PC;Staff;Mail;Fax',
      'Norland Joiners Ltd (sample);99000014;HX6 3QA;7;office@norland.example;1',
      'Brewing Co (sample);SC99037;HX6 4DT4;18;hello@ripponden.example;',
      ';99000118;HX1 1UJ;9;;',
      'Tea Rooms (sample);;;about 6;tea@heptonstall.example;',
    ].join('\n');
    const columns = await upload('chamber.csv', list);
    const check = await columns.form('column-0').submit();
    expect(check.words).toContain('1ready, new');
    expect(check.words).toContain('1already on file');
    expect(check.words).toContain('2cannot be imported yet');
    expect(check.words).toContain('one character too many');
    expect(check.words).toContain('FaxLeft out');
    const better = await check.form('cell-3-2').fill({ 'cell-3-2': 'HX6 4DT' }).submit();
    expect(better.words).toContain('1cannot be imported yet');
    const matches = await better.follow('Check the 1 match first');
    expect(matches.words).toContain('Norland Joinery (sample)');
    const saved = await matches.form('choice-2').fill({ 'choice-2': 'fill' }).submit();
    expect(saved.form('choice-2').values).toMatchObject({ 'choice-2': 'fill' });
    const back = await saved.follow('Back to the figures');
    const running = await back.form('count').submit();
    await work(running.url);
    const done = await coordinator.get(running.url);
    expect(done.words).toContain('2new employers');
    expect(done.words).toContain('The employer’s name is missing.');
    const [norland] = await web.world.owner(
      `SELECT name, headcount FROM employer WHERE register_number = '99000014'`,
    );
    expect(norland).toMatchObject({ name: 'Norland Joinery (sample)', headcount: 9 });
  });

  it('offer the employers that a row may be, and take the one that is chosen', async () => {
    const [first, second] = [
      await add('Luddenden Hospice (sample)', { postcode: 'HX2 6TY', town: 'Luddenden' }),
      await add('Luddenden Hospice (sample) Ltd', { postcode: 'HX2 6TY', headcount: 12 }),
    ];
    const rows = ['LUDDENDEN HOSPICE (SAMPLE);HX2 6TY;30', 'Luddenden New (sample);HX2 6TY;5'];
    const check = await (await upload('several.csv', ['Firma;PC;Staff', ...rows].join('\n')))
      .form('column-0')
      .submit();
    expect(check.words).toContain('1may be any of several');
    expect(check.words).toContain('1 row may be any of several employers: say which under Matches');
    expect((await check.follow('Say which employer line 2 is')).url).toContain('/matches');
    const matches = await check.follow('Check the 1 match first');
    expect(matches.words).toContain('1 row may be any of several employers.');
    expect(matches.words).toContain('It stays out until you say which.');
    const choices = matches.all('input[name=choice-2]').map((one) => one.getAttribute('value'));
    expect([...choices].sort()).toEqual([`of-${first.id}`, `of-${second.id}`, 'add', 'skip'].sort());
    expect(matches.all('input[name=choice-2][checked]')).toEqual([]);
    const browser = await launchBrowser();
    try {
      for (const width of [1280, 320]) {
        const context = await browser.newContext({ viewport: { width, height: 900 } });
        await comeIn(context, coordinator);
        const page = await context.newPage();
        for (const address of [check.url, matches.url]) {
          await page.goto(new URL(address, web.url).href);
          expect([address, width, await axe(page)]).toEqual([address, width, []]);
          expect([address, width, await overflow(page)]).toEqual([address, width, 0]);
        }
      }
    } finally {
      await browser.close();
    }
    const chosen = await matches
      .form('choice-2')
      .fill({ 'choice-2': `of-${second.id}` })
      .submit();
    expect(chosen.words).toContain('Saved, and all rows checked again.');
    expect(chosen.words).toContain('1 row is already on file');
    expect(chosen.form('choice-2').values).toMatchObject({ 'choice-2': `of-${second.id}` });
    // One that is not offered is none.
    const forged = await chosen
      .form('choice-2')
      .fill({ 'choice-2': `of-${second.id}`.replace(/.$/, '0') })
      .submit();
    expect(forged.words).toContain('Nothing was changed.');
    expect(forged.form('choice-2').values).toMatchObject({ 'choice-2': `of-${second.id}` });
    const again = await forged
      .form('choice-2')
      .fill({ 'choice-2': `of-${second.id}` })
      .submit();
    const running = await (await again.follow('Back to the figures')).form('count').submit();
    await work(running.url);
    const held = await web.world.owner(
      `SELECT id, headcount FROM employer WHERE postcode = 'HX2 6TY' ORDER BY created_at, id`,
    );
    expect(held).toHaveLength(3);
    // Added by hand, so that the list only fills it in.
    expect(held).toContainEqual({ id: second.id, headcount: 12 });
    expect(held).toContainEqual({ id: first.id, headcount: null });
  });

  it('refuse what is no list, and columns without a name', async () => {
    const none = await (await coordinator.get('/imports')).form('Read the file').submit();
    expect(none.status).toBe(422);
    expect(none.one('#file-error').text).toContain('Choose the file');
    const excel = await upload('list.xlsx', Buffer.from('504b03041400060008', 'hex'));
    expect(excel.one('#file-error').text).toContain('Excel workbook');
    const columns = await upload('odd.csv', 'Ref,Note\n1,x\n');
    const again = await columns.form('column-0').submit();
    expect(again.status).toBe(422);
    expect(again.words).toContain('Choose the column that holds the employer’s name.');
    const double = await again.form('column-0').fill({ 'column-0': 'name', 'column-1': 'name' }).submit();
    expect(double.one('#column-1-error').text).toContain('already');
    expect((await double.form('Cancel the import').submit()).words).toContain('Nothing of it was stored.');
  });

  it('that fail say why, on their page and in the list', async () => {
    const check = await (await upload('fails.csv', 'name,postcode\nFail Mill (sample),HX1 1UJ\n'))
      .form('column-0')
      .submit();
    const run = await check.form('count').submit();
    await web.world.owner(`UPDATE import_run SET mapping = '[null, null]' WHERE file_name = 'fails.csv'`);
    await expect(work(run.url)).rejects.toMatchObject({ code: 'employers.import-no-name' });
    const page = await coordinator.get(run.url);
    expect(page.words).toContain('This list was not imported.');
    expect(page.words).toContain('No column of this list is known to hold the employer’s name.');
    expect((await coordinator.get('/imports')).words).toContain('Failed');
  });

  it('say that nothing was saved when nothing was changed', async () => {
    const columns = await upload('same.csv', 'name,postcode\nSame Mill (sample),\n');
    const check = await columns.form('column-0').submit();
    const same = await check.form(/rows$/).submit();
    expect(same.words).not.toContain('Saved');
    expect(same.words).toContain('Nothing was changed.');
  });

  it('are not let in on figures that are no longer true', async () => {
    const columns = await upload(
      'stale.csv',
      'name,postcode\nStale Mill (sample),HX1 1UJ\nOther Mill (sample),\n',
    );
    const check = await columns.form('column-0').submit();
    const old = check.form('count');
    const body = new URLSearchParams({ ...check.form(/rows$/).values, 'choice-3': 'skip' } as Record<
      string,
      string
    >).toString();
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const left = await coordinator.send(`${check.url}/rows`, { method: 'POST', body, headers });
    expect(left.words).toContain('Saved, and all rows checked again.');
    const refused = await old.submit();
    expect(refused.status).toBe(409);
    expect(refused.words).toContain('The figures have changed');
  });

  it('show their rows by pages, and a cell that is refused on its page', async () => {
    const rows = Array.from({ length: 60 }, (_, i) => `Paged Mill ${i} (sample),HX6 ${i}DT4`).join('\n');
    const check = await (await upload('pages.csv', `name,postcode\n${rows}\n`)).form('column-0').submit();
    const lines = (page: Page) => page.all('.em-rows tbody td:first-child').map((cell) => cell.text.trim());
    const second = await check.follow(/^Next/);
    expect([lines(check).length, lines(second).length]).toEqual([50, 10]);
    expect(lines(await second.follow(/^Previous/))).toEqual(lines(check));
    const long = 'x'.repeat(10_001);
    const refused = await second.form(/rows/).fill({ 'cell-60-1': long }).submit();
    expect(refused.status).toBe(422);
    expect(lines(refused)).toEqual(lines(second));
    expect(refused.one('#cell-60-1').getAttribute('value')).toBe(long);
    expect(refused.words).toContain('Use at most 10000 characters');
    await refused.form('Cancel the import').submit();
    const gone = await second.form(/rows/).submit();
    expect([gone.status, gone.words]).toEqual([
      409,
      expect.stringContaining('This list has moved on meanwhile'),
    ]);
  });

  it('are closed to partners', async () => {
    const partner = await web.signedIn({ role: 'partner', agency: 'Jobcentre Plus' });
    expect((await partner.get('/imports')).status).toBe(403);
  });
});
