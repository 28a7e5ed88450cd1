import { Inject, Injectable } from '@nestjs/common';
import { DueSessions, SETTLE_JOB } from '#bookings';
import { LOG, type Log } from '#platform';
import { handles, type JobHandlers } from '../jobs.js';

/** Gives seats whose time ran out to the waiting list. */
@Injectable()
export class SessionsDueJobs implements JobHandlers {
  constructor(
    private readonly due: DueSessions,
    @Inject(LOG) private readonly log: Log,
  ) {}

  readonly jobs: JobHandlers['jobs'] = [
    handles(SETTLE_JOB, async () => {
      const sessions = await this.due.run();
      if (sessions) this.log.info({ sessions }, 'sessions settled');
    }),
  ];
}
