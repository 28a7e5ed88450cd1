import { Inject, Injectable, OnApplicationBootstrap } from '@nestjs/common';
import { declaredJobs, errorForLog, FailedJobs, LOG, type Log, Queues, Settings } from '#platform';
import { checkedJobs, type JobHandlers } from './jobs.js';
import { schedules } from './schedules.js';

/** Injection token of all job handlers, as worker.module.ts lists them. */
export const JOB_HANDLERS = Symbol('job handlers');
/** How often the schedules are said again, so that they come back after the queue was emptied, and failures looked up. */
const LOOK_MS = 15_000;

/** Joins handlers, queue and schedules. */
@Injectable()
export class JobRunner implements OnApplicationBootstrap {
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly queues: Queues,
    private readonly failed: FailedJobs,
    private readonly settings: Settings,
    @Inject(LOG) private readonly log: Log,
    @Inject(JOB_HANDLERS) private readonly handlers: readonly JobHandlers[],
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const jobs = checkedJobs(this.handlers, schedules, declaredJobs);
    await this.failed.look();
    for (const { job, handle } of jobs) await this.queues.process(job, handle, this.failed);
    await this.schedule();
    this.timer = setInterval(() => void this.look(), LOOK_MS);
  }

  /** No more jobs are begun; running ones end. */
  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.queues.close();
  }

  private async schedule(): Promise<void> {
    for (const { job, when } of schedules) await this.queues.schedule(job, when(this.settings));
  }

  private async look(): Promise<void> {
    try {
      await this.schedule();
      await this.failed.look();
    } catch (error) {
      this.log.warn({ err: errorForLog(error) }, 'schedules and failed jobs not looked after');
    }
  }
}
