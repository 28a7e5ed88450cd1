import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Contacts, Employers, Geography, People } from '#employers';
import { type Actor, type Tx } from '#platform';
import { Charters, DueReviews, type SigningInput } from '#signatories';
import { stagesFollowCharters } from '../../../migrations/0026-one-lapsed.js';
import { type TestWorld, testDatabase } from '../../support/database.js';

const actor: Actor = { kind: 'user', id: '0190f0f0-0000-7000-8000-000000000001', label: 'Sam Sample' };

describe('charters', () => {
  let world: TestWorld;
  let employers: Employers;
  let contacts: Contacts;
  let charters: Charters;
  let employerId: string;
  let n = 0;

  beforeAll(async () => {
    world = await testDatabase();
    const { facts } = world;
    employers = new Employers(world.clock, facts, new Geography());
    contacts = new Contacts(world.clock, facts, new People(world.clock));
    charters = new Charters(world.clock, facts, employers, contacts);
  });
  afterAll(() => world.close());
  beforeEach(async () => {
    world.clock.set('2026-11-24T09:00:00Z');
    employerId = await add(`Employer ${++n}`);
  });

  const write = <T>(work: (tx: Tx) => Promise<T>) => world.db.write([world.areaId], work);
  const add = (name: string) =>
    write(async (tx) => (await employers.create(tx, world.areaId, { name, postcode: 'HX1 1UJ' }, actor)).id);
  const sign = (more: Partial<SigningInput> = {}) =>
    write((tx) =>
      charters.sign(
        tx,
        world.areaId,
        {
          employerId,
          signatoryName: 'Robin Example',
          signatoryRole: 'Managing director',
          signedOn: '2026-11-24',
          ...more,
        },
        actor,
      ),
    );
  const end = (charterId: string, how: 'lapsed' | 'withdrawn' = 'lapsed', reason = 'No review sent') =>
    write((tx) => charters.end(tx, world.areaId, charterId, { how, reason }, actor));
  const stage = async () => (await write((tx) => employers.get(tx, employerId))).stage;
  const facts = () =>
    world.owner<{
      id: string;
      kind: string;
      corrects: string | null;
      data: Record<string, unknown>;
      happened_at: Date;
    }>(
      `SELECT id, kind, corrects, data, happened_at FROM fact WHERE employer_id = $1 AND kind LIKE 'signatories.%' ORDER BY recorded_at, id`,
      [employerId],
    );
  const isCurrent = async (iso: string) =>
    (await write((tx) => charters.current(tx, world.areaId, new Date(iso)))).some(
      (c) => c.employerId === employerId,
    );

  it('sign: row, review in two years, fact and stage, together', async () => {
    const charter = await sign();
    expect(charter).toMatchObject({
      version: '2',
      signedOn: '2026-11-24',
      reviewDueOn: '2028-11-24',
      listed: true,
    });
    expect(await stage()).toBe('signed');
    expect(await facts()).toMatchObject([
      { kind: 'signatories.signed', data: { charterId: charter.id, version: 2 } },
    ]);
    const [line] = await write((tx) => charters.ofEmployer(tx, world.areaId, employerId));
    expect(line).toMatchObject({
      id: charter.id,
      signedOn: '2026-11-24',
      reviewDueOn: '2028-11-24',
      endedOn: null,
    });
  });

  it('an earlier day is when it happened, for the timeline', async () => {
    await sign({ signedOn: '2026-07-01' });
    expect((await facts())[0]!.happened_at.toISOString()).toBe('2026-06-30T23:00:00.000Z');
  });

  it('hold from their day on, in London', async () => {
    await sign({ signedOn: '2026-07-01' });
    expect(await isCurrent('2026-06-30T22:59:00Z')).toBe(false);
    expect(await isCurrent('2026-06-30T23:00:00Z')).toBe(true);
  });

  it.each<[string, Partial<SigningInput>, string]>([
    ['no name', { signatoryName: ' ' }, 'signatoryName'],
    ['no role', { signatoryRole: '' }, 'signatoryRole'],
    ['a wording there is not', { version: '99' }, 'version'],
    ['a day to come', { signedOn: '2026-11-25' }, 'signedOn'],
    ['a day before the charter', { signedOn: '2003-12-31' }, 'signedOn'],
    ['no day', { signedOn: '31/12/2025' }, 'signedOn'],
  ])('are refused for %s, and nothing is kept', async (_name, input, field) => {
    await expect(sign(input)).rejects.toMatchObject({
      kind: 'invalid',
      fields: { [field]: expect.any(String) },
    });
    expect([await stage(), await facts()]).toEqual(['identified', []]);
  });

  it('are refused with a contact of another employer', async () => {
    const other = await add('Another');
    const contact = await write((tx) => contacts.add(tx, world.areaId, other, { name: 'Max Mockup' }, actor));
    await expect(sign({ contactId: contact.id })).rejects.toMatchObject({
      fields: { contactId: expect.any(String) },
    });
  });

  it('signed again renew: one open at a time, no day without', async () => {
    await sign({ signedOn: '2024-11-20', version: '1' });
    const second = await sign();
    const history = await write((tx) => charters.ofEmployer(tx, world.areaId, employerId));
    expect(history).toMatchObject([
      { id: second.id, endedOn: null },
      { version: '1', endedOn: '2026-11-24', endedAs: 'renewed' },
    ]);
    for (const day of ['2026-11-23', '2026-11-24']) {
      const on = await write((tx) => charters.current(tx, world.areaId, new Date(`${day}T12:00:00Z`)));
      expect(on.filter((c) => c.employerId === employerId)).toHaveLength(1);
    }
    await expect(sign()).rejects.toMatchObject({ fields: { signedOn: expect.stringContaining('already') } });
  });

  it('renewed leave an active employer active', async () => {
    await sign({ signedOn: '2024-11-20' });
    await world.owner(`UPDATE employer SET stage = 'active' WHERE id = $1`, [employerId]);
    await sign();
    expect(await stage()).toBe('active');
  });

  it('of long ago have their review due at once', async () => {
    await sign({ signedOn: '2022-01-15' });
    expect(await stage()).toBe('review_due');
    await sign();
    expect(await stage()).toBe('signed');
  });

  it('let no hand say that one signs, lapsed or is to be reviewed', async () => {
    const move = (to: 'signed' | 'lapsed' | 'review_due' | 'contacted' | 'active') =>
      write((tx) => employers.moveStage(tx, world.areaId, employerId, to, actor));
    const refused = { fields: { stage: expect.stringContaining('follows from the charter') } };
    await expect(move('signed')).rejects.toMatchObject(refused);
    await sign();
    await expect(move('lapsed')).rejects.toMatchObject(refused);
    await expect(move('review_due')).rejects.toMatchObject(refused);
    await expect(move('contacted')).rejects.toMatchObject({ code: 'employers.illegal-move' });
    await move('active');
    expect(await stage()).toBe('active');
  });

  it('say Review due by themselves from the day it is, once', async () => {
    await sign({ signedOn: '2025-01-31' });
    const due = new DueReviews(world.db, world.clock, employers);
    world.clock.set('2027-01-30T23:59:00Z');
    await due.run();
    expect(await stage()).toBe('signed');
    world.clock.set('2027-01-31T00:01:00Z');
    await due.run();
    await due.run();
    expect(await stage()).toBe('review_due');
    const moves = await world.owner<{ data: object; actor: object }>(
      `SELECT data, actor FROM fact WHERE employer_id = $1 AND kind = 'employers.stage-moved' ORDER BY recorded_at, id`,
      [employerId],
    );
    expect(moves).toMatchObject([
      { data: { from: null, to: 'Identified' } },
      { data: { from: 'Identified', to: 'Signed' } },
      { data: { from: 'Signed', to: 'Review due' } },
    ]);
    expect(moves[2]).toMatchObject({
      data: {
        charter: true,
        why: 'The review fell due on 31 January 2027',
      },
      actor: { kind: 'program' },
    });
  });

  describe('ended by mistake', () => {
    const undo = (charterId: string) =>
      write((tx) => charters.undoEnd(tx, world.areaId, charterId, actor, 'It was a mistake'));
    const isListed = async () =>
      (await write((tx) => charters.register(tx, world.areaId, world.clock.now()))).some(
        (r) => r.name === `Employer ${n}`,
      );

    it('hold again as if they had never ended, at the stage they had', async () => {
      const charter = await sign({ signedOn: '2025-03-01' });
      await write((tx) => employers.moveStage(tx, world.areaId, employerId, 'active', actor));
      await end(charter.id);
      expect([await stage(), await isListed()]).toEqual(['lapsed', false]);
      world.clock.set('2026-12-24T09:00:00Z');
      await undo(charter.id);
      expect([await stage(), await isListed(), await isCurrent('2026-11-30T12:00:00Z')]).toEqual([
        'active',
        true,
        true,
      ]);
      const written = await facts();
      const ended = written.find((f) => f.kind === 'signatories.lapsed')!;
      expect(written.at(-1)).toMatchObject({
        kind: 'signatories.lapsed',
        corrects: ended.id,
        data: { void: true },
      });
      await expect(undo(charter.id)).rejects.toMatchObject({ code: 'signatories.cannot-undo' });
    });

    it('stay ended after 30 days, and once the employer has signed anew', async () => {
      const charter = await sign({ signedOn: '2025-03-01' });
      await end(charter.id);
      world.clock.set('2026-12-25T09:00:00Z');
      await expect(undo(charter.id)).rejects.toMatchObject({ code: 'signatories.cannot-undo' });
      world.clock.set('2026-12-01T09:00:00Z');
      await sign({ signedOn: '2026-12-01' });
      await expect(undo(charter.id)).rejects.toMatchObject({ code: 'signatories.cannot-undo' });
    });
  });

  it('set right the stages that stood against them before, and only those', async () => {
    const put = (id: string, to: string) =>
      world.owner('UPDATE employer SET stage = $2 WHERE id = $1', [id, to]);
    const one = async (to: string, signedOn?: string, ended = false) => {
      employerId = await add(`Before ${to} ${signedOn ?? ''} ${ended}`);
      const charter = signedOn ? await sign({ signedOn }) : undefined;
      if (ended) await end(charter!.id);
      await put(employerId, to);
      return employerId;
    };
    const [day] = await world.owner<{ soon: string; past: string }>(
      `SELECT (now() - interval '1 year')::date::text AS soon, (now() - interval '3 years')::date::text AS past`,
    );
    world.clock.shift(0);
    const before: [string, string][] = [
      [await one('lapsed', day!.soon), 'signed'],
      [await one('lapsed', day!.past), 'review_due'],
      [await one('signed', day!.past), 'review_due'],
      [await one('review_due', day!.soon), 'signed'],
      [await one('active', day!.soon), 'active'],
      [await one('active', day!.soon, true), 'lapsed'],
      [await one('contacted', day!.soon, true), 'contacted'],
      [await one('signed'), 'considering'],
      [await one('declined'), 'declined'],
    ];
    await world.owner(`DELETE FROM fact WHERE kind = 'employers.stage-moved'`);
    await world.owner(stagesFollowCharters);
    for (const [id, stage] of before)
      expect([id, (await write((tx) => employers.get(tx, id))).stage]).toEqual([id, stage]);
    const moved = await world.owner<{ data: Record<string, unknown> }>(
      `SELECT data FROM fact WHERE kind = 'employers.stage-moved' AND employer_id = ANY ($1::uuid[])`,
      [before.map(([id]) => id)],
    );
    expect(moved).toHaveLength(6);
    expect(moved[0]!.data).toMatchObject({ charter: true, why: 'The stage now follows the charter' });
    const all = () => world.owner(`SELECT id FROM fact WHERE kind = 'employers.stage-moved' ORDER BY id`);
    const once = await all();
    await world.owner(stagesFollowCharters);
    expect(await all()).toEqual(once);
  });

  it('lapse for a reason, on the day, once; and can be signed again', async () => {
    const charter = await sign({ signedOn: '2024-11-01' });
    for (const reason of [' ', 'too short', 'x'.repeat(301)])
      await expect(end(charter.id, 'lapsed', reason)).rejects.toMatchObject({
        fields: { reason: expect.any(String) },
      });
    await end(charter.id);
    expect(await stage()).toBe('lapsed');
    expect([await isCurrent('2026-11-23T12:00:00Z'), await isCurrent('2026-11-24T12:00:00Z')]).toEqual([
      true,
      false,
    ]);
    await expect(end(charter.id, 'withdrawn')).rejects.toMatchObject({ code: 'signatories.already-ended' });
    await expect(sign({ signedOn: '2026-11-20' })).rejects.toMatchObject({
      fields: { signedOn: expect.any(String) },
    });
    await sign();
    expect(await stage()).toBe('signed');
    expect((await facts()).map((f) => f.kind).sort()).toEqual([
      'signatories.lapsed',
      'signatories.returned',
      'signatories.signed',
    ]);
  });

  it('keep the stage they made: nothing takes it back but the charter', async () => {
    const undo = async () => {
      const [move] = await world.owner<{ id: string }>(
        `SELECT id FROM fact WHERE employer_id = $1 AND kind = 'employers.stage-moved' ORDER BY recorded_at DESC, id DESC LIMIT 1`,
        [employerId],
      );
      return write((tx) => employers.undoMove(tx, employerId, move!.id, actor));
    };
    const charter = await sign();
    await expect(undo()).rejects.toMatchObject({ code: 'employers.cannot-undo' });
    expect(await stage()).toBe('signed');
    await end(charter.id);
    await expect(undo()).rejects.toMatchObject({ code: 'employers.cannot-undo' });
    expect(await stage()).toBe('lapsed');
  });

  it('can be withdrawn', async () => {
    const charter = await sign();
    await end(charter.id, 'withdrawn', 'Asked to leave');
    expect((await facts()).at(-1)).toMatchObject({
      kind: 'signatories.withdrawn',
      data: { reason: 'Asked to leave' },
    });
    const ended = await write((tx) => charters.ended(tx, world.areaId, world.clock.now()));
    expect(ended.map((c) => c.id)).toContain(charter.id);
  });

  it('cannot be open twice, whatever the program does', async () => {
    await sign();
    await expect(
      world.owner(
        `INSERT INTO charter (id, area_id, employer_id, signatory_name, signatory_role, version, signed_on, review_due_on, created_at)
         SELECT gen_random_uuid(), area_id, employer_id, 'X', 'Y', version, signed_on, review_due_on, created_at
           FROM charter WHERE employer_id = $1`,
        [employerId],
      ),
    ).rejects.toThrow(/charter_open/);
  });

  it('signed by two people at once are signed once', async () => {
    const results = await Promise.allSettled([sign(), sign()]);
    expect(results.map((r) => r.status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await write((tx) => charters.ofEmployer(tx, world.areaId, employerId))).toHaveLength(1);
  });

  it('tell which reviews fall due, both days included', async () => {
    await sign({ signedOn: '2025-01-31' });
    const due = async (from: string, to: string) =>
      (await write((tx) => charters.reviewsDue(tx, world.areaId, new Date(from), new Date(to)))).some(
        (c) => c.employerId === employerId && c.reviewDueOn === '2027-01-31',
      );
    expect(await due('2027-01-31T12:00:00Z', '2027-02-28T12:00:00Z')).toBe(true);
    expect(await due('2026-11-24T12:00:00Z', '2027-01-31T12:00:00Z')).toBe(true);
    expect(await due('2027-02-01T12:00:00Z', '2027-02-28T12:00:00Z')).toBe(false);
    const [open] = await write((tx) => charters.ofEmployer(tx, world.areaId, employerId));
    await end(open!.id);
    expect(await due('2026-01-01T12:00:00Z', '2028-01-01T12:00:00Z')).toBe(false);
  });

  it('show on the register who is listed and signs now, with the year of an unbroken signature', async () => {
    const charter = await sign({ signedOn: '2020-03-01' });
    await sign({ signedOn: '2022-03-01' });
    const register = async (q = '') =>
      (await write((tx) => charters.register(tx, world.areaId, world.clock.now(), q))).filter(
        (r) => r.name === `Employer ${n}`,
      );
    expect(await register()).toEqual([{ name: `Employer ${n}`, authorityName: 'Calderdale', since: 2020 }]);
    expect(await register(`LOYER ${n}`)).toHaveLength(1);
    expect(await register('100%')).toHaveLength(0);
    const open = (await write((tx) => charters.ofEmployer(tx, world.areaId, employerId)))[0]!;
    expect(open.id).not.toBe(charter.id);
    await write((tx) => charters.list(tx, world.areaId, open.id, false, actor));
    expect(await register()).toEqual([]);
    await write((tx) => charters.list(tx, world.areaId, open.id, true, actor));
    await end(open.id);
    expect(await register()).toEqual([]);
    await sign();
    expect(await register()).toMatchObject([{ since: 2026 }]);
  });

  it('leave out a closed employer', async () => {
    await sign();
    await world.owner('UPDATE employer SET closed_at = $2 WHERE id = $1', [employerId, world.clock.now()]);
    expect(await isCurrent('2026-11-24T12:00:00Z')).toBe(false);
  });

  it('stay behind the wall', async () => {
    const charter = await sign();
    const there = <T>(work: (tx: Tx) => Promise<T>) => world.db.write([world.secondAreaId], work);
    await expect(there((tx) => charters.get(tx, charter.id))).rejects.toMatchObject({ kind: 'not-found' });
    expect(await there((tx) => charters.current(tx, world.areaId, world.clock.now()))).toEqual([]);
    await expect(
      there((tx) =>
        charters.sign(
          tx,
          world.secondAreaId,
          { employerId, signatoryName: 'A', signatoryRole: 'B', signedOn: '2026-11-24' },
          actor,
        ),
      ),
    ).rejects.toMatchObject({ kind: 'not-found' });
  });
});
