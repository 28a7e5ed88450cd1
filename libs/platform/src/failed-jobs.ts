import { Injectable } from '@nestjs/common';
import type { Counter, Gauge } from 'prom-client';
import { Clock } from './clock.js';
import { Database, type Tx } from './database.js';
import { CodedError } from './errors.js';
import type { FailedJob } from './failed-job.entity.js';
import {
  countFailedJobs,
  deleteFailedWork,
  failedWork,
  forgetFailedJobs,
  listFailedJobs,
  takeFailedJob,
  upsertFailedJob,
} from './failed-job.repository.js';
import { newId } from './ids.js';
import { declaredJobs, defineSweep, type JobData, type JobDefinition } from './job.js';
import type { JobFailure, JobLedger } from './job-run.js';
import { Metrics } from './metrics.js';
import { Queues } from './queue.js';

/** Forgets at night what nobody looked at for so long. A night is far away: it is tried again until the morning. */
export const FORGET_FAILED_JOBS = defineSweep('platform.forget-failed-jobs', {
  attempts: 6,
  backoff: { type: 'exponential', delay: 5 * 60_000, jitter: 0.5 },
});
const KEPT_MS = 90 * 86_400_000;

/**
 * The jobs that failed for good, in a table of our own: the queue may be emptied at any time. One list for both backends,
 * for the command line, the metrics and the pages of administrators.
 */
@Injectable()
export class FailedJobs implements JobLedger {
  /** Work with a kept failure, as this process last saw it; so that success costs no statement. */
  private readonly failing = new Set<string>();
  private readonly failures: Counter<'job'>;

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly queues: Queues,
    metrics: Metrics,
  ) {
    this.failures = metrics.counter('crm_job_failures_total', 'Tries of jobs that failed in this process.', [
      'job',
    ]);
    const kept = metrics.gauge('crm_jobs_failed', 'Jobs that failed for good and are kept.', ['job']);
    metrics.refresh(() => this.tell(kept));
  }

  count(job: Pick<JobDefinition, 'name'>): void {
    this.failures.inc({ job: job.name });
  }

  async keep(job: Pick<JobDefinition, 'name'>, failure: JobFailure): Promise<void> {
    await this.db.write([], (tx) => this.keepIn(tx, job, failure));
  }

  /** The same in a transaction that does something besides. */
  async keepIn(tx: Tx, job: Pick<JobDefinition, 'name'>, failure: JobFailure): Promise<void> {
    const row = { id: newId(), job: job.name, failedAt: this.clock.now(), ...failure };
    await upsertFailedJob(tx, row);
    tx.afterCommit(() => void this.failing.add(key(row)));
  }

  async succeeded<Data extends JobData>(job: JobDefinition<Data>, data: Data): Promise<void> {
    if (!job.sameWork || !this.failing.size) return;
    const done = { job: job.name, work: job.sameWork(data) };
    if (!this.failing.has(key(done))) return;
    await this.db.write([], (tx) => deleteFailedWork(tx, done.job, done.work));
    this.failing.delete(key(done));
  }

  /** Looks up which work has a kept failure, also by other processes. */
  async look(): Promise<void> {
    const jobs = [...declaredJobs.values()].filter((job) => job.sameWork).map((job) => job.name);
    const rows = await this.db.read([], (tx) => failedWork(tx, jobs));
    this.failing.clear();
    for (const row of rows) this.failing.add(key(row));
  }

  /** All that are kept, the latest first. */
  list(tx: Tx): Promise<FailedJob[]> {
    return listFailedJobs(tx);
  }

  /** How many are kept, and since when the oldest; undefined: none. */
  async standing(tx: Tx): Promise<{ count: number; since: Date } | undefined> {
    const rows = await countFailedJobs(tx);
    if (!rows.length) return undefined;
    const since = Math.min(...rows.map((row) => row.oldest.getTime()));
    return { count: rows.reduce((sum, row) => sum + row.n, 0), since: new Date(since) };
  }

  /**
   * Queues a job again, as its declaration says now, and takes it off the list. Of two who do it at once the second finds
   * nothing. While the queue does not answer it stays on the list.
   */
  async retry(tx: Tx, id: string): Promise<FailedJob> {
    const row = await this.drop(tx, id);
    const job = declaredJobs.get(row.job);
    if (!job)
      throw new CodedError(
        'gone',
        'platform.job-unknown',
        `This version of the program has no job ${row.job}.`,
      );
    // Before the commit: a commit that fails leaves a job that may run twice, the other way round one would be lost.
    await this.queues.add(job, [{ data: row.data, jobId: `failed-${row.id}` }]);
    return row;
  }

  /** Takes one off the list. Throws `platform.no-failed-job` when it is not there. */
  async drop(tx: Tx, id: string): Promise<FailedJob> {
    const row = await takeFailedJob(tx, id);
    if (!row) throw new CodedError('not-found', 'platform.no-failed-job', `There is no failed job ${id}.`);
    return row;
  }

  /**
   * Forgets what failed more than 90 days ago; answers how many. Work that nothing finds again (a fact that was set aside)
   * stays until somebody runs it again or drops it.
   */
  forget(): Promise<number> {
    const alone = [...declaredJobs.values()].filter((job) => !job.sameWork).map((job) => job.name);
    const before = new Date(this.clock.now().getTime() - KEPT_MS);
    return this.db.write([], (tx) => forgetFailedJobs(tx, before, alone));
  }

  private async tell(kept: Gauge<'job'>): Promise<void> {
    const rows = await this.db.read([], countFailedJobs);
    kept.reset();
    for (const job of declaredJobs.keys()) kept.set({ job }, 0);
    for (const { job, n } of rows) kept.set({ job }, n);
  }
}

const key = ({ job, work }: { job: string; work: string }): string => `${job} ${work}`;
