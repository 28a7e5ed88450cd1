import type { Tx } from '#platform';
import { mailFigures } from '../../../libs/messaging/src/health/mail-figures.repository.js';
import { countMailings, listMailings } from '../../../libs/messaging/src/messages/mailings.repository.js';
import { countMessages, listMessages } from '../../../libs/messaging/src/messages/messages.repository.js';
import { type TestWorld, testDatabase } from '../../support/database.js';

const ROWS = 100_000;

describe('reading among 100,000 messages', () => {
  let world: TestWorld;
  beforeAll(async () => {
    world = await testDatabase();
    for (const areaId of [world.areaId, world.secondAreaId])
      await world.owner(
        `INSERT INTO message (id, area_id, send_key, message_id, verp_token, address, recipient_name, purpose, template,
                template_version, data, subject, cause, campaign, state, created_at, next_attempt_at, settled_at)
         SELECT gen_random_uuid(), $1::uuid, 'bulk:' || n, '<' || n || '@x>', md5($1::uuid::text || n), 'Person' || n || '@bulk.example',
                CASE WHEN n = 77 THEN 'Maria de Souza' WHEN n = 78 THEN 'Patel, Sam' WHEN n = 79 THEN 'Sam Patel (HR)'
                     ELSE 'Person ' || n || ' Example' || n END, 'invitation', 'test.letter', 1, jsonb_build_object('words', repeat('words ', 100)), 'S', 'C', 'wave:' || n % 20,
                CASE WHEN n % 100 = 0 THEN 'bounced' WHEN n % 100 = 1 THEN 'queued' ELSE 'sent' END,
                '2026-10-01T09:00:00Z'::timestamptz + n * interval '1 second', '2026-12-01T09:00:00Z', NULL
           FROM generate_series(1, $2::int) n`,
        [areaId, areaId === world.areaId ? ROWS : 1_000],
      );
    await world.owner('VACUUM ANALYZE message');
  }, 120_000);
  afterAll(() => world.close());

  /** The plans of the statements a reading makes, as the program's user behind the wall. */
  const plans = (read: (tx: Tx) => Promise<unknown>): Promise<string> =>
    world.db.read([world.areaId], async (tx) => {
      const lines: string[] = [];
      const explaining = {
        query: async (sql: string, params: unknown[]) => {
          if (sql.includes('set_config')) return tx.query(sql, params);
          const rows = await tx.query<{ 'QUERY PLAN': string }>(`EXPLAIN ${sql}`, params);
          lines.push(...rows.map((row) => row['QUERY PLAN']));
          return [];
        },
      };
      await read(explaining as unknown as Tx);
      return lines.join('\n');
    });
  const reading = <T>(read: (tx: Tx) => Promise<T>): Promise<T> => world.db.read([world.areaId], read);

  it.each([
    ['an address', 'PERSON4711@bulk.example', 1],
    ['the beginning of an address', 'person4711', 11],
    ['the beginning of a name', 'person 4711 ', 1],
    ['a surname', 'souza', 1],
    ['a surname in both orders', 'Patel', 2],
    ['the beginning of a surname, with the first name', 'sam pat', 2],
    ['a surname before the first name', 'Patel, Sam', 2],
    ['nobody of that surname and another first name', 'robin patel', 0],
    ['signs that mean something to LIKE', '100%_', 0],
  ])('finds %s by its index, behind the wall', async (_, search, n) => {
    const filter = { search, employerIds: [] };
    const plan = await plans((tx) => listMessages(tx, world.areaId, filter, 51));
    expect(plan).toContain('message_address');
    expect(plan).toContain('message_name');
    expect(plan).toContain('message_surname');
    expect(plan).not.toContain('Seq Scan on message');
    const found = await reading((tx) => listMessages(tx, world.areaId, filter, 51));
    expect(found).toHaveLength(n);
    expect(found.every((line) => line.areaId === world.areaId)).toBe(true);
  });

  it('lists mail by when it went or goes, and a page from its index', async () => {
    const plan = await plans((tx) => listMessages(tx, world.areaId, {}, 51));
    expect(plan).toContain('message_list');
    expect(plan).not.toContain('Seq Scan');
    const [old] = await world.owner<{ id: string }>(
      `SELECT id FROM message WHERE area_id = $1 AND state = 'sent' ORDER BY created_at LIMIT 1`,
      [world.areaId],
    );
    await world.owner(
      `UPDATE message SET settled_at = '2026-12-02T09:00:00Z', next_attempt_at = NULL WHERE id = $1`,
      [old!.id],
    );
    const [first] = await reading((tx) => listMessages(tx, world.areaId, {}, 1));
    expect(first!.id).toBe(old!.id);
  });

  it('counts the states of an area from indexes alone, and they add up', async () => {
    const plan = await plans((tx) => countMessages(tx, world.areaId, { hidden: ['accounts.invitation'] }));
    expect(plan).toContain('Index Only Scan using message_bare');
    expect(plan).not.toContain('Seq Scan on message');
    const found = await reading((tx) => countMessages(tx, world.areaId, {}));
    expect(found).toMatchObject({ bounced: 1_000, queued: 1_000, sent: 98_000, held: 0 });
  });

  it('counts every sending, and one, from the index alone', async () => {
    const plan = await plans((tx) => listMailings(tx, world.areaId, 31));
    expect(plan).toContain('Index Only Scan using message_campaign');
    expect(plan).not.toContain('Seq Scan on message');
    const all = await reading((tx) => listMailings(tx, world.areaId, 31));
    expect(all.map((one) => one.total)).toEqual(Array.from({ length: 20 }, () => 5_000));
    const one = await reading((tx) =>
      countMailings(tx, [{ areaId: world.areaId, campaign: 'wave:1' }], new Date('2026-11-24T09:00:00Z')),
    );
    expect(one.get(`${world.areaId} wave:1`)!.counts).toMatchObject({ queued: 1_000, sent: 4_000 });
  });

  it('counts the whole installation for its metrics from indexes', async () => {
    const plan = await plans((tx) =>
      mailFigures(tx, new Date('2026-11-24T09:00:00Z')).catch(() => undefined),
    );
    expect(plan).toContain('Index Only Scan');
    expect(plan).not.toContain('Seq Scan on message');
  });

  it('shows a page of one state, and of one sending, without reading the rest', async () => {
    for (const filter of [
      {},
      { states: ['bounced' as const] },
      { campaign: 'wave:3' },
      { campaign: 'wave:3', states: ['sent' as const] },
    ]) {
      const plan = await plans((tx) => listMessages(tx, world.areaId, filter, 51));
      expect([filter, plan]).toEqual([filter, expect.not.stringMatching(/Seq Scan|Bitmap|Sort/)]);
      if ('campaign' in filter) expect(plan).toContain('message_campaign_list');
      const found = await reading((tx) => listMessages(tx, world.areaId, filter, 51));
      expect(found).toHaveLength(51);
    }
  });
});
