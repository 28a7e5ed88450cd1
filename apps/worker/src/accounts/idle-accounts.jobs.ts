import { Inject, Injectable } from '@nestjs/common';
import { IDLE_ACCOUNTS_JOB, IdleAccountsWork } from '#accounts';
import { LOG, type Log } from '#platform';
import { handles, type JobHandlers } from '../jobs.js';

/** Accounts nobody signs in to: their owners are told, and two weeks later they are disabled. */
@Injectable()
export class IdleAccountsJobs implements JobHandlers {
  constructor(
    private readonly accounts: IdleAccountsWork,
    @Inject(LOG) private readonly log: Log,
  ) {}

  readonly jobs: JobHandlers['jobs'] = [
    handles(IDLE_ACCOUNTS_JOB, async () => {
      const done = await this.accounts.run();
      if (done.told || done.ended) this.log.info(done, 'accounts nobody uses');
    }),
  ];
}
