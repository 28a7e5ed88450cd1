import { Injectable } from '@nestjs/common';
import { IMPORT_JOB, IMPORT_SWEEP_JOB, ImportWork } from '#employers';
import { handles, type JobHandlers } from '../jobs.js';

/** Confirmed lists come in; one whose job was lost is found again. */
@Injectable()
export class ImportJobs implements JobHandlers {
  readonly jobs: JobHandlers['jobs'] = [
    handles(IMPORT_JOB, ({ areaId, runId }) => this.work.bringIn(areaId, runId)),
    handles(IMPORT_SWEEP_JOB, () => this.work.requeue()),
  ];

  constructor(private readonly work: ImportWork) {}
}
