import type { Tx } from '#platform';
import { lockDue } from '../../../libs/messaging/src/delivery/claim.repository.js';
import { due } from '../../../libs/messaging/src/delivery/sweep.repository.js';
import { type TestWorld, testDatabase } from '../../support/database.js';
import { mailRow } from '../../support/mail-row.js';

const MAILS = 100_000;

interface Plan {
  'Node Type': string;
  'Relation Name'?: string;
  'Index Name'?: string;
  'Actual Rows': number;
  'Actual Loops': number;
  Plans?: Plan[];
}
const nodes = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodes)];

describe('a backlog of 100,000 due messages', () => {
  let world: TestWorld;
  let service: string;
  beforeAll(async () => {
    world = await testDatabase();
    world.clock.set('2026-11-24T09:00:00Z');
    await world.owner(
      `INSERT INTO message (id, area_id, send_key, message_id, verp_token, address, recipient_name, purpose, template,
              template_version, data, subject, cause, state, created_at, next_attempt_at)
       SELECT gen_random_uuid(), $1, 'many:' || n, n, n, 'person' || n || '@example.org', 'Robin Example', 'invitation',
              'test.letter', 1, '{}', 'A letter', 'A test', 'queued', $2::timestamptz - interval '1 hour',
              $2::timestamptz - n * interval '10 ms' FROM generate_series(1, $3::int) n`,
      [world.areaId, world.clock.now(), MAILS],
    );
    // Written last and due last.
    service = await mailRow(world, { state: 'queued', purpose: 'service' });
    await world.owner(`ANALYZE message`);
  }, 120_000);
  afterAll(() => world.close());

  /** How PostgreSQL went about a statement of the program's, as the program's role. */
  async function plan(work: (tx: Tx) => Promise<unknown>): Promise<Plan[]> {
    return world.db.write([world.areaId], async (tx) => {
      const explain = (sql: string, params: unknown[]) =>
        tx.query<{ 'QUERY PLAN': [{ Plan: Plan }] }>(`EXPLAIN (ANALYZE, FORMAT JSON) ${sql}`, params);
      let plans: Plan[] = [];
      await work({
        query: async (sql: string, params: unknown[]) => {
          plans = nodes((await explain(sql, params))[0]!['QUERY PLAN'][0].Plan);
          return [];
        },
      } as unknown as Tx);
      return plans;
    });
  }
  const onMessages = (plans: Plan[]) => plans.filter((node) => node['Relation Name'] === 'message');

  it('is looked through by the index of what is due, no further than a sweep takes', async () => {
    const scans = onMessages(await plan((tx) => due(tx, world.clock.now(), 4_000)));
    expect(scans.length).toBeGreaterThan(0);
    for (const scan of scans) {
      expect(scan).toMatchObject({
        'Node Type': expect.stringMatching(/Index/),
        'Index Name': 'message_due',
      });
      expect(scan['Actual Rows'] * scan['Actual Loops']).toBeLessThanOrEqual(4_000);
    }
  });

  it('lets service mail go first, though it was written last', async () => {
    const first = await world.db.read('all', (tx) => due(tx, world.clock.now(), 10));
    expect(first.map((row) => row.id).indexOf(service)).toBe(0);
    expect(first).toHaveLength(10);
  });

  it('has nothing from an area that waits for its release, which others would wait behind', async () => {
    await world.owner(
      `INSERT INTO mail_restore (id, area_id, cause, found_at, held) VALUES (gen_random_uuid(), $1, 'copied', $2, 0)`,
      [world.areaId, world.clock.now()],
    );
    expect(await world.db.read('all', (tx) => due(tx, world.clock.now(), 10))).toEqual([]);
    await world.owner(`DELETE FROM mail_restore`);
  });

  it('is claimed by id, touching no more rows than are claimed', async () => {
    const ids = (await world.db.read('all', (tx) => due(tx, world.clock.now(), 250))).map((row) => row.id);
    const scans = onMessages(await plan((tx) => lockDue(tx, world.areaId, ids, world.clock.now())));
    expect(scans.length).toBeGreaterThan(0);
    for (const scan of scans) {
      expect(scan['Node Type']).toMatch(/Index|Bitmap Heap/);
      expect(scan['Actual Rows'] * scan['Actual Loops']).toBeLessThanOrEqual(250);
    }
  });

  it('would be read whole without that index', async () => {
    await world.owner(`ALTER INDEX message_due RENAME TO message_due_away`);
    await world.owner(
      `UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'message_due_away'::regclass`,
    );
    try {
      const scans = onMessages(await plan((tx) => due(tx, world.clock.now(), 4_000)));
      expect(scans.some((scan) => scan['Index Name'] === 'message_due_away')).toBe(false);
      expect(
        scans.some((scan) => /Seq|by_state|Bitmap/.test(scan['Node Type'] + (scan['Index Name'] ?? ''))),
      ).toBe(true);
    } finally {
      await world.owner(
        `UPDATE pg_index SET indisvalid = true WHERE indexrelid = 'message_due_away'::regclass`,
      );
      await world.owner(`ALTER INDEX message_due_away RENAME TO message_due`);
    }
  });
});
