import { DataSource } from 'typeorm';
import { newId } from '#platform';
import { FactsRetold1764000000039 } from '../../../migrations/0039-facts-retold.js';
import { type TestWorld, testDatabase } from '../../support/database.js';

describe('facts of the version before', () => {
  let world: TestWorld;
  const ids = new Map<string, string>();
  const employerId = newId();
  let minute = 0;

  /** A fact as it used to be written. */
  const old = async (
    name: string,
    kind: string,
    subject: string | null,
    data: object,
    employer: string | null = employerId,
  ) => {
    ids.set(name, newId());
    const at = new Date(Date.UTC(2026, 10, 1, 9, minute++));
    await world.owner(
      `INSERT INTO fact (id, area_id, kind, employer_id, subject, happened_at, recorded_at, actor, data)
       VALUES ($1, $2, $3, $4, $5, $6, $6, '{"kind":"program"}', $7)`,
      [ids.get(name), world.areaId, kind, employer, subject, at, data],
    );
  };
  const now = async (name: string) =>
    (
      await world.owner<{ kind: string; corrects: string | null; data: Record<string, unknown> }>(
        'SELECT kind, corrects, data FROM fact WHERE id = $1',
        [ids.get(name)],
      )
    )[0];

  beforeAll(async () => {
    world = await testDatabase();
    // A column of then.
    await world.owner('ALTER TABLE activity ADD COLUMN agency text');
    const [run, gone, activity, unanswered] = [newId(), newId(), newId(), newId()];
    await world.owner(
      `INSERT INTO employer (id, area_id, name, name_key, sector, headcount, authority_code, stage, stage_since, source, created_at)
       VALUES ($1, $2, 'Aire Foods', 'aire foods', 'public_other', 40, 'E08000033', 'signed', now(), 'test', now())`,
      [employerId, world.areaId],
    );
    for (const [id, outcome] of [
      [activity, null],
      [unanswered, 'no-answer'],
    ])
      await world.owner(
        `INSERT INTO activity (id, area_id, employer_id, kind, at, agency, by_name, subject, outcome, direction, created_at)
         VALUES ($1, $2, $3, 'call', now(), 'NHS', 'Sam', 'x', $4, 'out', now())`,
        [id, world.areaId, employerId, outcome],
      );
    await old('added', 'employers.imported', `import:${run}`, { runId: run, fileName: 'a.csv' });
    await old('removed', 'employers.imported', `import:${run}`, { runId: run, fileName: 'a.csv' }, gone);
    await old('changed', 'employers.import-changed', `import:${run}`, {
      fields: ['sector', 'town'],
      runId: run,
    });
    await old('reverted', 'employers.import-reverted', `import:${run}`, { fields: ['town'], runId: run });
    await old('move', 'employers.stage-moved', null, { from: 'identified', to: 'meeting_held' });
    await old('back', 'employers.stage-moved', null, {
      from: 'meeting_held',
      to: 'identified',
      undoes: ids.get('move'),
    });
    await old('signed', 'signatories.signed', 'charter:1', { version: '2', renewal: false });
    await old('lapsed', 'signatories.lapsed', 'charter:1', { stage: 'signed', reason: 'x' });
    await old('undone', 'signatories.end-undone', 'charter:1', { charterId: '1' });
    await old('again', 'signatories.signed', 'charter:2', { version: '2', renewal: false });
    await old('call', 'employers.activity-logged', `activity:${activity}`, {
      activityId: activity,
      kind: 'call',
    });
    await old('rang', 'employers.activity-logged', `activity:${unanswered}`, {
      activityId: unanswered,
      kind: 'call',
    });
    await old('place', 'bookings.place-confirmed', 'session:1', { sessionId: '1', people: 2 });
    await old('taken', 'bookings.waiting-taken', 'session:1', { sessionId: '1', people: 2 });
    const source = new DataSource({ type: 'postgres', url: world.env['DATABASE_URL']! });
    await source.initialize();
    try {
      const runner = source.createQueryRunner();
      await runner.startTransaction();
      await new FactsRetold1764000000039().up(runner);
      await runner.commitTransaction();
      await runner.release();
    } finally {
      await source.destroy();
    }
  });
  afterAll(() => world.close());

  it('of lists hold values, and say what a list taken back left', async () => {
    expect(await now('added')).toMatchObject({
      kind: 'employers.added',
      data: { sector: 'other-public', headcount: 40, authority: 'E08000033', fileName: 'a.csv' },
    });
    expect(await now('reverted')).toMatchObject({
      kind: 'employers.changed',
      corrects: ids.get('changed'),
      data: { fields: ['sector'], undone: ['town'] },
    });
    expect(await world.owner('SELECT data FROM fact WHERE corrects = $1', [ids.get('removed')])).toEqual([
      { data: { void: true } },
    ]);
  });

  it('of stages and signatures name what they undo', async () => {
    expect((await now('move'))!.data).toEqual({ from: 'Identified', to: 'Meeting held' });
    expect(await now('back')).toEqual({
      kind: 'employers.stage-moved',
      corrects: ids.get('move'),
      data: { void: true, back: 'Identified' },
    });
    expect(await now('signed')).toEqual({ kind: 'signatories.signed', corrects: null, data: { version: 2 } });
    expect((await now('lapsed'))!.data).toMatchObject({ stage: 'Signed' });
    expect(await now('undone')).toEqual({
      kind: 'signatories.lapsed',
      corrects: ids.get('lapsed'),
      data: { void: true },
    });
    expect(await now('again')).toMatchObject({ kind: 'signatories.returned', data: { version: 2 } });
  });

  it('of calls are contacts, those that reached somebody count, and seats know their session', async () => {
    expect(await now('call')).toMatchObject({
      kind: 'employers.contacted',
      data: { agency: 'NHS', channel: 'call', counts: true },
    });
    expect((await now('rang'))!.data).toMatchObject({ channel: 'call', counts: false });
    expect((await now('place'))!.data).toEqual({ sessionId: '1', session: '1', people: 2 });
    expect(await now('taken')).toBeUndefined();
  });
});
