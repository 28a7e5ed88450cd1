import { type DynamicModule, Module } from '@nestjs/common';
import { AccessModule, accessEntities } from '#access';
import { messagingEntities, SendingModule } from '#messaging';
import { PlatformModule, type Settings } from '#platform';
import { JOB_HANDLERS, JobRunner } from './job-runner.js';
import type { JobHandlers } from './jobs.js';
import { SendJobs } from './messaging/send.jobs.js';

/** The libs whose work the worker does, or whose mails it sends. */
const libs = [AccessModule, SendingModule];
const entities = [...accessEntities, ...messagingEntities];
/** Every class of job handlers, one or more a domain. */
const handlers = [SendJobs];

@Module({})
export class WorkerModule {
  static forRoot(settings?: Settings): DynamicModule {
    return {
      module: WorkerModule,
      imports: [PlatformModule.forRoot('worker', entities, settings), ...libs],
      providers: [
        ...handlers,
        { provide: JOB_HANDLERS, useFactory: (...all: JobHandlers[]) => all, inject: handlers },
        JobRunner,
      ],
    };
  }
}
