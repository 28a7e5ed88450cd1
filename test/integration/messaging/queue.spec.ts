import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { defineJob, defineSweep } from '#platform';
import { type Backend, noLedger, type QueueWorld, queueWorld } from '../../support/queues.js';

const counted = defineJob({
  name: 'test.count',
  data: z.object({ n: z.int() }),
  concurrency: 2,
  attempts: 1,
});
const failing = defineJob({ ...counted, name: 'test.fail', concurrency: 1 });
const repeated = defineSweep('test.every');

describe.each<Backend>(['PostgreSQL', 'Redis'])('the queue on %s', (backend) => {
  let at: QueueWorld;
  beforeAll(async () => {
    at = await queueWorld(backend, 7);
  });
  afterAll(() => at.close());

  it('hands jobs to handlers, as the role that owns nothing, and counts those that wait', async () => {
    await at.queues.add(counted, [{ data: { n: 1 } }, { data: { n: 2 } }, { data: { n: 3 } }]);
    expect(await at.queues.waiting(counted)).toBe(3);
    const seen: number[] = [];
    await at.queues.process(counted, async ({ n }) => seen.push(n), noLedger);
    for (let i = 0; i < 100 && seen.length < 3; i++) await sleep(50);
    expect(seen.sort()).toEqual([1, 2, 3]);
    expect(await at.queues.waiting(counted)).toBe(0);
  });

  it('goes on after a job that fails', async () => {
    const seen: number[] = [];
    const fail = async ({ n }: { n: number }) => {
      seen.push(n);
      if (n === 1) throw new Error('broken');
    };
    await at.queues.process(failing, fail, noLedger);
    await at.queues.add(failing, [{ data: { n: 1 } }, { data: { n: 2 } }]);
    for (let i = 0; i < 100 && seen.length < 2; i++) await sleep(50);
    expect(seen).toEqual([1, 2]);
  });

  it('takes no job whose data is not what its declaration says, and leaves behind what it does not name', async () => {
    const wrong = { n: 'jo@example.org' } as unknown as { n: number };
    await expect(at.queues.add(counted, [{ data: { n: 1 } }, { data: wrong }])).rejects.toThrow(
      /^The data of the job test.count does not fit its declaration: n$/,
    );
    const seen: unknown[] = [];
    const named = defineJob({ ...counted, name: `test.named-${backend}` });
    await at.queues.process(named, async (data) => seen.push(data), noLedger);
    await at.queues.add(named, [{ data: { n: 1, to: 'jo@example.org' } as { n: number } }]);
    for (let i = 0; i < 100 && !seen.length; i++) await sleep(50);
    expect(seen).toEqual([{ n: 1 }]);
  });

  it('tells BullMQ how often and after which waits a job is tried', async () => {
    const backoff = { type: 'exponential', delay: 300, jitter: 0.5 } as const;
    const tried = defineJob({ ...counted, name: `test.tries-${backend}`, attempts: 4, backoff });
    await at.queues.add(tried, [{ data: { n: 1 }, delayMs: 3_600_000, jobId: 'one' }]);
    const bull = await at.queues['queue'](tried.name);
    expect((await bull.getJob('one'))?.opts).toMatchObject({ attempts: 4, backoff, delay: 3_600_000 });
  });

  it('repeats a job once for all who say so, and again after everything was deleted', async () => {
    let fired = 0;
    const other = at.another();
    for (const one of [at.queues, other]) {
      await one.process(repeated, async () => fired++, noLedger);
      await one.schedule(repeated, { every: 0.5 });
    }
    await sleep(2_600);
    expect(fired).toBeGreaterThanOrEqual(3);
    expect(fired).toBeLessThanOrEqual(7);
    await at.empty();
    await other.schedule(repeated, { every: 0.5 });
    const before = fired;
    for (let i = 0; i < 160 && fired < before + 2; i++) await sleep(100);
    expect(fired).toBeGreaterThanOrEqual(before + 2);
  });
});
