import { Injectable } from '@nestjs/common';
import { EXPORT_JOB, EXPORT_SWEEP_JOB, ExportWork } from '#documents';
import { handles, type JobHandlers } from '../jobs.js';

/** Lists that were asked for are made into files; what was lost is found again, and what is over goes. */
@Injectable()
export class ExportJobs implements JobHandlers {
  readonly jobs: JobHandlers['jobs'] = [
    handles(EXPORT_JOB, ({ areaId, runId }) => this.work.make(areaId, runId)),
    handles(EXPORT_SWEEP_JOB, () => this.work.sweep()),
  ];

  constructor(private readonly work: ExportWork) {}
}
