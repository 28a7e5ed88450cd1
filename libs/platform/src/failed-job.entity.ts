import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { JobData } from './job.js';

/** A job that failed for good, until somebody tries it again or drops it, or its work is done after all. */
@Entity('failed_job')
export class FailedJob {
  @PrimaryColumn('uuid') id!: string;
  @Column('text') job!: string;
  /** What makes two failures of a job one row: the work it does, or the job itself. */
  @Column('text') work!: string;
  @Column('jsonb') data!: JobData;
  @Column('timestamptz') failedAt!: Date;
  @Column('integer') tries!: number;
  /** Class, code and place of the last error; never its message. */
  @Column('text') error!: string;
}
