import { type DynamicModule, Module } from '@nestjs/common';
import { SendingModule } from '#messaging';
import { PlatformModule, type Settings } from '#platform';
import { libs } from '../../program.js';
import { AuditJobs } from './access/audit.jobs.js';
import { IdleAccountsJobs } from './accounts/idle-accounts.jobs.js';
import { SessionsDueJobs } from './bookings/sessions-due.jobs.js';
import { ExportJobs } from './documents/export.jobs.js';
import { ImportJobs } from './employers/import.jobs.js';
import { JOB_HANDLERS, JobRunner } from './job-runner.js';
import type { JobHandlers } from './jobs.js';
import { Inlet } from './messaging/inlet.js';
import { MailboxReaderJobs } from './messaging/mailbox-reader.jobs.js';
import { MailboxReader } from './messaging/mailbox-reader.js';
import { SendJobs } from './messaging/send.jobs.js';
import { MetricsServer } from './metrics.server.js';
import { FactsJobs } from './platform/facts.jobs.js';
import { ForgetFailedJobs } from './platform/failed-jobs.jobs.js';
import { LimitsJobs } from './platform/limits.jobs.js';
import { RetentionJobs } from './retention/retention.jobs.js';
import { ReviewsJobs } from './signatories/reviews.jobs.js';
import { WavesJobs } from './surveys/waves.jobs.js';

/** Every class of job handlers, one or more a domain. */
const handlers = [
  SendJobs,
  IdleAccountsJobs,
  MailboxReaderJobs,
  FactsJobs,
  ImportJobs,
  ExportJobs,
  SessionsDueJobs,
  WavesJobs,
  LimitsJobs,
  ForgetFailedJobs,
  RetentionJobs,
  ReviewsJobs,
  AuditJobs,
];

@Module({})
export class WorkerModule {
  static forRoot(settings?: Settings): DynamicModule {
    return {
      module: WorkerModule,
      imports: [PlatformModule.forRoot('worker', settings), ...libs, SendingModule],
      providers: [
        ...handlers,
        MailboxReader,
        Inlet,
        { provide: JOB_HANDLERS, useFactory: (...all: JobHandlers[]) => all, inject: handlers },
        JobRunner,
        MetricsServer,
      ],
    };
  }
}
