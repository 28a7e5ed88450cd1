import { Injectable } from '@nestjs/common';
import { RateLimiter, SWEEP_LIMITS_JOB } from '#platform';
import { handles, type JobHandlers } from '../jobs.js';

/** Counts of limits go once they are of no more use. */
@Injectable()
export class LimitsJobs implements JobHandlers {
  constructor(private readonly limiter: RateLimiter) {}

  readonly jobs: JobHandlers['jobs'] = [handles(SWEEP_LIMITS_JOB, () => this.limiter.sweep())];
}
