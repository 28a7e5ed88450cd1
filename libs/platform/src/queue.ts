import { Inject, Injectable, OnModuleDestroy } from '@nestjs/common';
import {
  createPostgresBackend,
  type Job,
  Queue,
  type QueueOptions,
  Worker,
  type WorkerOptions,
  withBackend,
} from 'bullmq';
import { LOG, type Log } from './logging.js';
import { QUEUE_SCHEMA } from './migrate.js';
import { Settings } from './settings.js';

/** The braces keep all keys of the program in one slot of a Redis Cluster. */
const PREFIX = '{crm}';
const onPostgres = withBackend(createPostgresBackend);

/** Redis connection options of a redis:// address. */
function redisOptions(address: string) {
  const at = new URL(address);
  return {
    host: at.hostname,
    port: Number(at.port || 6379),
    username: decodeURIComponent(at.username) || undefined,
    password: decodeURIComponent(at.password) || undefined,
    db: Number(at.pathname.slice(1) || 0),
    tls: at.protocol === 'rediss:' ? {} : undefined,
    maxRetriesPerRequest: null,
  };
}

/**
 * The queue: it carries ids and may be emptied at any time; what is due is found again by the sweepers.
 * On the program's own PostgreSQL, or on Redis when QUEUE_URL says so; callers cannot tell.
 */
@Injectable()
export class Queues implements OnModuleDestroy {
  private readonly queues = new Map<string, Queue>();
  private readonly workers: Worker[] = [];

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
  private get postgres() {
    return { connectionString: this.address, max: 5, schema: QUEUE_SCHEMA, migrate: false };
  }

  private queue(name: string): Queue {
    let queue = this.queues.get(name);
    if (!queue) {
      queue = this.isRedis
        ? new Queue(name, { prefix: PREFIX, connection: redisOptions(this.address) } as QueueOptions)
        : (new onPostgres.Queue(name, { connection: this.postgres }) as unknown as Queue);
      queue.on('error', (error) =>
        this.log.warn({ queue: name, code: (error as { code?: string }).code }, 'queue connection'),
      );
      this.queues.set(name, queue);
    }
    return queue;
  }

  /** Queues jobs that carry only ids. `jobId` merely thins out doubles: uniqueness belongs in our own tables. */
  async add(name: string, jobs: { data: Record<string, string | number>; jobId?: string }[]): Promise<void> {
    if (!jobs.length) return;
    await this.queue(name).addBulk(
      jobs.map((job) => ({
        name,
        data: job.data,
        opts: { jobId: job.jobId, removeOnComplete: true, removeOnFail: { age: 86_400 } },
      })),
    );
  }

  /** Repeats a job every so many seconds, once for the whole installation however many workers run. */
  async every(name: string, seconds: number): Promise<void> {
    await this.queue(name).upsertJobScheduler(
      name,
      { every: Math.round(seconds * 1000) },
      { name, opts: { removeOnComplete: true, removeOnFail: { age: 86_400 } } },
    );
  }

  /** Handles a queue's jobs; a job may arrive twice. Errors are logged with the job's ids and left to the sweepers. */
  work(
    name: string,
    concurrency: number,
    handle: (data: Record<string, string | number>) => Promise<void>,
  ): void {
    const options = {
      concurrency,
      ...(this.isRedis
        ? { prefix: PREFIX, connection: redisOptions(this.address) }
        : { connection: this.postgres }),
    };
    const run = async (job: Job) => {
      try {
        await handle(job.data as Record<string, string | number>);
      } catch (error) {
        this.log.error(
          {
            queue: name,
            data: job.data,
            err: {
              name: (error as Error).name,
              message: (error as Error).message,
              stack: (error as Error).stack,
            },
          },
          'job failed',
        );
        throw error;
      }
    };
    const worker = this.isRedis
      ? new Worker(name, run, options as WorkerOptions)
      : (new onPostgres.Worker(name, run, options as never) as unknown as Worker);
    worker.on('error', (error) =>
      this.log.warn({ queue: name, code: (error as { code?: string }).code }, 'worker connection'),
    );
    this.workers.push(worker);
  }

  /** Lets running jobs end, then closes all connections. */
  async onModuleDestroy(): Promise<void> {
    await Promise.all(this.workers.map((w) => w.close()));
    await Promise.all([...this.queues.values()].map((q) => q.close()));
  }
}
