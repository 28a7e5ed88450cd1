import { Audit, AuditChain, RetentionPeriods } from '#access';
import {
  type Actor,
  cutoffOf,
  NO_AREA,
  newId,
  type Period,
  plainDate,
  type RetentionRecord,
  retentionRecords,
  startOfDay,
} from '#platform';
import { Retention } from '#retention';
import { libs } from '../../../apps/program.js';
import { PublicPagesModule } from '../../../apps/public-pages.js';
import { type BookingWorld, bookingWorld } from '../bookings/world.js';
import { LOOKS, OF_ALL } from './looks.js';
import { type OldRows, oldRows } from './rows.js';

const AT = new Date('2016-01-15T12:00:00Z');
const DAY_MS = 86_400_000;
const WHY = 'A test of how long it is kept';
const sam: Actor = { kind: 'user', id: '01900000-0000-7000-8000-000000000001', label: 'Sam Sample' };

let world: BookingWorld;
let retention: Retention;
const night = async (day: string) => {
  world.clock.set(`${day}T02:30:00Z`);
  return retention.run();
};
const plus = (day: string, days: number) =>
  new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10);

/** The first day by whose night what happened at an instant is over. */
const overFrom = (period: Period, at: Date): string => {
  for (let day = at.toISOString().slice(0, 10); ; day = plus(day, 1))
    if (cutoffOf(period, day) > at) return day;
};

const looks = (name: string) => ({ ...LOOKS, ...OF_ALL })[name]!;
/** Until when the second area, which keeps everything as long as it may, has what these rows show. */
const until = (name: string): string => {
  const { period, most } = retentionRecords.get(name)!;
  return overFrom('months' in period ? { months: most } : { days: most }, AT);
};
const look = async (name: string, areaId: string) => {
  const [sql] = looks(name);
  // What is of the installation may stand in no area.
  return world.db.write(name in OF_ALL ? 'all' : [areaId], (tx) => tx.one(sql, [areaId]));
};

/** What figures are made of: everything of facts, places, messages and invitations that names nobody. */
const figures = (areaId: string) =>
  world.db.read([areaId], async (tx) => [
    await tx.query(
      `SELECT id, kind, employer_id, happened_at, data - '{title,reason,words}'::text[] AS data FROM fact WHERE area_id = $1 ORDER BY id`,
      [areaId],
    ),
    await tx.query(`SELECT session_id, state, count(*) FROM place WHERE area_id = $1 GROUP BY 1, 2`, [
      areaId,
    ]),
    await tx.query(
      `SELECT purpose, state, template, employer_id, settled_at, count(*) FROM message WHERE area_id = $1 GROUP BY 1, 2, 3, 4, 5 ORDER BY state`,
      [areaId],
    ),
    await tx.query(
      `SELECT wave_id, state, count(*) FROM invitation WHERE area_id = $1 GROUP BY 1, 2 ORDER BY state`,
      [areaId],
    ),
  ]);

beforeAll(async () => {
  world = await bookingWorld({ modules: libs.filter((lib) => lib !== PublicPagesModule) });
  retention = world.get(Retention);
});
afterAll(() => world.close());

describe('what is over', () => {
  let here: OldRows;
  let there: OldRows;
  let before: unknown;
  const order = [...retentionRecords.values()].filter((record) => !record.follows);
  /** Records whose time is over on the same day, the first day first. */
  const dayOf = ({ period }: RetentionRecord) => overFrom(period, AT);
  const days = [...new Set(order.map(dayOf))]
    .sort()
    .map((day): [string, RetentionRecord[]] => [day, order.filter((one) => dayOf(one) === day)]);

  beforeAll(async () => {
    world.clock.set('2016-01-16T09:00:00Z');
    here = await oldRows(world, world.areaId, AT);
    there = await oldRows(world, world.secondAreaId, AT);
    const user = newId();
    await world.owner(
      `INSERT INTO app_user (id, email, email_key, name, created_at) VALUES ($1, 'a@b.example', 'a@b.example', 'A', $2)`,
      [user, AT],
    );
    await world.owner(
      `INSERT INTO sign_in_session (id_hash, user_id, started_at, ends_at) VALUES ('x', $1, $2, $2)`,
      [user, AT],
    );
    await world.owner(`INSERT INTO sign_in_failure (id, account_hash, at) VALUES ($1, 'x', $2)`, [
      newId(),
      AT,
    ]);
    await world.owner(`INSERT INTO known_browser (hash, user_id, used_at) VALUES ('x', $1, $2)`, [user, AT]);
    await world.owner(
      `INSERT INTO link_token (id, hash, purpose, created_at, expires_at) VALUES ($1, 'x', 'booking', $3, $3), ($2, 'y', 'booking', $3, NULL)`,
      [newId(), newId(), AT],
    );
    await world.owner(
      `INSERT INTO api_token (id, hash, name, user_id, scopes, area_ids, created_at, expires_at) VALUES ($1, 'x', 'A', $2, '{}', '{}', $3, $3)`,
      [newId(), user, AT],
    );
    await world.db.write([world.areaId], async (tx) => {
      const entry = { areaId: world.areaId, actor: sam, verb: 'see', subject: newId() };
      world.clock.set(AT.toISOString());
      await world.get(Audit).record(tx, { ...entry, resource: 'message_body', kind: 'read' });
      await world.get(Audit).record(tx, { ...entry, resource: 'charter' });
      await world.get(Audit).record(tx, { ...entry, resource: 'sign_in_session' });
    });
    await world.get(AuditChain).seal();
    world.clock.set('2016-01-16T09:00:00Z');
    // The second area keeps everything as long as it may.
    await world.db.write([world.secondAreaId], async (tx) => {
      for (const { name, of, most } of order)
        if (of === 'area')
          await world.get(RetentionPeriods).change(tx, world.secondAreaId, name, most, sam, WHY);
    });
    before = await figures(world.areaId);
  });

  it('is looked at for every kind of record', () => {
    expect(Object.keys({ ...LOOKS, ...OF_ALL }).sort()).toEqual(order.map(({ name }) => name).sort());
  });

  it.each(days)('goes when its time is over on %s and not a night before', async (day, records) => {
    for (const earlier of [-8, -7, -1]) await night(plus(day, earlier));
    for (const { name } of records)
      expect([name, await look(name, world.areaId)]).toMatchObject([name, looks(name)[1]]);
    await night(day);
    for (const { name } of records)
      expect([name, await look(name, world.areaId)]).toMatchObject([name, looks(name)[2]]);
    // Again is nothing more.
    expect(await night(day)).toBe(0);
    for (const { name, of } of records) {
      if (of === 'area' && day < until(name))
        expect([name, await look(name, world.secondAreaId)]).toMatchObject([name, looks(name)[1]]);
      const areaId = of === 'area' ? world.areaId : null;
      const [audit] = await world.owner<{ n: number }>(
        `SELECT sum(row_count)::int AS n FROM audit_entry
          WHERE resource = 'retention' AND verb = 'delete' AND subject = $1 AND area_id = $2`,
        [name, areaId ?? NO_AREA],
      );
      const [run] = await world.owner<{ n: number }>(
        `SELECT sum(removed)::int AS n FROM retention_run WHERE record = $1 AND area_id IS NOT DISTINCT FROM $2`,
        [name, areaId],
      );
      expect([name, audit!.n > 0, audit]).toEqual([name, true, run]);
    }
  });

  it('leaves every figure as it was', async () => {
    expect(await figures(world.areaId)).toEqual(before);
  });

  it('takes the keys of people whom nothing names any more, and leaves what is in hand', async () => {
    const keys = await world.db.read([world.areaId], (tx) => tx.query('SELECT key FROM person_key'));
    expect(keys).toEqual([]);
    const held = await world.db.read([world.areaId], (tx) =>
      tx.one('SELECT address, data FROM message WHERE id = $1', [here.id.held]),
    );
    expect(held).toEqual({ address: here.key('sam'), data: { name: 'Robin' } });
    expect(there.id.held).not.toBe(here.id.held);
  });
});

describe('what was not announced', () => {
  const TODAY = '2040-06-01';
  const charters = (areaId: string) =>
    world.db.read([areaId], (tx) =>
      tx.query<{ name: string }>('SELECT signatory_name AS name FROM charter WHERE area_id = $1', [areaId]),
    );
  let areaId: string;
  beforeEach(async () => {
    areaId = newId();
    await world.owner('INSERT INTO area (id, name, slug, created_at) VALUES ($1, $2, $2, now())', [
      areaId,
      `a${areaId}`,
    ]);
    await oldRows(world, areaId, AT);
  });

  it('does not go in the first night, nor in the six after: seven days later it does', async () => {
    for (let day = 0; day < 7; day++) {
      await night(plus(TODAY, day));
      expect([day, await look('charter', areaId)]).toMatchObject([day, { signatory_name: 'Sam Sample' }]);
    }
    const { records, dueBy } = await world.db.read([areaId], (tx) => retention.outlook(tx, areaId));
    expect(records.find(({ record }) => record.name === 'charter')).toMatchObject({ due: 1 });
    expect(plainDate(dueBy!)).toBe(plainDate(startOfDay(plus(TODAY, 13))));
    await night(plus(TODAY, 7));
    expect(await look('charter', areaId)).toMatchObject({ signatory_name: '' });
  });

  it('would go at once if nobody asked for an announcement: so the one above can fail', async () => {
    const unasked = Object.create(retention) as { cutoff: unknown; run(): Promise<number> };
    unasked.cutoff = async (id: string | null, kept: { period: Period }, now: Date) => ({
      areaId: id,
      before: cutoffOf(kept.period, TODAY),
      known: now,
      now,
    });
    world.clock.set(`${TODAY}T02:30:00Z`);
    await unasked.run();
    expect(await look('charter', areaId)).toMatchObject({ signatory_name: '' });
  });

  it('is also what came late: an end written down for years ago waits its seven days', async () => {
    await night(TODAY);
    await world.db.write([areaId], async (tx) => {
      const [one] = await tx.query<Record<string, unknown>>('SELECT * FROM charter WHERE area_id = $1', [
        areaId,
      ]);
      await tx.execute(
        `INSERT INTO charter (id, area_id, employer_id, signatory_name, signatory_role, version, signed_on, review_due_on, listed, ended_on, ended_as, created_at)
         VALUES ($1, $2, $3, 'Late', 'x', '1', '2016-01-15', '2016-01-16', true, '2016-02-01', 'withdrawn', $4)`,
        [newId(), areaId, one!['employer_id'], new Date(`${plus(TODAY, 2)}T09:00:00Z`)],
      );
    });
    for (const day of [3, 7]) await night(plus(TODAY, day));
    expect((await charters(areaId)).map(({ name }) => name).sort()).toEqual(['', 'Late']);
    for (const day of [9, 10]) await night(plus(TODAY, day));
    expect((await charters(areaId)).map(({ name }) => name)).toEqual(['', '']);
  });

  it('is what goes by a shorter period, and a longer one holds from the next night on', async () => {
    const periods = world.get(RetentionPeriods);
    const set = (length: number) =>
      world.db.write([areaId], (tx) => periods.change(tx, areaId, 'charter', length, sam, WHY));
    // Ten years after 2016: not over yet in 2025.
    const day = '2024-03-01';
    world.clock.set(`${day}T01:00:00Z`);
    expect(await set(120)).toBe(true);
    for (let n = 0; n < 9; n++) await night(plus(day, n));
    expect(await look('charter', areaId)).toMatchObject({ signatory_name: 'Sam Sample' });
    world.clock.set(`${plus(day, 9)}T01:00:00Z`);
    await set(72);
    for (let n = 9; n < 16; n++) await night(plus(day, n));
    expect(await look('charter', areaId)).toMatchObject({ signatory_name: 'Sam Sample' });
    // The day before it would go somebody says ten years again.
    world.clock.set(`${plus(day, 16)}T01:00:00Z`);
    await set(120);
    await night(plus(day, 16));
    expect(await look('charter', areaId)).toMatchObject({ signatory_name: 'Sam Sample' });
    expect(await set(120)).toBe(false);
    for (const [length, reason] of [
      [11, WHY],
      [121, WHY],
      [12.5, WHY],
      [84, 'short'],
    ] as const)
      await expect(
        world.db.write([areaId], (tx) => periods.change(tx, areaId, 'charter', length, sam, reason)),
      ).rejects.toMatchObject({ code: 'access.retention' });
    const changes = await world.owner<{ changes: object; reason: string }>(
      `SELECT changes, reason FROM audit_line WHERE resource = 'retention' AND verb = 'change' AND area_id = $1 ORDER BY at, id`,
      [areaId],
    );
    expect(changes).toEqual(
      [
        ['72', '120'],
        ['120', '72'],
        ['72', '120'],
      ].map((pair) => ({ changes: { charter: pair }, reason: WHY })),
    );
  });

  it('is told to administrators once, again after four weeks, and after the period was changed', async () => {
    const user = newId();
    await world.owner(
      `INSERT INTO app_user (id, email, email_key, name, password_hash, created_at) VALUES ($1, $2, $2, 'Ada', 'x', now())`,
      [user, `${user}@example.org`],
    );
    await world.owner(
      `INSERT INTO role_grant (id, user_id, role, area_id, created_at) VALUES ($1, $2, 'administrator', $3, now())`,
      [newId(), user, areaId],
    );
    const mails = () =>
      world.db.read([areaId], (tx) =>
        tx.query<{ what: string; day: string }>(
          `SELECT data ->> 'what' AS what, data ->> 'day' AS day FROM message WHERE template = 'retention.retention-announced' ORDER BY created_at, id`,
        ),
      );
    // Six years are over at the end of June, when they have heard four weeks ago.
    await oldRows(world, areaId, new Date('2034-07-01T12:00:00Z'));
    for (let day = 0; day < 8; day++) await night(plus(TODAY, day));
    expect(await mails()).toHaveLength(1);
    expect((await mails())[0]).toEqual({
      what: expect.stringContaining('Who signed the charter for an employer: 1'),
      day: 'Friday 8 June 2040',
    });
    // What follows of a kind they know of is on the page; they hear of it again after four weeks.
    for (let day = 8; day < 28; day += 5) await night(plus(TODAY, day));
    expect(await mails()).toHaveLength(1);
    await night(plus(TODAY, 28));
    const [, second] = await mails();
    expect(second).toEqual({
      what: 'What employers answered: 2; Who signed the charter for an employer: 1',
      day: 'Friday 6 July 2040',
    });
  });
});

describe('a night while people work', () => {
  it('waits for nobody: what somebody has in hand goes a night later', async () => {
    const areaId = newId();
    await world.owner('INSERT INTO area (id, name, slug, created_at) VALUES ($1, $2, $2, now())', [
      areaId,
      `w${areaId}`,
    ]);
    const { id } = await oldRows(world, areaId, AT);
    for (const day of ['2041-03-01', '2041-03-07']) await night(day);
    await world.db.write([areaId], async (tx) => {
      await tx.query('SELECT FROM charter WHERE id = $1 FOR UPDATE', [id.charter]);
      await night('2041-03-08');
      expect(await look('charter', areaId)).toMatchObject({ signatory_name: 'Sam Sample' });
    });
    await night('2041-03-09');
    expect(await look('charter', areaId)).toMatchObject({ signatory_name: '' });
  });
});

describe('a night that is killed', () => {
  it('goes on where it was, and counts each entry once', async () => {
    const areaId = newId();
    await world.owner('INSERT INTO area (id, name, slug, created_at) VALUES ($1, $2, $2, now())', [
      areaId,
      `k${areaId}`,
    ]);
    const { id } = await oldRows(world, areaId, AT);
    await world.db.write([areaId], (tx) =>
      tx.execute(
        `INSERT INTO attempt (id, area_id, message_id, number, lease_token, started_at, ended_at, phase, smtp_text, outcome)
         SELECT gen_random_uuid(), $1, $2, n, gen_random_uuid(), $3, $3, 'data', 'words', 'retry' FROM generate_series(2, 1200) n`,
        [areaId, id.message, AT],
      ),
    );
    const day = '2016-05-01';
    for (const n of [-7, -1]) await night(plus(day, n));
    const [step] = retentionRecords.get('attempt')!.steps;
    const take = step!.take;
    let calls = 0;
    step!.take = (tx, cutoff, limit) => {
      if (cutoff.areaId === areaId && ++calls === 2) throw new Error('killed');
      return take(tx, cutoff, limit);
    };
    const left = async () =>
      world.db.read(
        [areaId],
        async (tx) =>
          (await tx.one<{ n: number }>('SELECT count(smtp_text)::int AS n FROM attempt WHERE area_id = $1', [
            areaId,
          ]))!.n,
      );
    await expect(night(day)).rejects.toThrow('killed');
    step!.take = take;
    expect(await left()).toBe(700);
    // Two of them at once do not take an entry twice.
    world.clock.set(`${day}T02:40:00Z`);
    await Promise.all([retention.run(), retention.run()]);
    await retention.run();
    expect(await left()).toBe(0);
    const counted = await world.owner<{ removed: number; audited: number; entries: number }>(
      `SELECT removed, audited, (SELECT sum(row_count)::int FROM audit_entry e WHERE e.area_id = $1 AND e.subject = 'attempt' AND e.verb = 'delete') AS entries
         FROM retention_run WHERE area_id = $1 AND record = 'attempt'`,
      [areaId],
    );
    expect(counted).toEqual([{ removed: 1200, audited: 1200, entries: 1200 }]);
  });
});
