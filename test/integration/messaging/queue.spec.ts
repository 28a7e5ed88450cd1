import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { createLog, Queues, readSettings } from '#platform';
import { type TestWorld, testDatabase } from '../../support/database.js';

describe.each(['PostgreSQL', 'Redis'])('the queue on %s', (kind) => {
  let world: TestWorld;
  let queues: Queues;
  let redis: Redis | undefined;
  const open = () => new Queues(readSettings(world.env), createLog({ logLevel: 'silent' }, 'test'));
  beforeAll(async () => {
    const address = `${process.env['TEST_REDIS_URL']}/7`;
    world = await testDatabase({ env: kind === 'Redis' ? { QUEUE_URL: address } : {} });
    if (kind === 'Redis') {
      redis = new Redis(address);
      await redis.flushdb();
    }
    queues = open();
  });
  afterAll(async () => {
    await queues.close();
    await redis?.quit();
    await world.close();
  });

  it('hands jobs to handlers, as the role that owns nothing, and counts those that wait', async () => {
    await queues.add('test.count', [{ data: { n: 1 } }, { data: { n: 2 } }, { data: { n: 3 } }]);
    expect(await queues.waiting('test.count')).toBe(3);
    const seen: number[] = [];
    await queues.process('test.count', 2, async (data) => {
      seen.push(Number(data['n']));
    });
    for (let i = 0; i < 100 && seen.length < 3; i++) await sleep(50);
    expect(seen.sort()).toEqual([1, 2, 3]);
    expect(await queues.waiting('test.count')).toBe(0);
  });

  it('goes on after a job that fails', async () => {
    const seen: number[] = [];
    await queues.process('test.fail', 1, async (data) => {
      seen.push(Number(data['n']));
      if (data['n'] === 1) throw new Error('broken');
    });
    await queues.add('test.fail', [{ data: { n: 1 } }, { data: { n: 2 } }]);
    for (let i = 0; i < 100 && seen.length < 2; i++) await sleep(50);
    expect(seen).toEqual([1, 2]);
  });

  it('repeats a job once for all who say so, and again after everything was deleted', async () => {
    let fired = 0;
    const other = open();
    for (const one of [queues, other]) {
      await one.process('test.every', 1, async () => {
        fired++;
      });
      await one.schedule('test.every', 0.5);
    }
    await sleep(2_600);
    expect(fired).toBeGreaterThanOrEqual(3);
    expect(fired).toBeLessThanOrEqual(7);
    if (redis) await redis.flushdb();
    else await world.owner('TRUNCATE bullmq.job, bullmq.scheduler CASCADE');
    await other.schedule('test.every', 0.5);
    const before = fired;
    for (let i = 0; i < 160 && fired < before + 2; i++) await sleep(100);
    expect(fired).toBeGreaterThanOrEqual(before + 2);
    await other.close();
  });
});
