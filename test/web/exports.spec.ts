import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { Roles, SignInSessions, Users } from '#access';
import { SampleArea } from '#demo';
import { EXPORT_JOB, type ExportFormat, ExportWork, guarded, unguarded, Workbook } from '#documents';
import { Contacts, Employers, ImportWork } from '#employers';
import { type Actor, newId, Queues, type Tx } from '#platform';
import type { Page, Visitor } from '../support/visitor.js';
import { type TestWeb, testWeb } from '../support/web.js';

type Person = Visitor & { userId: string };
interface Run {
  id: string;
  state: string;
  total: number;
  done: number;
  columns: string[];
  filter: object;
}

const actor: Actor = { kind: 'user', label: 'Sam Sample' };
const REASON = 'Name badges for the employer forum';
/** Names that spreadsheets would run, and that lists have a way of breaking at. */
const CANARIES = [
  '=HYPERLINK("http://x.example") Ltd',
  '+Plus Net (sample)',
  '-5 Degrees',
  '@Home; Care',
  "'=Quoted",
  'Two, "Three" & Co',
];

let web: TestWeb;
let areaId: string;
let coordinator: Person;

beforeAll(async () => {
  web = await testWeb();
  const administrator = await web.signedIn({ role: 'administrator', areaId: null });
  areaId = await web.app.get(SampleArea).load(administrator.userId);
  coordinator = await web.signedIn({ role: 'coordinator', areaId });
  await write(async (tx) => {
    const employers = web.app.get(Employers);
    for (const [at, name] of CANARIES.entries()) {
      const tradingNames = at ? [] : ['One name', '=Another'];
      const employer = await employers.create(
        tx,
        areaId,
        { name, tradingNames, postcode: `HX${at + 1} 1QE` },
        actor,
      );
      const person = {
        name: '=Max Mockup',
        email: `max${at}@example.org`,
        phone: '+44 1422 345678',
        isPrimary: true,
      };
      await web.app.get(Contacts).add(tx, areaId, employer.id, person, actor);
    }
  });
}, 120_000);
afterAll(() => web?.close());
beforeEach(() => web.world.clock.set('2026-11-24T09:00:00Z'));

const write = <T>(work: (tx: Tx) => Promise<T>) => web.world.db.write([areaId], work);
const later = (hours: number) =>
  web.world.clock.set(new Date(web.world.clock.now().getTime() + hours * 3_600_000).toISOString());
const count = async (sql: string) => (await web.world.owner<{ n: number }>(sql, [areaId]))[0]!.n;

/** Asks for a list with these columns, or those that are ticked. */
async function ask(
  path: string,
  more: { who?: Visitor; columns?: string[]; format?: ExportFormat; reason?: string } = {},
): Promise<Page> {
  const page = await (more.who ?? coordinator).get(`/exports/new/${path}`);
  return page
    .form('reason')
    .fill({
      reason: more.reason ?? REASON,
      format: more.format ?? 'csv',
      ...(more.columns && { columns: more.columns }),
    })
    .submit(/^Make the file/);
}
const latest = async (): Promise<Run> =>
  (
    await web.world.owner<Run>(
      'SELECT * FROM export_run WHERE area_id = $1 ORDER BY asked_at DESC, id DESC LIMIT 1',
      [areaId],
    )
  )[0]!;
const make = (run: Pick<Run, 'id'>) => web.app.get(ExportWork).make(areaId, run.id);
/** What the worker does with the latest that was asked for. */
const made = async (): Promise<Run> => {
  await make(await latest());
  return latest();
};
const fileOf = (run: Pick<Run, 'id'>, who: Visitor = coordinator) =>
  fetch(`${web.url}/exports/${run.id}/file`, { headers: { cookie: who.cookieHeader }, redirect: 'manual' });
const bytesOf = async (run: Pick<Run, 'id'>) => Buffer.from(await (await fileOf(run)).arrayBuffer());
const onDisk = ({ id }: Pick<Run, 'id'>) => join(web.world.settings.dataDir, 'files', 'exports', areaId, id);
const auditOf = ({ id }: Pick<Run, 'id'>) =>
  web.world.owner<{ verb: string; resource: string; kind: string; row_count: number; actor_id: string }>(
    `SELECT verb, resource, kind, row_count, actor_id FROM audit_entry WHERE subject = $1 ORDER BY at, id`,
    [id],
  );

/** Rows of a CSV file of ours, the heading first; no cell of what is asked here has a line break. */
const rowsOf = (csv: Buffer): string[][] =>
  csv
    .toString()
    .replace(/^\uFEFF/, '')
    .trimEnd()
    .split('\r\n')
    .map((line) =>
      [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
        ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain!,
      ),
    );

async function workbookRows(bytes: Buffer): Promise<string[][]> {
  const workbook = await Workbook.open(bytes);
  const rows: string[][] = [];
  for await (const { cells } of workbook.rows(workbook.sheets[0]!)) rows.push(cells);
  workbook.close();
  return rows;
}

describe('a list that is taken out', () => {
  it('is asked for with a reason, made, fetched, and each step stands in the audit', async () => {
    const list = await coordinator.get('/employers?stage=active&sort=-people');
    const page = await list.follow('Export');
    const active = await count(
      `SELECT count(*)::int AS n FROM employer WHERE area_id = $1 AND stage = 'active'`,
    );
    expect(page.url).toContain('/exports/new/employers?stage=active&sort=-people');
    expect(page.words).toContain(`${active} employers, as the list is narrowed now.`);
    expect(page.words).toContain('Names of people, and how to reach them.');
    expect(page.words).toContain('Not in this export');
    const shown = page.all('tbody tr').map((row) => row.querySelector('td')!.text);
    expect(shown).toHaveLength(3);
    const asked = await page
      .form('reason')
      .fill({ reason: REASON, format: 'xlsx' })
      .submit(/^Make the file/);
    expect(asked.url).toContain('/exports?done=asked');
    expect(asked.words).toContain('Being made');
    expect(asked.words).toContain(`0 of ${active} rows written`);
    const run = await made();
    expect(run).toMatchObject({ state: 'done', total: active, done: active });
    const ready = await coordinator.get('/exports');
    expect(ready.words).toContain(`Excel, ${active} employers`);
    expect(ready.words).toContain('Ready until Tuesday 1 December 2026, 9am');
    const file = await fileOf(run);
    expect(file.headers.get('content-disposition')).toBe('attachment; filename="Employers 2026-11-24.xlsx"');
    expect(file.headers.get('content-type')).toContain('spreadsheetml');
    const bytes = Buffer.from(await file.arrayBuffer());
    expect(bytes).toHaveLength(Number(file.headers.get('content-length')));
    const [heading, ...rows] = await workbookRows(bytes);
    expect(heading!.slice(0, 2)).toEqual(['Employer name', 'Sector']);
    // In the order of the list.
    expect(rows.slice(0, 3).map(([name]) => name)).toEqual(shown);
    expect(rows).toHaveLength(active);
    const by = { actor_id: coordinator.userId, row_count: active };
    expect(await auditOf(run)).toMatchObject([
      { verb: 'export', resource: 'employer', kind: 'change', ...by },
      { verb: 'create', resource: 'export', kind: 'change', ...by },
      { verb: 'see', resource: 'export', kind: 'read', ...by },
    ]);
    const [{ reason }] = (await web.world.owner<{ reason: string }>(
      `SELECT value ->> 'reason' AS reason FROM audit_value v JOIN audit_entry e ON e.id = v.entry_id WHERE e.subject = $1 AND verb = 'export'`,
      [run.id],
    )) as [{ reason: string }];
    expect(reason).toBe(REASON);
  });

  it('needs a reason and columns there are; what was chosen is kept', async () => {
    const before = (await latest()).id;
    const short = await ask('employers', { reason: 'because', columns: ['name', 'website'] });
    expect([short.status, short.words]).toEqual([
      422,
      expect.stringContaining('Say what it is for, in 10 to 300 characters'),
    ]);
    expect(short.words).toContain('2 of 25 chosen');
    const none = await ask('employers', { columns: [] });
    expect([none.status, none.words]).toEqual([422, expect.stringContaining('Choose at least one column')]);
    const odd = await ask('employers', { columns: ['name', 'password_hash'] });
    expect([odd.status, odd.words]).toEqual([
      422,
      expect.stringContaining('Choose columns that are listed here'),
    ]);
    const page = await coordinator.get('/exports/new/employers');
    const shown = await page
      .form('reason')
      .fill({ columns: ['website', 'region'], reason: '' })
      .submit(/^Show it/);
    expect(shown.status).toBe(200);
    expect(shown.all('thead th').map((head) => head.text)).toEqual(['Region', 'Website']);
    expect(shown.words).not.toContain('Names of people, and how to reach them.');
    expect((await latest()).id).toBe(before);
  });

  it.each(['csv', 'xlsx'] as const)('as %s has text where somebody typed a formula', async (format) => {
    await ask('employers', { format });
    const bytes = await bytesOf(await made());
    const rows = format === 'csv' ? rowsOf(bytes) : await workbookRows(bytes);
    const names = new Map(rows.map((row) => [row[0], row]));
    for (const name of CANARIES) {
      const row = names.get(format === 'csv' ? guarded(name) : name)!;
      expect(row.slice(-4)).toEqual(
        format === 'csv'
          ? ["'=Max Mockup", '', expect.stringMatching(/^max\d/), "'+44 1422 345678"]
          : ['=Max Mockup', '', expect.stringMatching(/^max\d/), '+44 1422 345678'],
      );
    }
    for (const cell of rows.flat()) if (format === 'csv') expect(cell).not.toMatch(/^\s*[=+\-@]/);
  });

  it('comes in again by our own import, and says nothing new', async () => {
    const page = await coordinator.get('/exports/new/employers');
    const columns = page.all('input[name="columns"]').map((box) => box.getAttribute('value')!);
    expect(columns).toHaveLength(25);
    await ask('employers', { columns });
    const bytes = await bytesOf(await made());
    const employers = await count(
      `SELECT count(*)::int AS n FROM employer WHERE area_id = $1 AND closed_at IS NULL AND merged_into IS NULL`,
    );
    expect(rowsOf(bytes)).toHaveLength(employers + 1);
    const contents = () =>
      web.world.owner<{ sum: string }>(
        `SELECT (SELECT md5(string_agg(e::text, '|' ORDER BY id)) FROM employer e WHERE area_id = $1)
             || (SELECT md5(string_agg(c::text, '|' ORDER BY id)) FROM contact c WHERE area_id = $1) AS sum`,
        [areaId],
      );
    const before = await contents();
    const result = await web.app.get(ImportWork).importFile(areaId, { name: 'again.csv', bytes }, { actor });
    expect(result).toMatchObject({ records: employers, created: 0, updated: 0, rejected: [] });
    expect(result.matched + result.duplicates.length).toBe(employers);
    expect(await contents()).toEqual(before);
    // The workbook holds the same, cell by cell, but for how days are written.
    await ask('employers', { columns, format: 'xlsx' });
    const cells = await workbookRows(await bytesOf(await made()));
    const days = (text: string) => text.replace(/^(\d{4})-(\d\d)-(\d\d)$/, '$3/$2/$1');
    const plain = rowsOf(bytes).map((row) => row.map((cell) => days(unguarded(cell))));
    for (const row of cells) while (row.length < columns.length) row.push('');
    expect(cells).toEqual(plain);
  });
});

describe('what can be taken out', () => {
  const lists: [path: string, title: string, rows: string, heads: string[]][] = [
    [
      'contacts?stage=active',
      'Contacts',
      `SELECT count(*)::int AS n FROM contact c JOIN employer e ON e.id = c.employer_id
        WHERE c.area_id = $1 AND c.left_at IS NULL AND e.stage = 'active'`,
      [
        'Employer name',
        'Sector',
        'Town',
        'Postcode',
        'Stage',
        'Contact name',
        'Contact job title',
        'Email',
        'Telephone',
      ],
    ],
    [
      'delegates',
      'Delegates',
      `SELECT count(*)::int AS n FROM delegate d WHERE d.area_id = $1
         AND (EXISTS (SELECT FROM place p WHERE p.delegate_id = d.id)
           OR d.left_at IS NULL AND EXISTS (SELECT FROM waiting_entry w WHERE w.id = d.waiting_entry_id AND w.state = 'waiting'))`,
      ['Session', 'Begins', 'Name', 'Job title', 'Email', 'Place', 'Employer name'],
    ],
    [
      'signatories',
      'Signatories',
      `SELECT count(*)::int AS n FROM charter WHERE area_id = $1 AND ended_on IS NULL`,
      [
        'Employer name',
        'Local authority',
        'Signed on',
        'Review due',
        'On the public register',
        'Signed by',
        'Role of who signed',
      ],
    ],
    [
      'emails?show=sent',
      'Emails',
      `SELECT count(*)::int AS n FROM message WHERE area_id = $1 AND state = 'sent'`,
      ['Sent or ended', 'What became of it', 'Subject', 'To', 'Email', 'Employer name'],
    ],
  ];
  it.each(lists)('%s', async (path, title, sql, heads) => {
    const rows = await count(sql);
    expect(rows).toBeGreaterThan(3);
    const page = await coordinator.get(`/exports/new/${path}`);
    expect(page.title).toContain(`Export ${title.toLowerCase()}`);
    expect(page.words).toContain(`First 3 of ${rows.toLocaleString('en-GB')}`);
    await ask(path);
    const run = await made();
    expect(run).toMatchObject({ state: 'done', total: rows, done: rows });
    const [heading, ...found] = rowsOf(await bytesOf(run));
    expect(heading).toEqual(heads);
    expect(found).toHaveLength(rows);
    expect(new Set(found.map((row) => row.length))).toEqual(new Set([heads.length]));
  });

  it('delegates of one session, by the way there from its page', async () => {
    const [{ id, n }] = (await web.world.owner<{ id: string; n: number }>(
      `SELECT p.session_id AS id, count(*)::int AS n FROM place p WHERE p.area_id = $1
        AND NOT EXISTS (SELECT FROM waiting_entry w WHERE w.session_id = p.session_id) GROUP BY 1 ORDER BY 2 DESC LIMIT 1`,
      [areaId],
    )) as [{ id: string; n: number }];
    const page = await (await coordinator.get(`/training/sessions/${id}`)).follow('Export');
    expect(page.words).toContain(`${n} people, as the list is narrowed now.`);
  });

  it('nothing, where a list has no row, is said with what to do', async () => {
    const page = await coordinator.get('/exports/new/employers?q=nobody+is+called+so');
    expect(page.words).toContain('There is nothing to take out.');
    expect(
      page.forms.some(
        ({ method, element }) => method === 'post' && /exports/.test(element.getAttribute('action')!),
      ),
    ).toBe(false);
  });
});

describe('who may fetch a file', () => {
  let run: Run;
  let maker: Person;
  beforeEach(async () => {
    maker = await web.signedIn({ role: 'coordinator', areaId });
    await ask('contacts', { who: maker });
    run = await made();
  });

  it('is who asked for it, and nobody else', async () => {
    const administrator = await web.signedIn({ role: 'administrator', areaId });
    for (const [who, status] of [
      [maker, 200],
      [coordinator, 404],
      [administrator, 404],
      [await web.signedIn({ role: 'coordinator' }), 404],
      [web.visitor(), 303],
    ] as const)
      expect((await fileOf(run, who)).status).toBe(status);
    expect((await coordinator.get('/exports')).text).not.toContain(run.id);
  });

  it('has just proved who they are', async () => {
    later(0.2);
    const answer = await fileOf(run, maker);
    expect([answer.status, answer.headers.get('location')]).toEqual([
      303,
      expect.stringContaining('/sign-in/confirm?next=%2Fexports'),
    ]);
    expect(await auditOf(run)).toHaveLength(2);
  });

  it('holds the right still: a role that was taken away refuses the file from the next click', async () => {
    await web.world.db.write([], (tx) =>
      web.app
        .get(Roles)
        .take(
          tx,
          maker.userId,
          { role: 'coordinator', areaId },
          { kind: 'user', id: newId() },
          'moved on to other work',
        ),
    );
    await web.world.db.write([], (tx) =>
      web.app.get(Users).grant(tx, maker.userId, 'partner', areaId, 'Chamber'),
    );
    const session = await web.world.db.write([], (tx) =>
      web.app.get(SignInSessions).open(tx, maker.userId, 'test'),
    );
    const again = web.visitor();
    again.addCookie(web.cookie(session));
    const answer = await fileOf(run, again);
    expect([answer.status, await answer.text()]).toEqual([
      403,
      expect.stringContaining('What you may take out has changed'),
    ]);
    expect(await auditOf(run)).toHaveLength(2);
    // It is listed still, and can be deleted.
    const list = await again.get('/exports');
    expect((await list.form(new RegExp(`${run.id}/delete`)).submit()).words).toContain(
      'The file has been deleted.',
    );
    expect(existsSync(onDisk(run))).toBe(false);
  });

  it('administrators see what was taken out and why, and can only delete it', async () => {
    const administrator = await web.signedIn({ role: 'administrator', areaId });
    const page = await (await administrator.get('/exports')).follow(/^By everybody/);
    expect(page.words).toContain(REASON);
    expect(page.all('a[href$="/file"]')).toEqual([]);
    expect(existsSync(onDisk(run))).toBe(true);
    await page.form(new RegExp(`${run.id}/delete`)).submit();
    expect(existsSync(onDisk(run))).toBe(false);
    expect((await fileOf(run, maker)).status).toBe(410);
    expect((await auditOf(run)).at(-1)).toMatchObject({
      verb: 'delete',
      resource: 'export',
      actor_id: administrator.userId,
    });
    expect((await coordinator.get('/exports?whose=all')).words).not.toContain('By everybody');
  });
});

describe('a file', () => {
  it('is not made without the right its maker had, says so, and can be tried again', async () => {
    const maker = await web.signedIn({ role: 'coordinator', areaId });
    await ask('employers', { who: maker });
    await web.world.owner(`UPDATE role_grant SET role = 'regional_lead' WHERE user_id = $1`, [maker.userId]);
    const run = await made();
    expect(run.state).toBe('failed');
    expect(existsSync(onDisk(run))).toBe(false);
    const page = await maker.get('/exports');
    expect(page.words).toContain('Not made');
    expect(page.words).toContain('What you may take out has changed');
    await web.world.owner(`UPDATE role_grant SET role = 'coordinator' WHERE user_id = $1`, [maker.userId]);
    await page.form(new RegExp(`${run.id}/again`)).submit();
    expect(await made()).toMatchObject({ id: run.id, state: 'done' });
    expect((await page.form(new RegExp(`${run.id}/again`)).submit()).status).toBe(409);
  });

  it('that a worker does not get through is given up after three times, with nothing left behind', async () => {
    await ask('employers');
    const run = await latest();
    const work = web.app.get(ExportWork) as unknown as { rows(): AsyncGenerator };
    const rows = jest.spyOn(work, 'rows').mockImplementation(async function* () {
      yield ['a'];
      throw new Error('the database is away');
    });
    for (let n = 0; n < 3; n++) await expect(make(run)).rejects.toThrow('the database is away');
    rows.mockRestore();
    expect(await latest()).toMatchObject({ state: 'failed' });
    expect(existsSync(onDisk(run))).toBe(false);
    expect((await coordinator.get('/exports')).words).toContain('began three times and did not get through');
    // A job that comes late finds nothing to do.
    await make(run);
    expect(await latest()).toMatchObject({ state: 'failed' });
  });

  it('that is made twice at once is one file', async () => {
    await ask('employers');
    const run = await latest();
    await Promise.all([make(run), make(run)]);
    expect(await latest()).toMatchObject({ state: 'done' });
    expect((await auditOf(run)).filter(({ verb }) => verb === 'create')).toHaveLength(1);
    expect(rowsOf(await bytesOf(run)).length).toBeGreaterThan(100);
  });

  it('that is stopped while it is made is not kept', async () => {
    await ask('employers');
    const run = await latest();
    const page = await coordinator.get('/exports');
    await page.form(new RegExp(`${run.id}/delete`)).submit();
    await make(run);
    expect(await latest()).toMatchObject({ state: 'gone', filter: {} });
    expect(existsSync(onDisk(run))).toBe(false);
  });

  it('is refused to who has twenty, until one is deleted', async () => {
    const maker = await web.signedIn({ role: 'coordinator', areaId });
    for (let n = 0; n < 20; n++) expect((await ask('signatories', { who: maker })).status).toBe(200);
    const page = await ask('signatories', { who: maker });
    expect([page.status, page.words]).toEqual([409, expect.stringContaining('You have 20 files here')]);
    await (await maker.get('/exports')).form(/delete$/).submit();
    expect((await ask('signatories', { who: maker })).status).toBe(200);
  });

  it('goes after seven days, and its line thirty days later', async () => {
    await ask('employers?q=hebble');
    const run = await made();
    later(7 * 24 - 1);
    await web.app.get(ExportWork).sweep();
    expect(existsSync(onDisk(run))).toBe(true);
    later(2);
    await web.app.get(ExportWork).sweep();
    expect(existsSync(onDisk(run))).toBe(false);
    expect(await latest()).toMatchObject({ state: 'gone', filter: {} });
    later(24 * 30 + 1);
    await web.app.get(ExportWork).sweep();
    expect(await web.world.owner('SELECT id FROM export_run WHERE id = $1', [run.id])).toEqual([]);
  });

  it('whose job was lost is found again by the sweep', async () => {
    await ask('employers');
    const run = await latest();
    const add = jest.spyOn(web.app.get(Queues), 'add').mockResolvedValue();
    await web.app.get(ExportWork).sweep();
    expect(add).toHaveBeenLastCalledWith(
      EXPORT_JOB,
      expect.not.arrayContaining([expect.objectContaining({ jobId: `export-${run.id}` })]),
    );
    later(0.1);
    await web.app.get(ExportWork).sweep();
    expect(add).toHaveBeenLastCalledWith(
      EXPORT_JOB,
      expect.arrayContaining([{ data: { areaId, runId: run.id }, jobId: `export-${run.id}` }]),
    );
    add.mockRestore();
  });
});
