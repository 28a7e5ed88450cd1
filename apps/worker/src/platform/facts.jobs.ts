import { Injectable } from '@nestjs/common';
import { FactDelivery, FOLLOW_FACTS_JOB } from '#platform';
import type { JobHandlers } from '../jobs.js';

/** New facts are numbered and handed to who follows them. */
@Injectable()
export class FactsJobs implements JobHandlers {
  constructor(private readonly facts: FactDelivery) {}

  readonly jobs: JobHandlers['jobs'] = {
    [FOLLOW_FACTS_JOB]: {
      concurrency: 1,
      handle: async () => {
        await this.facts.run();
      },
    },
  };
}
