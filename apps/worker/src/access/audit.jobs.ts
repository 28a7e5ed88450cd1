import { Inject, Injectable } from '@nestjs/common';
import { AuditChain, CHECK_AUDIT_JOB, SEAL_AUDIT_JOB } from '#access';
import { LOG, type Log } from '#platform';
import { handles, type JobHandlers } from '../jobs.js';

/** The audit is sealed each minute; once a day the chain is walked along and its head goes to the log, out of the database. */
@Injectable()
export class AuditJobs implements JobHandlers {
  constructor(
    private readonly chain: AuditChain,
    @Inject(LOG) private readonly log: Log,
  ) {}

  readonly jobs: JobHandlers['jobs'] = [
    handles(SEAL_AUDIT_JOB, () => this.chain.seal()),
    handles(CHECK_AUDIT_JOB, async () => {
      const { head, seals, entries, removed, broken } = await this.chain.check();
      const said = { head, seals, entries, removed };
      if (broken) this.log.error({ ...said, broken }, 'the audit does not fit its seals');
      else this.log.info(said, 'the audit is as it was sealed');
    }),
  ];
}
