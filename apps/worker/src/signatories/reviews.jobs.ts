import { Inject, Injectable } from '@nestjs/common';
import { LOG, type Log } from '#platform';
import { DueReviews, FOLLOW_REVIEWS_JOB } from '#signatories';
import { handles, type JobHandlers } from '../jobs.js';

/** Moves employers whose charter review has fallen due. */
@Injectable()
export class ReviewsJobs implements JobHandlers {
  constructor(
    private readonly due: DueReviews,
    @Inject(LOG) private readonly log: Log,
  ) {}

  readonly jobs: JobHandlers['jobs'] = [
    handles(FOLLOW_REVIEWS_JOB, async () => {
      const reviews = await this.due.run();
      if (reviews) this.log.info({ reviews }, 'reviews fell due');
    }),
  ];
}
