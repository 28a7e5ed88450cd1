import { readFileSync } from 'node:fs';
import { jest } from '@jest/globals';
import { Agencies, Audit } from '#access';
import {
  Activities,
  Contacts,
  Employers,
  Geography,
  ImportReverts,
  Imports,
  ImportWork,
  People,
  Tasks,
} from '#employers';
import { type Actor, createLog, projectPath, type Queues, type Tx } from '#platform';
import { findEntries, searchLanes } from '#search';
import { type TestWorld, testDatabase } from '../../support/database.js';

const sam: Actor = { kind: 'user', id: '01900000-0000-7000-8000-000000000001', label: 'Sam Sample' };
const queued: unknown[] = [];
let world: TestWorld;
let imports: Imports;
let work: ImportWork;
let reverts: ImportReverts;
let employers: Employers;
let contacts: Contacts;

beforeAll(async () => {
  world = await testDatabase();
  const geography = new Geography();
  const queues = {
    add: async (_: string, jobs: unknown[]) => void queued.push(...jobs),
  } as unknown as Queues;
  const audit = new Audit(world.clock);
  imports = new Imports(world.clock, queues, geography, audit);
  const log = createLog({ logLevel: 'silent' }, 'test');
  work = new ImportWork(world.db, world.clock, world.facts, queues, geography, imports, audit, log);
  reverts = new ImportReverts(world.clock, world.facts, audit);
  employers = new Employers(world.clock, world.facts, geography);
  contacts = new Contacts(world.clock, world.facts, new People(world.clock));
});
afterAll(() => world?.close());
beforeEach(async () => {
  queued.length = 0;
  world.clock.set('2026-11-24T09:00:00Z');
  await world.owner('TRUNCATE employer, contact, activity, task, import_run, import_row, fact CASCADE');
});

const write = <T>(work: (tx: Tx) => Promise<T>) => world.db.write([world.areaId], work);
const open = (content: string | Buffer) =>
  write((tx) =>
    imports.open(tx, world.areaId, { name: 'list.csv', bytes: Buffer.from(content as string) }, sam),
  );
/** As a person does it: columns as guessed, then let in; returns the id of the run. */
const bringIn = async (content: string | Buffer) => {
  const run = await open(content);
  await write((tx) => imports.map(tx, run.id, run.mapping));
  await write((tx) => imports.confirm(tx, run.id, sam));
  await work.bringIn(world.areaId, run.id);
  return run.id;
};
const see = (id: string) => write((tx) => imports.get(tx, id));
const names = async () =>
  (await world.owner<{ name: string }>('SELECT name FROM employer ORDER BY name')).map((r) => r.name);
const idOf = async (name: string) =>
  (await world.owner<{ id: string }>('SELECT id FROM employer WHERE name = $1', [name]))[0]!.id;

/** Resolves once so many sessions wait for a lock of another. */
const waits = async (n: number) => {
  for (let i = 0; i < 200; i++) {
    const rows = await world.owner(
      `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    );
    if (rows.length >= n) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error('Nobody waits');
};

describe('a list', () => {
  it('stores no employer until it is let in, and then all of them, once', async () => {
    const run = await open('name,postcode\nOne,HX1 1UJ\nTwo,HX1 1UJ\n');
    await write((tx) => imports.map(tx, run.id, run.mapping));
    expect(await see(run.id)).toMatchObject({ state: 'checked', result: { created: 2 } });
    expect(await names()).toEqual([]);
    await write((tx) => imports.confirm(tx, run.id, sam));
    await write((tx) => imports.confirm(tx, run.id, sam));
    expect(queued).toEqual([{ data: { areaId: world.areaId, runId: run.id }, jobId: `import-${run.id}` }]);
    expect(await names()).toEqual([]);
    await Promise.all([work.bringIn(world.areaId, run.id), work.bringIn(world.areaId, run.id)]);
    await work.bringIn(world.areaId, run.id);
    expect(await names()).toEqual(['One', 'Two']);
    expect(
      await world.owner(
        `SELECT verb, row_count FROM audit_entry WHERE resource = 'import' AND subject = $1`,
        [run.id],
      ),
    ).toEqual([{ verb: 'create', row_count: 2 }]);
    expect(await see(run.id)).toMatchObject({ state: 'done', done: 2, result: { records: 2, created: 2 } });
  });

  it('that stopped half way has stored nothing, and comes in when its job comes again', async () => {
    const run = await open(
      'name,postcode\n' + Array.from({ length: 1500 }, (_, i) => `E${i},HX1 1UJ`).join('\n'),
    );
    await write((tx) => imports.map(tx, run.id, run.mapping));
    await write((tx) => imports.confirm(tx, run.id, sam));
    const spy = jest.spyOn(world.facts, 'record');
    spy.mockImplementationOnce(async () => undefined).mockRejectedValueOnce(new Error('the power went'));
    await expect(work.bringIn(world.areaId, run.id)).rejects.toThrow('the power went');
    spy.mockRestore();
    expect(await names()).toEqual([]);
    expect((await see(run.id)).state).toBe('running');
    queued.length = 0;
    await work.requeue();
    expect(queued).toEqual([]);
    world.clock.set('2026-11-24T09:05:00Z');
    await work.requeue();
    // The id of the confirmation: while that job is there, the queue takes no second one.
    expect(queued).toEqual([{ data: { areaId: world.areaId, runId: run.id }, jobId: `import-${run.id}` }]);
    await work.bringIn(world.areaId, run.id);
    expect(await names()).toHaveLength(1500);
  });

  it('that fails again and again ends, says so, and is queued no more', async () => {
    const run = await open('name\nOne\n');
    await write((tx) => imports.map(tx, run.id, run.mapping));
    await write((tx) => imports.confirm(tx, run.id, sam));
    const spy = jest.spyOn(world.facts, 'record').mockRejectedValue(new Error('always'));
    for (let i = 0; i < 3; i++) {
      expect((await see(run.id)).state).toBe('running');
      await expect(work.bringIn(world.areaId, run.id)).rejects.toThrow('always');
    }
    spy.mockRestore();
    expect(await see(run.id)).toMatchObject({
      state: 'failed',
      tries: 3,
      failure: expect.stringMatching(/three times/),
    });
    queued.length = 0;
    world.clock.set('2026-11-24T09:05:00Z');
    await work.requeue();
    await work.bringIn(world.areaId, run.id);
    expect([queued, await names()]).toEqual([[], []]);
  });

  it('that ended its process each time ends too', async () => {
    const run = await open('name\nOne\n');
    await write((tx) => imports.map(tx, run.id, run.mapping));
    await write((tx) => imports.confirm(tx, run.id, sam));
    await world.owner('UPDATE import_run SET tries = 3 WHERE id = $1', [run.id]);
    await work.bringIn(world.areaId, run.id);
    expect(await see(run.id)).toMatchObject({ state: 'failed' });
    expect(await names()).toEqual([]);
  });

  it('that cannot be mended by trying again fails at once, with the reason', async () => {
    const run = await open('name\nOne\n');
    await write((tx) => imports.map(tx, run.id, run.mapping));
    await write((tx) => imports.confirm(tx, run.id, sam));
    await world.owner(`UPDATE import_run SET mapping = '[null]' WHERE id = $1`, [run.id]);
    await expect(work.bringIn(world.areaId, run.id)).rejects.toMatchObject({
      code: 'employers.import-no-name',
    });
    expect(await see(run.id)).toMatchObject({ state: 'failed', failure: expect.stringMatching(/No column/) });
  });

  it('comes in although its progress cannot be written', async () => {
    const run = await open('name\nOne\n');
    await write((tx) => imports.map(tx, run.id, run.mapping));
    await write((tx) => imports.confirm(tx, run.id, sam));
    // As when the pool has one connection left: what comes after the try is counted and the work has begun must wait.
    const real = world.db.write.bind(world.db);
    const calls: Promise<unknown>[] = [];
    const spy = jest.spyOn(world.db, 'write').mockImplementation(((
      areas: string[],
      job: (tx: Tx) => Promise<unknown>,
    ) => {
      const [, working] = calls;
      const call = working ? working.then(() => real(areas, job)) : real(areas, job);
      calls.push(call);
      return call;
    }) as never);
    await work.bringIn(world.areaId, run.id);
    spy.mockRestore();
    expect(calls.length).toBe(3);
    expect(await see(run.id)).toMatchObject({ state: 'done', done: 1 });
  });

  it('is matched against what came in meanwhile', async () => {
    const first = await open('name,company number,postcode\nOne,01234567,HX1 1UJ\n');
    await write((tx) => imports.map(tx, first.id, first.mapping));
    await bringIn('name,company number,postcode\nOne,01234567,HX1 1UJ\n');
    await write((tx) => imports.confirm(tx, first.id, sam));
    await work.bringIn(world.areaId, first.id);
    expect(await see(first.id)).toMatchObject({ result: { created: 0, matched: 1 } });
    expect(await names()).toEqual(['One']);
  });

  it('cannot be changed once it is let in, and is forgotten when cancelled', async () => {
    const id = await bringIn('name\nOne\n');
    await expect(write((tx) => imports.map(tx, id, ['name']))).rejects.toMatchObject({
      code: 'employers.import-state',
    });
    await expect(write((tx) => imports.cancel(tx, id))).rejects.toMatchObject({
      code: 'employers.import-state',
    });
    const other = await open('name\nTwo\n');
    await write((tx) => imports.cancel(tx, other.id));
    await expect(write((tx) => imports.confirm(tx, other.id, sam))).rejects.toMatchObject({
      code: 'employers.import-state',
    });
    expect(await world.owner('SELECT 1 FROM import_row WHERE run_id = $1', [other.id])).toEqual([]);
  });
});

describe('checking a list', () => {
  it('lets others come in between, however many rows it has', async () => {
    const run = await open(`name,postcode\n${'Same Mill,HX1 1UJ\n'.repeat(900)}`);
    await write((tx) => imports.map(tx, run.id, run.mapping));
    let [read, most] = [0, 0];
    let next = setImmediate(function turn() {
      most = Math.max(most, read);
      read = 0;
      next = setImmediate(turn);
    });
    const spy = jest.spyOn(Geography.prototype, 'read').mockImplementation(() => {
      read++;
      return { kind: 'missing' };
    });
    await write((tx) => imports.check(tx, run.id));
    clearImmediate(next);
    expect(spy).toHaveBeenCalledTimes(900);
    spy.mockRestore();
    expect(most).toBeLessThan(50);
  });
});

describe('correcting a row', () => {
  it('changes no cell beyond the header', async () => {
    const run = await open('name,town\nOne,Halifax\n');
    await write((tx) => imports.map(tx, run.id, run.mapping));
    await write((tx) => imports.correct(tx, run.id, 2, { cells: { 1: 'Elland', 2: 'x', 9999: 'x' } }));
    expect(await world.owner('SELECT cells FROM import_row WHERE run_id = $1', [run.id])).toEqual([
      { cells: ['One', 'Elland'] },
    ]);
  });

  it('keeps what two people correct at once, and is over once the list is let in', async () => {
    const run = await open('name,town\nOne,Halifax\n');
    await write((tx) => imports.map(tx, run.id, run.mapping));
    let other: Promise<unknown> | undefined;
    await write(async (tx) => {
      await imports.correct(tx, run.id, 2, { cells: { 0: 'Uno' } });
      other = write((second) => imports.correct(second, run.id, 2, { cells: { 1: 'Elland' } }));
      await waits(1);
    });
    await other;
    expect(await world.owner('SELECT cells FROM import_row WHERE run_id = $1', [run.id])).toEqual([
      { cells: ['Uno', 'Elland'] },
    ]);
    await write(async (tx) => {
      await imports.confirm(tx, run.id, sam);
      other = write((second) => imports.correct(second, run.id, 2, { cells: { 0: 'Due' } }));
      other.catch(() => undefined);
      await waits(1);
    });
    await expect(other).rejects.toMatchObject({ code: 'employers.import-state' });
  });
});

describe('taking a list back', () => {
  it('removes what is new and unused, says what stays and why, and restores what it changed', async () => {
    await bringIn(
      'name,company number,postcode,staff\nOld Mill,01234567,HX1 1UJ,40\nKept,01234568,HX1 1UJ,10\n',
    );
    const id = await bringIn(
      'name,company number,postcode,staff,email\nNew Mill,01234567,HX2 7TL,50,office@mill.example\nKept,01234568,HX1 1UJ,12,\nA,,HX1 1UJ,5,a@a.example\nB,,HX1 1UJ,5,\nC,,HX1 1UJ,5,\nD,,HX1 1UJ,5,\nE,,HX1 1UJ,5,e@e.example\n',
    );
    const [a, b, c, kept] = [await idOf('A'), await idOf('B'), await idOf('C'), await idOf('Kept')];
    await write(async (tx) => {
      await employers.moveStage(tx, world.areaId, b, 'contacted', sam);
      await new Activities(world.clock, world.facts, new Agencies(world.db, world.clock)).log(
        tx,
        world.areaId,
        c,
        { kind: 'call', subject: 'x' },
        sam,
      );
      await contacts.add(tx, world.areaId, a, { name: 'Robin Example' }, sam);
      await new Tasks(world.clock, world.facts).add(
        tx,
        { areaId: world.areaId, employerId: c, title: 'x', dueOn: '2026-12-01' },
        sam,
      );
      await employers.change(tx, kept, { headcount: 99 }, sam);
    });
    const preview = await write((tx) => reverts.preview(tx, id));
    const result = await write((tx) => reverts.revert(tx, id, sam));
    expect(preview).toMatchObject({ made: 5, changed: 2, stayed: result.stayed });
    expect(result).toMatchObject({ removed: 2, restored: 2 });
    expect(Object.fromEntries(result.stayed.map((s) => [s.name, s.why.split(', ').sort()]))).toEqual({
      A: ['a contact was added'],
      B: ['its stage was moved'],
      C: ['a call or visit was logged', 'a task was planned', 'somebody was in touch with it'],
    });
    expect(await names()).toEqual(['A', 'B', 'C', 'Kept', 'Old Mill']);
    const old = await idOf('Old Mill');
    expect(await write((tx) => employers.get(tx, old))).toMatchObject({
      postcode: 'HX1 1UJ',
      headcount: 40,
      tradingNames: [],
      nameKey: 'old mill',
    });
    expect(await write((tx) => employers.get(tx, kept))).toMatchObject({ headcount: 99 });
    expect(
      (await world.owner<{ name: string }>('SELECT name FROM contact ORDER BY name')).map((r) => r.name),
    ).toEqual(['General enquiries', 'Robin Example']);
    expect(await see(id)).toMatchObject({
      state: 'reverted',
      result: { created: 5, revert: { removed: 2 } },
    });
    await expect(write((tx) => reverts.revert(tx, id, sam))).rejects.toMatchObject({
      code: 'employers.import-state',
    });
  });

  it('waits for who is just beginning to use an employer, and lets that one stay', async () => {
    const id = await bringIn('name\nOne\nTwo\n');
    const one = await idOf('One');
    let reverting: Promise<unknown> | undefined;
    await write(async (tx) => {
      await contacts.add(tx, world.areaId, one, { name: 'Robin Example' }, sam);
      reverting = write((other) => reverts.revert(other, id, sam, 'Wrong list'));
      await waits(1);
    });
    expect(await reverting).toMatchObject({
      removed: 1,
      stayed: [{ name: 'One', why: 'a contact was added' }],
    });
    expect(await names()).toEqual(['One']);
    expect(
      await world.owner(`SELECT row_count, reason FROM audit_line WHERE verb = 'change' AND subject = $1`, [
        id,
      ]),
    ).toEqual([{ row_count: 1, reason: 'Wrong list' }]);
  });

  it('waits for a list that is coming in', async () => {
    const first = await bringIn('name,postcode\nOne,HX1 1UJ\n');
    const run = await open('name,postcode,staff\nOne,HX1 1UJ,12\n');
    await write((tx) => imports.map(tx, run.id, run.mapping));
    await write((tx) => imports.confirm(tx, run.id, sam));
    const real = world.facts.record.bind(world.facts);
    let reverting: Promise<unknown> | undefined;
    const spy = jest.spyOn(world.facts, 'record').mockImplementationOnce(async (...given) => {
      reverting = write((tx) => reverts.revert(tx, first, sam));
      await waits(1);
      return real(...given);
    });
    await work.bringIn(world.areaId, run.id);
    spy.mockRestore();
    expect(await reverting).toMatchObject({ removed: 0, stayed: [{ name: 'One', why: 'it was changed' }] });
  });

  it('is possible for 30 days', async () => {
    const id = await bringIn('name\nOne\n');
    world.clock.set('2026-12-24T09:00:01Z');
    await expect(write((tx) => reverts.revert(tx, id, sam))).rejects.toMatchObject({
      code: 'employers.import-too-late',
    });
    world.clock.set('2026-12-24T08:59:00Z');
    expect(await write((tx) => reverts.revert(tx, id, sam))).toMatchObject({ removed: 1, stayed: [] });
  });

  it('takes 3,000 rows away again', async () => {
    const id = await bringIn(readFileSync(projectPath('demo/employers-sample.csv')));
    expect(await write((tx) => reverts.revert(tx, id, sam))).toMatchObject({ removed: 3000 });
    expect(await names()).toEqual([]);
  });
});

describe('a list that is in', () => {
  it('is found by what its rows say, and not once it is taken back', async () => {
    const look = (typed: string) =>
      world.db.read([world.areaId], (tx) =>
        findEntries(tx, world.areaId, [searchLanes.employers], typed, 10),
      );
    const id = await bringIn(
      'name,postcode,trading name\nQuernstone Foundry,HX1 1UJ,Old Bellows\nQuernstone Mill,HX6 4DT,\n',
    );
    expect(await look('quernstone')).toHaveLength(2);
    expect(await look('bellows')).toHaveLength(1);
    expect(await look('mill hx6')).toHaveLength(1);
    await write((tx) => reverts.revert(tx, id, sam));
    for (const typed of ['quernstone', 'quernston', 'bellows', 'mill hx6'])
      expect(await look(typed)).toEqual([]);
  });
});
