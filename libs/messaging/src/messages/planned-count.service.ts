import { Injectable } from '@nestjs/common';
import { Suppressions } from '#contact-policy';
import type { Tx } from '#platform';
import { holds } from '../flow-control/pauses.rules.js';
import { MailPauses } from '../flow-control/pauses.service.js';
import { Outbox } from '../outbox/outbox.service.js';
import { writtenMails } from './messages.repository.js';

/** What became of the emails one act wrote, so far as it can be known at once. */
export interface MailCount {
  /** Nothing known stands against them. */
  going: number;
  /** Email is paused, or somebody must mend their words first. */
  waiting: number;
  /** Nothing may go to their address. */
  blocked: number;
}

/** Nothing was written. */
export const NO_MAILS: Readonly<MailCount> = { going: 0, waiting: 0, blocked: 0 };

/** Counts the emails a transaction wrote, so that a page says no more than what was really planned. */
@Injectable()
export class PlannedCount {
  constructor(
    private readonly outbox: Outbox,
    private readonly pauses: MailPauses,
    private readonly suppressions: Suppressions,
  ) {}

  /** Of the area's emails written in this transaction up to now. */
  async of(tx: Tx, areaId: string): Promise<MailCount> {
    const rows = await writtenMails(tx, areaId, [...this.outbox.written(tx)]);
    const count: MailCount = { ...NO_MAILS };
    const { pauses } = await this.pauses.inForce(tx, areaId);
    const mails = rows.filter((row) => row.state !== 'cancelled');
    const stopped = await this.suppressions.against(tx, areaId, mails);
    mails.forEach(({ purpose, campaign, state }, place) => {
      if (stopped.has(place)) count.blocked++;
      else if (state === 'held' || pauses.some((pause) => holds(pause, { purpose, campaign })))
        count.waiting++;
      else count.going++;
    });
    return count;
  }
}
