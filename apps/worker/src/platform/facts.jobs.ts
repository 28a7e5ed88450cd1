import { Injectable } from '@nestjs/common';
import { FactDelivery, FOLLOW_FACT_JOB, FOLLOW_FACTS_JOB } from '#platform';
import { handles, type JobHandlers } from '../jobs.js';

/** New facts are numbered and handed to who follows them; one that was set aside, when somebody says so. */
@Injectable()
export class FactsJobs implements JobHandlers {
  constructor(private readonly facts: FactDelivery) {}

  readonly jobs: JobHandlers['jobs'] = [
    handles(FOLLOW_FACTS_JOB, () => this.facts.run()),
    handles(FOLLOW_FACT_JOB, (data) => this.facts.followAgain(data)),
  ];
}
