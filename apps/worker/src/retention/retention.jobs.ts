import { Inject, Injectable } from '@nestjs/common';
import { LOG, type Log } from '#platform';
import { Retention, RUN_RETENTION_JOB } from '#retention';
import { handles, type JobHandlers } from '../jobs.js';

/** What was kept long enough goes, and what will go is announced. */
@Injectable()
export class RetentionJobs implements JobHandlers {
  constructor(
    private readonly retention: Retention,
    @Inject(LOG) private readonly log: Log,
  ) {}

  readonly jobs: JobHandlers['jobs'] = [
    handles(RUN_RETENTION_JOB, async () => {
      const removed = await this.retention.run();
      if (removed) this.log.info({ removed }, 'what was kept long enough is gone');
    }),
  ];
}
