import { Injectable } from '@nestjs/common';
import { DeliveryService, SEND_JOB, SEND_SERVICE_JOB, SWEEP_JOB, Sweeper } from '#messaging';
import { handles, type JobHandlers } from '../jobs.js';

@Injectable()
export class SendJobs implements JobHandlers {
  constructor(
    private readonly delivery: DeliveryService,
    private readonly sweeper: Sweeper,
  ) {}

  readonly jobs: JobHandlers['jobs'] = [
    handles(SEND_JOB, (data) => ('sweep' in data ? this.sweeper.again() : this.send(data))),
    handles(SEND_SERVICE_JOB, (data) => this.send(data)),
    handles(SWEEP_JOB, () => this.sweeper.sweep()),
  ];

  private send({ areaId, ids }: { areaId: string; ids: string }): Promise<number> {
    return this.delivery.send(areaId, ids.split(' '));
  }
}
