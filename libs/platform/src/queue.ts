import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable, OnApplicationShutdown, OnModuleDestroy } from '@nestjs/common';
import type { Job, Queue, QueueOptions, Worker, WorkerOptions } from 'bullmq';
import pg from 'pg';
import { errorForLog, LOG, type Log } from './logging.js';
import { QUEUE_SCHEMA } from './migrate.js';
import { Settings } from './settings.js';

/** The braces keep all keys of the program in one slot of a Redis Cluster. */
const PREFIX = '{crm}';
/** Adding takes milliseconds; whoever waits longer is better served by the next sweep. */
const ADD_PATIENCE_MS = 3_000;
/** A job whose worker died is handed to another after so long at most; its own work may run longer. */
const LOCK_MS = 15_000;
/** Loaded when a queue is opened: commands and rules that open none are the quicker. */
const bullmq = () => import('bullmq');

/** Ids, counts and dates; never names, addresses or answers. */
export type JobData = Record<string, string | number>;

/** Redis connection options of a redis:// address. */
export function redisOptions(address: string, patient: boolean) {
  const at = new URL(address);
  return {
    host: at.hostname,
    port: Number(at.port || 6379),
    username: decodeURIComponent(at.username) || undefined,
    password: decodeURIComponent(at.password) || undefined,
    db: Number(at.pathname.slice(1) || 0),
    tls: at.protocol === 'rediss:' ? {} : undefined,
    // A worker waits for Redis as long as it takes; whoever adds a job does not.
    maxRetriesPerRequest: patient ? null : 1,
  };
}

/**
 * The queue: it carries ids and may be emptied at any time; what is due is found again by the sweepers.
 * On the program's own PostgreSQL, or on Redis when QUEUE_URL says so; callers cannot tell.
 */
@Injectable()
export class Queues implements OnModuleDestroy, OnApplicationShutdown {
  private readonly queues = new Map<string, Promise<Queue>>();
  private readonly workers: Worker[] = [];
  private pool: pg.Pool | undefined;
  private closed: Promise<void> | undefined;
  private ending = false;

  constructor(
    private readonly settings: Settings,
    @Inject(LOG) private readonly log: Log,
  ) {}

  private get address(): string {
    return this.settings.queueUrl ?? this.settings.appDatabaseUrl!;
  }

  private get isRedis(): boolean {
    return this.address.startsWith('redis');
  }

  /**
   * Queues jobs. Throws when the queue does not answer within three seconds; the caller's work is committed by then
   * and a sweep finds it. `delayMs`: not before so many milliseconds. `jobId` merely thins out doubles: uniqueness belongs in our own tables.
   */
  async add(name: string, jobs: { data: JobData; jobId?: string; delayMs?: number }[]): Promise<void> {
    if (!jobs.length) return;
    await bullmq(); // no part of waiting for the queue
    const entries = jobs.map((job) => ({
      name,
      data: job.data,
      opts: { jobId: job.jobId, delay: job.delayMs, removeOnComplete: true, removeOnFail: true },
    }));
    const [first, ...rest] = entries;
    // On PostgreSQL a bulk makes temporary tables, which takes several times as long as one job.
    const added = this.queue(name).then(
      (queue): Promise<unknown> =>
        first && !rest.length ? queue.add(name, first.data, first.opts) : queue.addBulk(entries),
    );
    await withinPatience(added, name);
  }

  /** How many jobs wait to be begun; `later`: those too whose time has not come. */
  async waiting(name: string, later = false): Promise<number> {
    await bullmq();
    const counts = await withinPatience(
      this.queue(name).then((queue) =>
        queue.getJobCounts('waiting', 'prioritized', ...(later ? (['delayed'] as const) : [])),
      ),
      name,
    );
    return Object.values(counts).reduce((sum, n) => sum + n, 0);
  }

  /**
   * Repeats a job every so many seconds, once for the whole installation however many workers run. Said again it
   * changes nothing, but brings back what an emptied queue has lost.
   */
  async schedule(name: string, seconds: number): Promise<void> {
    const queue = await this.queue(name);
    const every = Math.round(seconds * 1000);
    const known = await queue.getJobScheduler(name);
    const due = known?.next ?? 0;
    if (known?.every === every && due > Date.now() - Math.max(every, LOCK_MS) - 2 * LOCK_MS) return;
    await queue.upsertJobScheduler(
      name,
      { every },
      { name, opts: { removeOnComplete: true, removeOnFail: true } },
    );
  }

  /** Handles a queue's jobs; a job may arrive twice. Errors are logged with the job's ids and left to the sweepers. */
  async process(name: string, concurrency: number, handle: (data: JobData) => Promise<void>): Promise<void> {
    await this.queue(name);
    const run = async (job: Job) => {
      try {
        await handle(job.data as JobData);
      } catch (error) {
        this.log.error({ queue: name, data: job.data, err: errorForLog(error) }, 'job failed');
        throw error;
      }
    };
    const options = { concurrency, lockDuration: LOCK_MS, stalledInterval: LOCK_MS / 3 };
    const { createPostgresBackend, withBackend, Worker } = await bullmq();
    const worker = this.isRedis
      ? new Worker(name, run, {
          ...options,
          prefix: PREFIX,
          connection: redisOptions(this.address, true),
        } as WorkerOptions)
      : (new (withBackend(createPostgresBackend).Worker)(name, run, {
          ...options,
          connection: this.postgres(),
        } as never) as unknown as Worker);
    worker.on('error', (error) => this.warn('worker', name, error));
    this.workers.push(worker);
  }

  private queue(name: string): Promise<Queue> {
    let queue = this.queues.get(name);
    if (!queue) {
      queue = this.open(name);
      this.queues.set(name, queue);
      queue.catch(() => this.queues.delete(name));
    }
    return queue;
  }

  private async open(name: string): Promise<Queue> {
    if (!this.isRedis) await this.prepare(name);
    const { createPostgresBackend, Queue, withBackend } = await bullmq();
    const queue = this.isRedis
      ? new Queue(name, {
          prefix: PREFIX,
          connection: redisOptions(this.address, false),
        } as QueueOptions)
      : (new (withBackend(createPostgresBackend).Queue)(name, {
          connection: this.postgres(),
        } as never) as unknown as Queue);
    queue.on('error', (error) => this.warn('queue', name, error));
    return queue;
  }

  /** One pool for all queues and workers of the process; each worker keeps one connection for LISTEN. */
  private postgres(): pg.Pool {
    if (!this.pool) {
      this.pool = new pg.Pool({
        connectionString: this.address,
        max: 60,
        idleTimeoutMillis: 10_000,
        keepAlive: true,
        options: `-c search_path=${QUEUE_SCHEMA}`,
      });
      // Each queue and each worker listens for the pool's errors.
      this.pool.setMaxListeners(0);
      this.pool.on('error', (error) => this.warn('queue pool', '', error));
    }
    return this.pool;
  }

  /**
   * The sequence of a queue's job ids. BullMQ would make it with the first job, which the program's role may not
   * (it owns nothing): a function of the owner makes it. A PostgreSQL given by QUEUE_URL is BullMQ's alone.
   */
  private async prepare(name: string): Promise<void> {
    const pool = this.postgres();
    if (this.settings.queueUrl) {
      const client = await pool.connect();
      try {
        const { runMigrations } = await bullmq();
        await runMigrations(client as unknown as Parameters<typeof runMigrations>[0], QUEUE_SCHEMA);
      } finally {
        client.release();
      }
    } else {
      await pool.query('SELECT open_queue($1)', [name]);
    }
  }

  private warn(what: string, queue: string, error: Error): void {
    if (!this.ending) this.log.warn({ queue, code: (error as { code?: string }).code }, `${what} connection`);
  }

  /** Lets running jobs end, then closes all connections. */
  close(): Promise<void> {
    this.ending = true;
    this.closed ??= (async () => {
      await Promise.all(this.workers.map((worker) => worker.close()));
      const queues = await Promise.allSettled(this.queues.values());
      await Promise.all(queues.map((queue) => queue.status === 'fulfilled' && queue.value.close()));
      await this.pool?.end();
    })();
    return this.closed;
  }

  async onModuleDestroy(): Promise<void> {
    this.ending = true;
    await Promise.all(this.workers.map((worker) => worker.close()));
  }

  /** After the web server has closed: requests that are under way when a process is told to end still queue jobs. */
  onApplicationShutdown(): Promise<void> {
    return this.close();
  }
}

async function withinPatience<T>(work: Promise<T>, name: string): Promise<T> {
  const patience = new AbortController();
  const late = sleep(ADD_PATIENCE_MS, undefined, { signal: patience.signal, ref: false }).then(() => {
    throw new Error(`The queue ${name} does not answer`);
  });
  late.catch(() => undefined);
  work.catch(() => undefined);
  try {
    return await Promise.race([work, late]);
  } finally {
    patience.abort();
  }
}
