import { Injectable } from '@nestjs/common';
import { DeliveryService, SEND_JOB, SEND_SERVICE_JOB, SWEEP_JOB, Sweeper } from '#messaging';
import type { JobData } from '#platform';
import type { JobHandlers } from '../jobs.js';

@Injectable()
export class SendJobs implements JobHandlers {
  constructor(
    private readonly delivery: DeliveryService,
    private readonly sweeper: Sweeper,
  ) {}

  readonly jobs: JobHandlers['jobs'] = {
    [SEND_JOB]: {
      // One is sent while the next is claimed.
      concurrency: 2,
      handle: async (data) => {
        if (data['sweep']) await this.sweeper.again();
        else await this.send(data);
      },
    },
    [SEND_SERVICE_JOB]: { concurrency: 4, handle: (data) => this.send(data) },
    [SWEEP_JOB]: { concurrency: 1, handle: () => this.sweeper.sweep() },
  };

  private async send(data: JobData): Promise<void> {
    await this.delivery.send(String(data['areaId']), String(data['ids']).split(' '));
  }
}
