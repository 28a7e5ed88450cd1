import { Injectable } from '@nestjs/common';
import { BouncedMail, FOLLOW_BOUNCED_MAIL_JOB } from '#employers';
import { handles, type JobHandlers } from '../jobs.js';

@Injectable()
export class BouncedMailJobs implements JobHandlers {
  constructor(private readonly bouncedMail: BouncedMail) {}

  readonly jobs: JobHandlers['jobs'] = [handles(FOLLOW_BOUNCED_MAIL_JOB, () => this.bouncedMail.follow())];
}
