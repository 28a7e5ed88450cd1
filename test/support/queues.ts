import { Redis } from 'ioredis';
import { createLog, Queues, readSettings } from '#platform';
import { type TestWorld, testDatabase } from './database.js';

export type Backend = 'PostgreSQL' | 'Redis';

/** A queue on one of its backends, in a world of its own. */
export interface QueueWorld {
  world: TestWorld;
  queues: Queues;
  /** The same queue as another process has it; closed with the world. */
  another(): Queues;
  /** What emptying the queue is. */
  empty(): Promise<void>;
  close(): Promise<void>;
}

/** `redisDatabase`: a number that no other spec uses. */
export async function queueWorld(backend: Backend, redisDatabase: number): Promise<QueueWorld> {
  const address = `${process.env['TEST_REDIS_URL']}/${redisDatabase}`;
  const redis = backend === 'Redis' ? new Redis(address) : undefined;
  await redis?.flushdb();
  const world = await testDatabase({ env: redis ? { QUEUE_URL: address } : {} });
  const opened: Queues[] = [];
  const another = () => {
    const queues = new Queues(readSettings(world.env), createLog({ logLevel: 'silent' }, 'test'));
    opened.push(queues);
    return queues;
  };
  return {
    world,
    queues: another(),
    another,
    empty: async () => {
      if (redis) await redis.flushdb();
      else await world.owner('TRUNCATE bullmq.job, bullmq.scheduler CASCADE');
    },
    close: async () => {
      await Promise.all(opened.map((queues) => queues.close()));
      await redis?.quit();
      await world.close();
    },
  };
}

/** A ledger for tests that are not about failures. */
export const noLedger = {
  count: () => undefined,
  keep: async () => undefined,
  succeeded: async () => undefined,
};
