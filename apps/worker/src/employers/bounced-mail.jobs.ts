import { Injectable } from '@nestjs/common';
import { BouncedMail, FOLLOW_BOUNCED_MAIL_JOB } from '#employers';
import type { JobHandlers } from '../jobs.js';

@Injectable()
export class BouncedMailJobs implements JobHandlers {
  constructor(private readonly bouncedMail: BouncedMail) {}

  readonly jobs: JobHandlers['jobs'] = {
    [FOLLOW_BOUNCED_MAIL_JOB]: {
      concurrency: 1,
      handle: async () => {
        await this.bouncedMail.follow();
      },
    },
  };
}
