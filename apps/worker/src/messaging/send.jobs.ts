import { Injectable } from '@nestjs/common';
import { SEND_JOB, Sending, SWEEP_JOB, Sweeper } from '#messaging';
import type { JobHandlers } from '../jobs.js';

@Injectable()
export class SendJobs implements JobHandlers {
  constructor(
    private readonly sending: Sending,
    private readonly sweeper: Sweeper,
  ) {}

  readonly jobs: JobHandlers['jobs'] = {
    [SEND_JOB]: {
      concurrency: 4,
      handle: async (data) => {
        if (data['sweep']) await this.sweeper.again();
        else await this.sending.send(String(data['areaId']), String(data['ids']).split(' '));
      },
    },
    [SWEEP_JOB]: { concurrency: 1, handle: () => this.sweeper.sweep() },
  };
}
