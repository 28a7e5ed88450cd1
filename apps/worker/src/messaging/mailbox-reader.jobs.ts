import { Inject, Injectable } from '@nestjs/common';
import { FOLLOW_RETURNED_JOB, InboundMailService, READ_MAILBOX_JOB } from '#inbound-mail';
import { LOG, type Log } from '#platform';
import { handles, type JobHandlers } from '../jobs.js';
import { MailboxReader } from './mailbox-reader.js';

/** Mail that comes back is fetched, and what could not be followed at once is followed. */
@Injectable()
export class MailboxReaderJobs implements JobHandlers {
  constructor(
    private readonly reader: MailboxReader,
    private readonly inbound: InboundMailService,
    @Inject(LOG) private readonly log: Log,
  ) {}

  readonly jobs: JobHandlers['jobs'] = [
    handles(READ_MAILBOX_JOB, () => this.reader.read()),
    handles(FOLLOW_RETURNED_JOB, async () => {
      const done = await this.inbound.sweep();
      if (done.followed) this.log.info(done, 'returned mail followed');
    }),
  ];
}
