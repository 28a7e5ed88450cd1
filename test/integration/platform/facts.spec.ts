import { z } from 'zod';
import {
  createLog,
  defineFact,
  FactDelivery,
  type FactSubscriber,
  FactSubscribers,
  Facts,
  FailedJobs,
  Metrics,
  type Queues,
  type StoredFact,
  SYSTEM_ACTOR,
  type Tx,
} from '#platform';
import { type TestWorld, testDatabase } from '../../support/database.js';
import { othersEnded } from '../../support/others-ended.js';

const counted = defineFact('test.counted', z.strictObject({ n: z.number() }));
const other = defineFact('test.other', z.strictObject({}));

describe('facts', () => {
  let world: TestWorld;
  let subscribers: FactSubscribers;
  let facts: Facts;
  let failedJobs: FailedJobs;
  const log = createLog({ logLevel: 'silent' }, 'test');
  let wakes: number[];
  /** Workers of an installation, each with what it would do on its own. */
  const worker = () => {
    const delivery = new FactDelivery(world.db, world.clock, subscribers, failedJobs, log);
    return {
      run: async () => {
        await othersEnded(world);
        return delivery.run();
      },
      followAgain: delivery.followAgain.bind(delivery),
    };
  };
  const fact = (n: number) => counted.of({ areaId: world.areaId, actor: SYSTEM_ACTOR, data: { n } });
  const write = (n: number) => world.db.write([world.areaId], (tx) => facts.record(tx, fact(n)));
  const noteOf = (tx: Tx, given: StoredFact) =>
    tx.execute('INSERT INTO effect (n, fact_id) VALUES ($1, $2)', [given.data['n'], given.id]);
  const effects = async () =>
    (await world.owner<{ n: number }>('SELECT n FROM effect ORDER BY at')).map(({ n }) => n);
  const subscriber = (handle: FactSubscriber['handle'], name = 'test.noting'): FactSubscriber => ({
    name,
    kinds: [counted],
    handle,
  });

  beforeEach(async () => {
    world = await testDatabase();
    await world.owner(
      'CREATE TABLE effect (at serial, n integer, fact_id uuid); GRANT ALL ON effect, effect_at_seq TO crm_program',
    );
    wakes = [];
    const queues = {
      add: async (_: unknown, [job]: { delayMs?: number }[]) => void wakes.push(job!.delayMs ?? 0),
    } as unknown as Queues;
    subscribers = new FactSubscribers(queues);
    failedJobs = new FailedJobs(world.db, world.clock, queues, new Metrics(log));
    facts = new Facts(world.clock, subscribers);
  });
  afterEach(() => world.close());

  /** A transaction that stays open until it is told to go on. */
  const open = async (n: number) => {
    let commit = () => {};
    const told = new Promise<void>((go) => {
      commit = go;
    });
    let begun = () => {};
    const written = new Promise<void>((go) => {
      begun = go;
    });
    const done = world.db.write([world.areaId], async (tx) => {
      await facts.record(tx, fact(n));
      begun();
      await told;
    });
    await written;
    return {
      commit: () => {
        commit();
        return done;
      },
    };
  };

  it('are declared once, and are as their kind says', () => {
    expect(() => defineFact('test.counted', z.object({}))).toThrow('declared twice');
    expect(() => defineFact('Test', z.object({}))).toThrow('no name');
    expect(() =>
      counted.of({ areaId: world.areaId, actor: SYSTEM_ACTOR, data: { n: 'many' } as never }),
    ).toThrow();
    expect(counted.void('a-fact', { areaId: world.areaId, actor: SYSTEM_ACTOR })).toMatchObject({
      kind: 'test.counted',
      corrects: 'a-fact',
      data: { void: true },
    });
  });

  it('are handed on in the order they were begun in, none skipped, though they commit out of order', async () => {
    subscribers.add(subscriber(async (tx, given) => void (await noteOf(tx, given))));
    const late = await open(1);
    await write(2);
    await worker().run();
    // The second could be overtaken by the first still, so neither has a place yet, and it is looked for again.
    expect(await effects()).toEqual([]);
    expect(wakes.at(-1)).toBe(1000);
    await late.commit();
    await write(3);
    await worker().run();
    expect(await effects()).toEqual([1, 2, 3]);
    const rows = await world.owner<{ position: string }>('SELECT position FROM fact ORDER BY position');
    expect(rows.map((row) => row.position)).toEqual(['1', '2', '3']);
  });

  it('would be skipped if the position were taken by id', async () => {
    // The control: who remembers the highest id that can be seen never comes back for a lower one.
    const seen: number[] = [];
    let last = '00000000-0000-0000-0000-000000000000';
    const readById = async () => {
      const rows = await world.owner<{ id: string; n: number }>(
        `SELECT id, (data->>'n')::int AS n FROM fact WHERE id > $1 ORDER BY id`,
        [last],
      );
      for (const row of rows) {
        seen.push(row.n);
        last = row.id;
      }
    };
    const late = await open(1);
    await write(2);
    await readById();
    await late.commit();
    await write(3);
    await readById();
    expect(seen).toEqual([2, 3]);
  });

  it('wake who follows them after the commit, and nobody else', async () => {
    subscribers.add(subscriber(async () => undefined));
    await world.db.write([world.areaId], (tx) =>
      facts.record(tx, other.of({ areaId: world.areaId, actor: SYSTEM_ACTOR, data: {} })),
    );
    await expect(
      world.db.write([world.areaId], async (tx) => {
        await facts.record(tx, fact(1));
        throw new Error('rolled back');
      }),
    ).rejects.toThrow('rolled back');
    expect(wakes).toEqual([]);
    await write(2);
    expect(wakes).toEqual([0]);
  });

  it('are followed again when the worker dies between fact and effect, and the effect stands once', async () => {
    let dies = true;
    subscribers.add(
      subscriber(async (tx, given) => {
        await noteOf(tx, given);
        if (!dies) return;
        dies = false;
        // What a killed worker leaves: its connection is cut before it could commit.
        await tx.query('SELECT pg_terminate_backend(pg_backend_pid())');
      }),
    );
    await write(1);
    await write(2);
    await worker()
      .run()
      .catch(() => undefined);
    world.clock.shift(60_000);
    await worker().run();
    expect(await effects()).toEqual([1, 2]);
  });

  it('come once to a subscriber that several workers serve, in their order', async () => {
    subscribers.add(subscriber(async (tx, given) => void (await noteOf(tx, given))));
    for (let n = 1; n <= 40; n += 1) await write(n);
    for (let rounds = 0; rounds < 10; rounds += 1)
      await Promise.all([worker().run(), worker().run(), worker().run()]);
    expect(await effects()).toEqual(Array.from({ length: 40 }, (_, n) => n + 1));
  });

  it('hold up those behind them while they cannot be followed, then are set aside and kept', async () => {
    let broken = true;
    subscribers.add(
      subscriber(async (tx, given) => {
        if (broken && given.data['n'] === 2) throw new Error('cannot');
        await noteOf(tx, given);
      }),
    );
    subscribers.add(subscriber(async (tx, given) => void (await noteOf(tx, given)), 'test.undisturbed'));
    for (const n of [1, 2, 3]) await write(n);
    await worker().run();
    expect((await effects()).sort()).toEqual([1, 1, 2, 3]);
    expect(wakes.at(-1)).toBe(5000);
    // Not before its pause is over.
    await worker().run();
    expect(await effects()).toHaveLength(4);
    for (const seconds of [6, 31, 121, 601]) {
      world.clock.set(new Date(world.clock.now().getTime() + seconds * 1000).toISOString());
      await worker().run();
    }
    expect((await effects()).sort()).toEqual([1, 1, 2, 3, 3]);
    const [kept] = await world.db.read([], (tx) => failedJobs.list(tx));
    expect(kept).toMatchObject({ job: 'platform.follow-fact', tries: 5 });
    broken = false;
    await worker().followAgain(kept!.data as { subscriber: string; factId: string });
    expect((await effects()).sort()).toEqual([1, 1, 2, 2, 3, 3]);
  });

  it('of another cluster, restored from a dump, are numbered and lose nothing', async () => {
    subscribers.add(subscriber(async (tx, given) => void (await noteOf(tx, given))));
    await write(1);
    await worker().run();
    await write(2);
    // As a dump has it: numbers of transactions this cluster has not come to.
    await world.owner('UPDATE fact SET xid = xid + 1000000 WHERE position IS NULL');
    await write(3);
    await worker().run();
    expect(await effects()).toEqual([1, 2, 3]);
  });
});
