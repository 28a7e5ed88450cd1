import { SAMPLE_SLUG, SampleArea } from '#demo';
import { newId } from '#platform';
import { type TestWorld, testDatabase } from '../../support/database.js';
import { publicUrls } from '../../support/public-urls.js';

describe('the sample area', () => {
  let world: TestWorld;
  let sample: SampleArea;
  let areaId: string;
  let userId: string;
  const told: string[] = [];
  const count = async (sql: string, ...params: unknown[]) =>
    Number((await world.owner<{ n: string }>(`SELECT count(*) AS n FROM ${sql}`, params))[0]!.n);

  beforeAll(async () => {
    world = await testDatabase();
    userId = newId();
    await world.owner(
      `INSERT INTO app_user (id, email, email_key, name, password_hash, created_at) VALUES ($1, 'a@example.org', 'a@example.org', 'A', 'x', now())`,
      [userId],
    );
    sample = new SampleArea(world.source, world.clock, world.settings, publicUrls(world.settings));
    areaId = await sample.load(userId, (step) => told.push(step));
  }, 180_000);
  afterAll(() => world.close());

  it('is an area of its own, with the person as its coordinator; asked for again it stays one', async () => {
    expect(await sample.load(userId)).toBe(areaId);
    expect(await count('area WHERE slug = $1', SAMPLE_SLUG)).toBe(1);
    expect(
      await count(`role_grant WHERE user_id = $1 AND area_id = $2 AND role = 'coordinator'`, userId, areaId),
    ).toBe(1);
    for (const table of ['employer', 'contact', 'charter', 'session', 'wave', 'message'])
      expect([table, await count(`${table} WHERE area_id <> $1`, areaId)]).toEqual([table, 0]);
  });

  it('says how far it is while it loads', () => {
    expect(told[0]).toBe('302 employers are in');
    expect(told).toContain('The work of May 2025');
    expect(told.at(-1)).toBe('The work of November 2026');
    expect(new Set(told).size).toBe(told.length);
  });

  it('holds real employers as they are, small invented ones named so, and knows the sector of each', async () => {
    expect(await count('employer WHERE area_id = $1', areaId)).toBe(302);
    expect(await count(`employer WHERE name LIKE '%(sample)'`)).toBe(166);
    expect(await count('employer WHERE sector IS NULL')).toBe(0);
    // In capitals stand abbreviations alone.
    expect(await count(`employer WHERE name = upper(name) AND name ~ '[A-Z]{5}'`)).toBe(0);
    for (const table of ['contact', 'charter', 'activity', 'booking', 'invitation', 'task'])
      expect([
        table,
        await count(`${table} t JOIN employer e ON e.id = t.employer_id WHERE e.name NOT LIKE '%(sample)'`),
      ]).toEqual([table, 0]);
    expect(await count(`employer WHERE name NOT LIKE '%(sample)' AND stage <> 'identified'`)).toBe(0);
  });

  it('holds signatures with a review overdue, one due and one lapsed', async () => {
    expect(await count('charter WHERE ended_on IS NULL')).toBe(39);
    expect(await count(`charter WHERE ended_as = 'lapsed'`)).toBe(1);
    expect(await count(`charter WHERE ended_on IS NULL AND review_due_on < '2026-11-24'`)).toBe(1);
    expect(
      await count(`charter WHERE ended_on IS NULL AND review_due_on BETWEEN '2026-11-24' AND '2026-12-24'`),
    ).toBe(1);
  });

  it('has a full session with a waiting list, from which one moved up', async () => {
    const [full] = await world.owner<{ id: string }>(
      `SELECT s.id FROM session s WHERE s.capacity = 12 AND (SELECT min(starts_at) FROM session_date d WHERE d.session_id = s.id) > $1`,
      [world.clock.now()],
    );
    expect(await count(`place WHERE session_id = $1 AND state = 'confirmed'`, full!.id)).toBe(12);
    expect(await count(`waiting_entry WHERE session_id = $1 AND state = 'waiting'`, full!.id)).toBe(2);
    expect(await count(`waiting_entry WHERE session_id = $1 AND state = 'taken'`, full!.id)).toBe(1);
    expect(await count(`session WHERE kind = 'event'`)).toBe(2);
  });

  it('has a finished baseline with a late answer and a follow-up under way', async () => {
    const waves = await world.owner('SELECT kind, state FROM wave ORDER BY number');
    expect(waves).toEqual([
      { kind: 'baseline', state: 'closed' },
      { kind: 'followup', state: 'open' },
    ]);
    const answers = await world.owner(
      `SELECT w.kind, a.status, a.late, count(*)::int AS n FROM answer a JOIN wave w ON w.id = a.wave_id GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`,
    );
    expect(answers).toEqual([
      { kind: 'baseline', status: 'complete', late: false, n: 30 },
      { kind: 'baseline', status: 'complete', late: true, n: 1 },
      { kind: 'baseline', status: 'draft', late: false, n: 1 },
      { kind: 'followup', status: 'complete', late: false, n: 17 },
      { kind: 'followup', status: 'draft', late: false, n: 1 },
    ]);
  });

  it('lets no mail of the past leave: all have ended but what is held or unknown; three came back, and every address leads nowhere', async () => {
    const states = await world.owner<{ state: string }>('SELECT DISTINCT state FROM message ORDER BY state');
    expect(states.map((row) => row.state)).toEqual([
      'bounced',
      'cancelled',
      'held',
      'queued',
      'sent',
      'unknown',
    ]);
    // Those who asked for a while without email get theirs this week and next; whose turn came after they had
    // answered is no longer asked.
    expect(await count(`message WHERE state = 'queued'`)).toBe(4);
    expect(await count(`message WHERE state = 'cancelled'`)).toBe(3);
    const first = await count(
      `message WHERE state = 'queued' AND next_attempt_at BETWEEN $1::timestamptz AND $1::timestamptz + interval '7 days'`,
      world.clock.now(),
    );
    const second = await count(
      `message WHERE state = 'queued' AND next_attempt_at BETWEEN $1::timestamptz + interval '7 days' AND $1::timestamptz + interval '14 days'`,
      world.clock.now(),
    );
    expect(first).toBeGreaterThanOrEqual(2);
    expect(second).toBeGreaterThanOrEqual(2);
    expect(await count(`message WHERE state = 'bounced'`)).toBe(3);
    expect(await count(`message WHERE state = 'unknown' AND next_attempt_at IS NOT NULL`)).toBe(0);
    for (const [table, column] of [
      ['message', 'address'],
      ['contact', 'email'],
      ['booking', 'booker_email'],
      ['delegate', 'email'],
    ])
      expect([table, await count(`${table} WHERE ${column} NOT LIKE '%.example'`)]).toEqual([table, 0]);
    expect(await count('caught_mail')).toBe(0);
  });

  it('has mail in every state that somebody has to look at, and what led there', async () => {
    const fates = await world.owner<{ state: string; n: number }>(
      `SELECT m.state, count(*)::int AS n FROM message m JOIN wave w ON m.campaign = 'wave:' || w.id
        WHERE w.kind = 'followup' GROUP BY 1 ORDER BY 1`,
    );
    expect(fates.map((row) => row.state)).toEqual(['bounced', 'cancelled', 'queued', 'sent', 'unknown']);
    expect(await count(`message WHERE state = 'held' AND hold = 'template-broken'`)).toBe(1);
    expect(await count(`message WHERE state = 'sent' AND unknowns = 1 AND reason LIKE 'Staff found%'`)).toBe(
      1,
    );
    expect(await count('mail_template WHERE area_id = $1', areaId)).toBe(3);
    expect(await count('mail_pause WHERE area_id = $1 AND ended_at IS NOT NULL', areaId)).toBe(1);
    expect(await count('mail_pause WHERE ended_at IS NULL')).toBe(0);
    const came = await world.owner('SELECT DISTINCT kind FROM returned_reading ORDER BY kind');
    expect(came.map((row) => row['kind'])).toEqual(['autoreply', 'bounce-soft', 'complaint', 'unsubscribe']);
    expect(await count(`returned_mail WHERE state = 'guessed'`)).toBe(1);
    expect(await count(`returned_mail WHERE state IN ('unmatched', 'unreadable')`)).toBe(0);
    const stops = await world.owner('SELECT DISTINCT why FROM suppression WHERE area_id = $1 ORDER BY why', [
      areaId,
    ]);
    expect(stops.map((row) => row['why'])).toEqual(['bounce', 'complaint', 'pause', 'unsubscribe']);
    expect(await count('suppression WHERE area_id IS DISTINCT FROM $1', areaId)).toBe(0);
  });

  it('calls everything invented a sample', async () => {
    for (const [table, column] of [
      ['contact', 'name'],
      ['charter', 'signatory_name'],
      ['delegate', 'name'],
      ['booking', 'booker_name'],
      ['event', 'title'],
      ['session_date', 'town'],
      ['survey', 'title'],
      ['activity', 'subject'],
      ['activity', 'by_name'],
      ['task', 'title'],
      ['area', 'name'],
    ])
      expect([
        table,
        column,
        await count(
          `${table} WHERE ${column} NOT LIKE '%(sample)%' AND ${table === 'area' ? 'id' : 'area_id'} = $1`,
          areaId,
        ),
      ]).toEqual([table, column, 0]);
  });

  it('is there as a whole or not at all', async () => {
    const other = await testDatabase();
    try {
      const broken = new SampleArea(other.source, other.clock, other.settings, publicUrls(other.settings));
      // The tasks are the last the story writes.
      await other.owner(`ALTER TABLE task ADD CONSTRAINT no_tasks CHECK (false) NOT VALID`);
      await expect(broken.load()).rejects.toThrow();
      for (const table of ['employer', 'message', 'session', 'wave'])
        expect(await other.owner(`SELECT count(*)::int AS n FROM ${table}`)).toEqual([{ n: 0 }]);
      expect(await other.owner(`SELECT slug FROM area WHERE slug = $1`, [SAMPLE_SLUG])).toEqual([]);
    } finally {
      await other.close();
    }
  }, 180_000);
});
