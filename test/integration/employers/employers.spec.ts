import { Agencies } from '#access';
import {
  Activities,
  Contacts,
  EmployerLookup,
  Employers,
  Geography,
  People,
  type SizeChoice,
  Tasks,
  type TypedEmployer,
} from '#employers';
import { type Actor, employerFacts } from '#platform';
import { type TestWorld, testDatabase } from '../../support/database.js';

const sam: Actor = { kind: 'user', id: '01900000-0000-7000-8000-000000000001', label: 'Sam Sample' };
let world: TestWorld;
let employers: Employers;
let contacts: Contacts;
let activities: Activities;
let tasks: Tasks;

beforeAll(async () => {
  world = await testDatabase();
  employers = new Employers(world.clock, world.facts, new Geography());
  contacts = new Contacts(world.clock, world.facts, new People(world.clock));
  activities = new Activities(world.clock, world.facts, new Agencies(world.db, world.clock));
  tasks = new Tasks(world.clock, world.facts);
});
afterAll(() => world?.close());

const write = <T>(work: Parameters<typeof world.db.write<T>>[1], area = world.areaId) =>
  world.db.write([area], work);
const read = <T>(work: Parameters<typeof world.db.read<T>>[1], area = world.areaId) =>
  world.db.read([area], work);
const add = (name: string, more = {}) =>
  write((tx) => employers.create(tx, world.areaId, { name, ...more }, sam));

describe('employers', () => {
  it('are added with what follows from what was typed', async () => {
    const { id } = await add('  Hebble   Textiles Ltd ', {
      postcode: 'hx61uj',
      headcount: 86,
      registerNumber: '99000014',
    });
    const seen = await read((tx) => employers.get(tx, id));
    expect(seen).toMatchObject({
      name: 'Hebble Textiles Ltd',
      nameKey: 'hebble textiles',
      postcode: 'HX6 1UJ',
      authorityCode: 'E08000033',
      authorityName: 'Calderdale',
      region: 'Yorkshire and The Humber',
      town: 'Sowerby Bridge',
      geoDate: '2023-04-01',
      sizeBand: 'n50_249',
      register: 'company',
      stage: 'identified',
    });
  });

  it('say what is wrong, field by field', async () => {
    await expect(add(' ', { postcode: 'HX6 4DT4', registerNumber: '123456789' })).rejects.toMatchObject({
      kind: 'invalid',
      fields: {
        name: expect.any(String),
        postcode: expect.stringContaining('HX6 4DT4'),
        registerNumber: expect.stringContaining('9 characters'),
      },
    });
    await add('First', { registerNumber: '09000001' });
    await expect(add('Second', { registerNumber: '9000001' })).rejects.toMatchObject({
      code: 'employers.register-taken',
    });
  });

  it('of another area are not there', async () => {
    const { id } = await add('Behind the wall');
    await expect(read((tx) => employers.get(tx, id), world.secondAreaId)).rejects.toMatchObject({
      kind: 'not-found',
    });
    await expect(
      write((tx) => employers.moveStage(tx, world.secondAreaId, id, 'contacted', sam), world.secondAreaId),
    ).rejects.toMatchObject({ kind: 'not-found' });
  });

  it('change field by field', async () => {
    const { id } = await add('Changing', { postcode: 'HX1 1UJ', headcount: 7 });
    await write((tx) => employers.change(tx, id, { headcount: 12 }, sam));
    const seen = await read((tx) => employers.get(tx, id));
    expect(seen).toMatchObject({ name: 'Changing', postcode: 'HX1 1UJ', headcount: 12, sizeBand: 'n10_49' });
  });

  it('move by legal moves only, and back again by undo', async () => {
    const { id } = await add('Moving');
    await write((tx) => employers.moveStage(tx, world.areaId, id, 'contacted', sam, 'Rang them'));
    await expect(
      write((tx) => employers.moveStage(tx, world.areaId, id, 'active', sam)),
    ).rejects.toMatchObject({
      code: 'employers.illegal-move',
    });
    const first = await read((tx) => employerFacts(tx, world.areaId, id));
    const move = first.facts.find((f) => f.kind === 'employers.stage-moved')!;
    expect(move.data).toEqual({ from: 'Identified', to: 'Contacted', why: 'Rang them' });
    await write((tx) => employers.undoMove(tx, id, move.id, sam));
    expect((await read((tx) => employers.get(tx, id))).stage).toBe('identified');
    await expect(write((tx) => employers.undoMove(tx, id, move.id, sam))).rejects.toMatchObject({
      code: 'employers.cannot-undo',
    });
  });

  it('are matched by number, else by name and postcode', async () => {
    const { id } = await add('Matching & Co Ltd', { postcode: 'HX2 7TL', registerNumber: 'SC123456' });
    const match = async (who: TypedEmployer) => {
      const found = await read((tx) => new EmployerLookup(new Geography()).matches(tx, world.areaId, who));
      return found.length === 1 ? found[0]!.id : undefined;
    };
    expect(await match({ name: 'Other', registerNumber: 'sc 123456' })).toBe(id);
    expect(await match({ name: 'MATCHING AND CO LIMITED', postcode: 'HX27TL' })).toBe(id);
    expect(await match({ name: 'Matching & Co', postcode: 'HX1 1AA' })).toBeUndefined();
    expect(
      await match({ name: 'Matching & Co', postcode: 'HX2 7TL', registerNumber: '07654321' }),
    ).toBeUndefined();
  });

  it('are found by people however their size was reported, and counted the same', async () => {
    const sizes: [string, string, number | null][] = [
      ['500 to 999', 'Straddling A', 500],
      ['500 to 999', 'Straddling B', 500],
      ['Less than 250', 'Below', 0],
      ['SME', 'In words', null],
    ];
    for (const [reported, name, from] of sizes) {
      const { id } = await add(`Sized ${name}`);
      await world.owner('UPDATE employer SET reported_size = $2, people_from = $3 WHERE id = $1', [
        id,
        reported,
        from,
      ]);
    }
    await add('Sized Exactly', { headcount: 600 });
    await add('Sized Nothing');
    const shared = { q: 'sized', shared: true };
    expect((await read((tx) => employers.facets(tx, world.areaId, shared))).sizes).toEqual({
      n501_plus: 1,
      unknown: 5,
    });
    expect(await read((tx) => employers.count(tx, world.areaId, { ...shared, sizes: ['reported'] }))).toBe(0);
    const facets = await read((tx) => employers.facets(tx, world.areaId, { q: 'sized' }));
    expect(facets.sizes).toEqual({ from_500: 2, reported: 2, n501_plus: 1, unknown: 1 });
    for (const [size, found] of Object.entries(facets.sizes)) {
      const filter = { q: 'sized', sizes: [size as SizeChoice] };
      expect((await read((tx) => employers.list(tx, world.areaId, filter))).rows).toHaveLength(found);
      expect(await read((tx) => employers.count(tx, world.areaId, filter))).toBe(found);
    }
  });

  it('are listed, searched, filtered, counted and paged', async () => {
    const area = world.secondAreaId;
    await write(async (tx) => {
      for (let i = 0; i < 7; i++)
        await employers.create(
          tx,
          area,
          {
            name: `Mill ${i}`,
            postcode: i < 4 ? 'HD1 1AA' : 'HX6 1UJ',
            headcount: i * 100,
            sector: i % 2 ? 'third' : 'private',
          },
          sam,
        );
    }, area);
    const list = (filter = {}, after?: string, before?: string) =>
      read((tx) => employers.list(tx, area, filter, { after, before }, 3), area);
    const seen: string[] = [];
    for (let page = await list(); ; page = await list({}, page.next)) {
      seen.push(...page.rows.map((r) => r.name));
      if (!page.next) break;
    }
    expect(seen).toEqual(['Mill 0', 'Mill 1', 'Mill 2', 'Mill 3', 'Mill 4', 'Mill 5', 'Mill 6']);
    const first = await list();
    expect(first.previous).toBeUndefined();
    const second = await list({}, first.next);
    const third = await list({}, second.next);
    const place = (previous?: string) => read((tx) => employers.countBefore(tx, area, {}, previous), area);
    expect([await place(first.previous), await place(second.previous), await place(third.previous)]).toEqual([
      0, 3, 6,
    ]);
    const back = await list({}, undefined, third.previous);
    expect(back).toEqual(second);
    expect(await list({}, undefined, back.previous)).toEqual({ ...first, next: expect.any(String) });
    const bySize = await list({ sort: '-people' }, (await list({ sort: '-people' })).next);
    expect((await list({ sort: '-people' }, undefined, bySize.previous)).rows[0]!.headcount).toBe(600);
    const most = await list({ sort: '-people' });
    expect(most.rows.map((r) => r.headcount)).toEqual([600, 500, 400]);
    expect((await list({ sort: '-people' }, most.next)).rows.map((r) => r.headcount)).toEqual([
      300, 200, 100,
    ]);
    expect((await list({ q: 'mill 3' })).rows).toHaveLength(1);
    expect((await list({ q: 'sowerby' })).rows).toHaveLength(3);
    expect((await list({ q: 'hd1' })).rows).toHaveLength(3);
    expect((await list({ q: '%' })).rows).toHaveLength(0);
    const facets = await read((tx) => employers.facets(tx, area, { sectors: ['third'] }), area);
    expect(facets.sectors).toEqual({ private: 4, third: 3 });
    expect(facets.stages).toEqual({ identified: 3 });
    expect(facets.authorities).toEqual([
      { code: 'E08000033', name: 'Calderdale', count: 1 },
      { code: 'E08000034', name: 'Kirklees', count: 2 },
    ]);
    expect(
      await read((tx) => employers.count(tx, area, { authority: 'E08000033', sectors: ['third'] }), area),
    ).toBe(1);
    expect((await list({}, 'nonsense')).rows).toHaveLength(3);
  });
});

describe('contacts, activities and tasks', () => {
  it('keep what two people do to contacts at once', async () => {
    const { id } = await add('Busy Works');
    const both = await Promise.all(
      ['Robin Example', 'Max Mockup'].map((name) =>
        write((tx) => contacts.add(tx, world.areaId, id, { name }, sam)),
      ),
    );
    expect(both.map((contact) => contact.isPrimary).sort()).toEqual([false, true]);
    const [one, two] = both;
    await Promise.all([
      write((tx) => contacts.change(tx, one!.id, { name: 'Robin Example', isPrimary: true }, sam)),
      write((tx) => contacts.change(tx, two!.id, { name: 'Max Mockup', isPrimary: true }, sam)),
      write((tx) => contacts.add(tx, world.areaId, id, { name: 'Terry Test', isPrimary: true }, sam)),
    ]);
    const all = await read((tx) => contacts.findByEmployer(tx, world.areaId, id));
    expect(all.filter((contact) => contact.isPrimary)).toHaveLength(1);
    // Whoever left stays gone, though somebody else saves the form they had open.
    await Promise.all([
      write((tx) => contacts.markLeft(tx, one!.id, sam)),
      write((tx) => contacts.change(tx, one!.id, { name: 'Robin Sample' }, sam)),
    ]);
    const after = await read((tx) => contacts.get(tx, one!.id));
    expect([after.leftAt !== null, after.isPrimary, after.name]).toEqual([true, false, 'Robin Sample']);
  });

  it('keep one primary contact an employer', async () => {
    const { id } = await add('With people');
    const [robin, max] = await write(async (tx) => [
      await contacts.add(tx, world.areaId, id, { name: 'Robin Example', email: ' Robin@Example.org ' }, sam),
      await contacts.add(tx, world.areaId, id, { name: 'Max Mockup', email: 'max@example.org' }, sam),
    ]);
    const primary = () => read((tx) => contacts.primary(tx, world.areaId, [id]));
    expect((await primary()).get(id)).toMatchObject({
      id: robin!.id,
      email: 'Robin@Example.org',
      emailState: 'unchecked',
    });
    await write((tx) =>
      contacts.change(tx, max!.id, { name: 'Max Mockup', email: 'max@example.org', isPrimary: true }, sam),
    );
    expect((await primary()).get(id)?.id).toBe(max!.id);
    await write((tx) => contacts.markLeft(tx, max!.id, sam));
    expect((await primary()).get(id)?.id).toBe(robin!.id);
    await write((tx) => contacts.setEmailState(tx, world.areaId, 'ROBIN@example.org', 'bounced'));
    expect((await primary()).get(id)?.emailState).toBe('bounced');
    await write((tx) =>
      contacts.change(tx, robin!.id, { name: 'Robin Example', email: 'new@example.org' }, sam),
    );
    expect((await primary()).get(id)?.emailState).toBe('unchecked');
    await expect(
      write((tx) => contacts.add(tx, world.areaId, id, { name: 'X', email: 'not an address' }, sam)),
    ).rejects.toMatchObject({ fields: { email: expect.any(String) } });
  });

  it('refuse an employer of another area underneath', async () => {
    const { id } = await add('Not theirs');
    await expect(
      write((tx) => contacts.add(tx, world.secondAreaId, id, { name: 'X' }, sam), world.secondAreaId),
    ).rejects.toMatchObject({ code: 'not-found' });
    const call = { kind: 'call', subject: 'X' } as const;
    await expect(
      write((tx) => activities.log(tx, world.secondAreaId, id, call, sam), world.secondAreaId),
    ).rejects.toThrow(/foreign key/);
  });

  it('log a call once, on the timeline too', async () => {
    const { id } = await add('Called');
    await write((tx) =>
      activities.log(tx, world.areaId, id, { kind: 'call', subject: 'Vacancies', agencyId: null }, sam),
    );
    const { facts } = await read((tx) =>
      employerFacts(tx, world.areaId, id, { prefixes: ['employers.contacted:call'] }),
    );
    expect(facts).toHaveLength(1);
    await expect(
      write((tx) =>
        activities.log(tx, world.areaId, id, { kind: 'call', subject: 'x', at: new Date('2027-01-01') }, sam),
      ),
    ).rejects.toMatchObject({ fields: { at: expect.any(String) } });
  });

  it('show the next open task in the list, and none that is done or called off', async () => {
    const { id } = await add('With next steps');
    const make = (title: string, dueOn: string) =>
      write((tx) => tasks.add(tx, { areaId: world.areaId, employerId: id, title, dueOn, causeKey: title }));
    const next = async () => {
      const { rows } = await read((tx) => employers.list(tx, world.areaId, { q: 'With next steps' }, {}, 3));
      return rows.map((row) => [row.nextStep, row.nextStepOn]);
    };
    const first = await make('Ring', '2026-11-25');
    const second = await make('Visit', '2026-11-26');
    await make('Write', '2026-11-27');
    expect(await next()).toEqual([['Ring', '2026-11-25']]);
    await write((tx) => tasks.callOff(tx, first!, sam));
    expect(await next()).toEqual([['Visit', '2026-11-26']]);
    await write((tx) => tasks.done(tx, second!, sam));
    expect(await next()).toEqual([['Write', '2026-11-27']]);
  });

  it('count the open tasks of a person that are due, in that area only', async () => {
    const { id } = await add('With tasks that are due');
    const ownerId = '01900000-0000-7000-8000-0000000000aa';
    await world.owner(
      `INSERT INTO app_user (id, email, email_key, name, created_at) VALUES ($1, 'due@x.example', 'due@x.example', 'Due', now())`,
      [ownerId],
    );
    const make = (title: string, dueOn: string, whose?: string) =>
      write((tx) =>
        tasks.add(tx, {
          areaId: world.areaId,
          employerId: id,
          title,
          dueOn,
          causeKey: title,
          ...(whose && { ownerId: whose }),
        }),
      );
    const due = (areaId = world.areaId) => tasks.countDue(world.db, areaId, ownerId);
    const done = await make('Due and done', '2026-11-24', ownerId);
    const off = await make('Due and called off', '2026-11-20', ownerId);
    const left = [
      await make('Due', '2026-11-24', ownerId),
      await make('Tomorrow', '2026-11-25', ownerId),
      await make('Of nobody', '2026-11-20'),
    ];
    expect(await due()).toBe(3);
    await write((tx) => tasks.done(tx, done!, sam));
    await write((tx) => tasks.callOff(tx, off!, sam));
    expect(await due()).toBe(1);
    expect(await due(world.secondAreaId)).toBe(0);
    // The area it named stays with its call.
    expect(await world.db.outsideWall.query('SELECT id FROM task')).toEqual([]);
    for (const one of left) await write((tx) => tasks.done(tx, one!, sam));
  });

  it('make a task of one cause once', async () => {
    const { id } = await add('With tasks');
    const make = () =>
      write((tx) =>
        tasks.add(tx, {
          areaId: world.areaId,
          employerId: id,
          title: 'Ring back',
          dueOn: '2026-11-20',
          causeKey: 'review:1',
        }),
      );
    const task = await make();
    expect(task).toBeDefined();
    expect(await make()).toBeUndefined();
    expect(await read((tx) => tasks.due(tx, world.areaId, '2026-11-24'))).toMatchObject([
      { id: task, employerName: 'With tasks', dueOn: '2026-11-20' },
    ]);
    await write((tx) => tasks.done(tx, task!, sam));
    expect(await read((tx) => tasks.due(tx, world.areaId, '2026-11-24'))).toEqual([]);
  });
});
