import { Inject, Injectable, OnApplicationBootstrap } from '@nestjs/common';
import { errorForLog, LOG, type Log, Queues, Settings } from '#platform';
import { checkedJobs, type JobHandlers } from './jobs.js';
import { schedules } from './schedules.js';

/** Injection token of all job handlers, as worker.module.ts lists them. */
export const JOB_HANDLERS = Symbol('job handlers');
/** How often the schedules are said again, so that they come back after the queue was emptied. */
const RESTORE_MS = 15_000;

/** Joins handlers, queue and schedules. */
@Injectable()
export class JobRunner implements OnApplicationBootstrap {
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly queues: Queues,
    private readonly settings: Settings,
    @Inject(LOG) private readonly log: Log,
    @Inject(JOB_HANDLERS) private readonly handlers: readonly JobHandlers[],
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const jobs = checkedJobs(this.handlers, schedules);
    for (const [name, job] of jobs) await this.queues.process(name, job.concurrency, job.handle);
    await this.schedule();
    this.timer = setInterval(() => void this.restore(), RESTORE_MS);
  }

  /** No more jobs are begun; running ones end. */
  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.queues.close();
  }

  private async schedule(): Promise<void> {
    for (const line of schedules) await this.queues.schedule(line.job, line.everySeconds(this.settings));
  }

  private async restore(): Promise<void> {
    try {
      await this.schedule();
    } catch (error) {
      this.log.warn({ err: errorForLog(error) }, 'schedules not looked after');
    }
  }
}
