import { Injectable } from '@nestjs/common';
import { RateLimiter, SWEEP_LIMITS_JOB } from '#platform';
import type { JobHandlers } from '../jobs.js';

/** Counts of limits go once they are of no more use. */
@Injectable()
export class LimitsJobs implements JobHandlers {
  constructor(private readonly limiter: RateLimiter) {}

  readonly jobs: JobHandlers['jobs'] = {
    [SWEEP_LIMITS_JOB]: {
      concurrency: 1,
      handle: async () => {
        await this.limiter.sweep();
      },
    },
  };
}
