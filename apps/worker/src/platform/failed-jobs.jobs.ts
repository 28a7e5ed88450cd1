import { Inject, Injectable } from '@nestjs/common';
import { FailedJobs, FORGET_FAILED_JOBS, LOG, type Log } from '#platform';
import { handles, type JobHandlers } from '../jobs.js';

/** What failed long ago, and nobody looked at, goes. */
@Injectable()
export class ForgetFailedJobs implements JobHandlers {
  constructor(
    private readonly failed: FailedJobs,
    @Inject(LOG) private readonly log: Log,
  ) {}

  readonly jobs: JobHandlers['jobs'] = [
    handles(FORGET_FAILED_JOBS, async () => {
      const forgotten = await this.failed.forget();
      if (forgotten) this.log.info({ forgotten }, 'old failed jobs forgotten');
    }),
  ];
}
