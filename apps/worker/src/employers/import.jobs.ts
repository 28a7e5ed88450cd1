import { Injectable } from '@nestjs/common';
import { IMPORT_JOB, IMPORT_SWEEP_JOB, ImportWork } from '#employers';
import type { JobHandlers } from '../jobs.js';

/** Confirmed lists come in; one whose job was lost is found again. */
@Injectable()
export class ImportJobs implements JobHandlers {
  readonly jobs = {
    [IMPORT_JOB]: {
      concurrency: 1,
      handle: (data: Record<string, string | number>) =>
        this.work.bringIn(String(data['areaId']), String(data['runId'])),
    },
    [IMPORT_SWEEP_JOB]: { concurrency: 1, handle: () => this.work.requeue() },
  };

  constructor(private readonly work: ImportWork) {}
}
