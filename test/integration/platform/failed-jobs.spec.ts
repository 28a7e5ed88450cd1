import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { jest } from '@jest/globals';
import { z } from 'zod';
import {
  createLog,
  defineJob,
  defineSweep,
  FailedJobs,
  type JobData,
  type JobDefinition,
  Metrics,
  newId,
  projectPath,
} from '#platform';
import { type Backend, type QueueWorld, queueWorld } from '../../support/queues.js';

const secret = 'jo@example.org';
const one = (name: string, more: Partial<JobDefinition<{ id: string }>> = {}) =>
  defineJob({ name, data: z.object({ id: z.guid() }), concurrency: 1, attempts: 1, ...more });

const tried = one('test.tried', { attempts: 3, backoff: { type: 'exponential', delay: 300 } });
const old = defineJob({
  name: 'test.old',
  data: z.record(z.string(), z.union([z.string(), z.number()])),
  concurrency: 1,
  attempts: 3,
});
const again = one('test.again');
const swept = defineSweep('test.swept');
const away = one('test.away');
const killed = one('test.killed');
const poison = one('test.poison');
const emptied = one('test.emptied');

async function until<T>(look: () => Promise<T | undefined>, seconds = 10): Promise<T> {
  for (let i = 0; i < seconds * 20; i++) {
    const found = await look();
    if (found) return found;
    await sleep(50);
  }
  throw new Error('did not come to pass');
}

describe.each<Backend>(['PostgreSQL', 'Redis'])('jobs that fail for good, on %s', (backend) => {
  let at: QueueWorld;
  let failed: FailedJobs;
  let metrics: Metrics;
  beforeAll(async () => {
    at = await queueWorld(backend, 8);
    const log = createLog({ logLevel: 'silent' }, 'test');
    metrics = new Metrics(log);
    failed = new FailedJobs(at.world.db, at.world.clock, at.queues, metrics);
  });
  afterAll(() => at.close());

  const list = (job: { name: string }) =>
    at.world.db.read([], async (tx) => (await failed.list(tx)).filter((row) => row.job === job.name));
  const kept = (job: { name: string }, seconds?: number) => until(async () => (await list(job))[0], seconds);
  const retry = (id: string) => at.world.db.write([], (tx) => failed.retry(tx, id));
  const drop = (id: string) => at.world.db.write([], (tx) => failed.drop(tx, id));
  const add = <Data extends JobData>(job: JobDefinition<Data>, data: Data) => at.queues.add(job, [{ data }]);

  it('are tried as often as their declaration says, with its waits, and then kept without a word of the error', async () => {
    let tries = 0;
    await at.queues.process(
      tried,
      async () => {
        tries++;
        throw Object.assign(new Error(`Key (email)=(${secret})`), { code: '23505' });
      },
      failed,
    );
    const id = newId();
    await add(tried, { id });
    const row = await kept(tried);
    expect(tries).toBe(3);
    expect({ ...row }).toEqual({
      id: expect.any(String),
      job: 'test.tried',
      work: expect.any(String),
      data: { id },
      failedAt: at.world.clock.now(),
      tries: 3,
      error: expect.stringMatching(/^Error 23505( |$)/),
    });
    expect(JSON.stringify(await list(tried))).not.toContain(secret);
    const said = (await metrics.text()).body;
    expect(said).toContain('crm_jobs_failed{job="test.tried"} 1');
    expect(said).toContain('crm_jobs_failed{job="test.again"} 0');
    expect(said).toContain('crm_job_failures_total{job="test.tried"} 3');
    await drop(row.id);
  });

  it('fail at once where the data is not what the program takes, and of that data ids and numbers are kept', async () => {
    const handle = jest.fn(async () => undefined);
    const strict: JobDefinition<{ id: string }> = { ...tried, name: old.name };
    await at.queues.process(strict, handle, failed);
    const other = newId();
    await add(old, { other, to: secret, phone: '07700900123', n: 5 });
    const row = await kept(old);
    expect(handle).not.toHaveBeenCalled();
    expect(row).toMatchObject({
      data: { other, n: 5 },
      tries: 1,
      error: expect.stringMatching(/^JobDataError platform.job-data/),
    });
    await drop(row.id);
  });

  it('run again when told to, and go when dropped', async () => {
    const seen: string[] = [];
    let broken = true;
    await at.queues.process(
      again,
      async ({ id }) => {
        seen.push(id);
        if (broken) throw new TypeError('broken');
      },
      failed,
    );
    const [first, second] = [newId(), newId()];
    await add(again, { id: first });
    await add(again, { id: second });
    await until(async () => (await list(again)).length === 2 || undefined);
    broken = false;
    const rows = await list(again);
    const of = (id: string) => rows.find((row) => row.data['id'] === id)!;
    expect(await drop(of(second).id)).toMatchObject({ data: { id: second } });
    expect(await retry(of(first).id)).toMatchObject({
      job: 'test.again',
      error: expect.stringMatching(/^TypeError/),
    });
    await until(async () => seen.length === 3 || undefined);
    expect(seen).toEqual([first, second, first]);
    expect(await list(again)).toEqual([]);
    for (const act of [retry, drop])
      await expect(act(of(first).id)).rejects.toMatchObject({ code: 'platform.no-failed-job' });
  });

  it('are queued once when two say so at once, and twice by who reads the list and then acts', async () => {
    const added = jest.spyOn(at.queues, 'add').mockImplementation(async () => undefined);
    const keep = async () => {
      await failed.keep(again, { work: newId(), data: { id: newId() }, tries: 1, error: 'Error' });
      return (await list(again))[0]!.id;
    };
    try {
      const id = await keep();
      const ends = await Promise.allSettled([retry(id), retry(id), retry(id)]);
      expect(ends.filter((end) => end.status === 'fulfilled')).toHaveLength(1);
      expect(added).toHaveBeenCalledTimes(1);

      const unguarded = async (which: string) => {
        const row = (await list(again)).find((it) => it.id === which);
        await sleep(50);
        if (!row) return;
        await at.queues.add(again, [{ data: row.data as { id: string } }]);
        await drop(which).catch(() => undefined);
      };
      added.mockClear();
      const control = await keep();
      await Promise.all([unguarded(control), unguarded(control)]);
      expect(added).toHaveBeenCalledTimes(2);
    } finally {
      added.mockRestore();
    }
  });

  it('stay on the list while the queue does not take them', async () => {
    await failed.keep(again, { work: 'w', data: { id: newId() }, tries: 1, error: 'Error' });
    const { id } = await kept(again);
    const silent = jest.spyOn(at.queues, 'add').mockRejectedValue(new Error('The queue does not answer'));
    await expect(retry(id)).rejects.toThrow('does not answer');
    silent.mockRestore();
    expect((await list(again)).map((row) => row.id)).toEqual([id]);
    await drop(id);
  });

  it('outlive an emptied queue', async () => {
    await at.queues.process(emptied, () => Promise.reject(new Error('broken')), failed);
    await add(emptied, { id: newId() });
    const row = await kept(emptied);
    await at.empty();
    expect(await list(emptied)).toEqual([row]);
    // The queue counts its jobs anew: another job, another failure.
    await add(emptied, { id: newId() });
    await until(async () => (await list(emptied)).length === 2 || undefined);
    await at.world.db.write([], (tx) => failed.retry(tx, row.id));
    const later = await until(async () =>
      (await list(emptied)).find((it) => it.id !== row.id && it.data['id'] === row.data['id']),
    );
    expect(later.tries).toBe(1);
  });

  it('are one row for all firings of a sweep, which goes when a later one succeeds, in any process', async () => {
    let broken = true;
    const handle = async () => {
      if (broken) throw new Error('broken');
    };
    await at.queues.process(swept, handle, failed);
    for (let i = 0; i < 3; i++) await add(swept, {});
    await until(async () => ((await list(swept))[0]?.tries === 3 ? true : undefined));
    expect(await list(swept)).toHaveLength(1);
    broken = false;
    await add(swept, {});
    await until(async () => ((await list(swept)).length ? undefined : true));

    // Kept by another process: known once this one has looked.
    const other = new FailedJobs(
      at.world.db,
      at.world.clock,
      at.queues,
      new Metrics(createLog({ logLevel: 'silent' }, 'test')),
    );
    await other.keep(swept, { work: 'all', data: {}, tries: 1, error: 'Error' });
    await failed.look();
    await add(swept, {});
    await until(async () => ((await list(swept)).length ? undefined : true));
  });

  it('are tried again until their failure can be written down', async () => {
    let tries = 0;
    const down = jest
      .spyOn(failed, 'keep')
      .mockRejectedValueOnce(Object.assign(new Error(), { code: 'ECONNREFUSED' }));
    await at.queues.process(
      away,
      async () => {
        tries++;
        throw new Error('broken');
      },
      failed,
    );
    await add(away, { id: newId() });
    const row = await kept(away, 20);
    expect([tries, row.tries]).toEqual([2, 2]);
    down.mockRestore();
  });

  it('are forgotten after 90 days', async () => {
    await failed.keep(swept, { work: 'old', data: {}, tries: 1, error: 'Error' });
    // Nothing finds its work again: it waits for somebody.
    await failed.keep(again, { work: 'alone', data: {}, tries: 1, error: 'Error' });
    const before = at.world.clock.now();
    at.world.clock.set(new Date(before.getTime() + 89 * 86_400_000).toISOString());
    await failed.keep(swept, { work: 'young', data: {}, tries: 1, error: 'Error' });
    await failed.forget();
    expect(await list(swept)).toHaveLength(2);
    at.world.clock.set(new Date(before.getTime() + 90.5 * 86_400_000).toISOString());
    expect(await failed.forget()).toBeGreaterThan(0);
    expect((await list(swept)).map((row) => row.work)).toEqual(['young']);
    expect((await list(again)).map((row) => row.work)).toContain('alone');
    at.world.clock.set(before.toISOString());
  });

  /** A worker process of its own that takes a job and does not get through with it. */
  const stuckWorker = async (job: string) => {
    const program = `
      import { z } from 'zod';
      const { createLog, defineJob, Queues, readSettings } = await import(${JSON.stringify(projectPath('dist/libs/platform/src/index.js'))});
      const queues = new Queues(readSettings(process.env), createLog({ logLevel: 'silent' }, 'test'));
      const job = defineJob({ name: '${job}', data: z.object({ id: z.guid() }), concurrency: 1, attempts: 1 });
      const ledger = { count() {}, async keep() {}, async succeeded() {} };
      await queues.process(job, () => { process.stdout.write('begun'); return new Promise(() => {}); }, ledger);`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
      cwd: projectPath('.'),
      env: { PATH: process.env['PATH'], ...at.world.env },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await new Promise<void>((begun) => child.stdout.once('data', () => begun()));
    const ended = new Promise((done) => child.once('close', done));
    child.kill('SIGKILL');
    await ended;
  };

  it('are those that have ended two workers; a job whose worker was killed once is done again', async () => {
    const id = newId();
    const seen: string[] = [];
    const handle = jest.fn(async () => undefined);
    const once = async () => {
      await add(killed, { id });
      await stuckWorker(killed.name);
      await at.queues.process(killed, async (data) => seen.push(data.id), failed);
      await until(async () => seen.length || undefined, 60);
    };
    const twice = async () => {
      await add(poison, { id });
      await stuckWorker(poison.name);
      // Taken once the queue has found that the first is dead.
      await stuckWorker(poison.name);
      await at.queues.process(poison, handle, failed);
      await kept(poison, 60);
    };
    await Promise.all([once(), twice()]);
    expect(seen).toEqual([id]);
    expect(await list(killed)).toEqual([]);
    expect(await list(poison)).toMatchObject([
      { data: { id }, tries: 2, error: expect.stringMatching(/^stalled/) },
    ]);
    expect(handle).not.toHaveBeenCalled();
  }, 120_000);
});
