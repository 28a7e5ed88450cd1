import { Inject, Injectable } from '@nestjs/common';
import { LOG, type Log } from '#platform';
import { DueWaves, OPEN_DUE_WAVES_JOB } from '#surveys';
import { handles, type JobHandlers } from '../jobs.js';

/** Opens follow-ups whose hour has come and closes waves that are over. */
@Injectable()
export class WavesJobs implements JobHandlers {
  constructor(
    private readonly due: DueWaves,
    @Inject(LOG) private readonly log: Log,
  ) {}

  readonly jobs: JobHandlers['jobs'] = [
    handles(OPEN_DUE_WAVES_JOB, async () => {
      const done = await this.due.run();
      if (done.opened || done.closed) this.log.info(done, 'waves opened and closed');
    }),
  ];
}
