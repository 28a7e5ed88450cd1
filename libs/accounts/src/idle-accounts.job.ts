import { Injectable } from '@nestjs/common';
import { IDLE_DAYS, IdleAccounts, TOLD_DAYS, type UserView } from '#access';
import { Clock, Database, defineSweep, plainDate, type Tx } from '#platform';
import { AccountMails } from './account-mails.js';

/** Tells owners of accounts nobody uses, and disables those that were told. A night is far away: it is tried again. */
export const IDLE_ACCOUNTS_JOB = defineSweep('accounts.idle-accounts', {
  attempts: 6,
  backoff: { type: 'exponential', delay: 5 * 60_000, jitter: 0.5 },
});

const DAY_MS = 86_400_000;

/** The nightly work on accounts nobody signs in to; each in a transaction with the email about it. */
@Injectable()
export class IdleAccountsWork {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly idle: IdleAccounts,
    private readonly mails: AccountMails,
  ) {}

  /** Answers how many were told, and how many disabled. */
  async run(): Promise<{ told: number; ended: number }> {
    const { tell, end } = await this.idle.due();
    let [told, ended] = [0, 0];
    const day = plainDate(new Date(this.clock.now().getTime() + TOLD_DAYS * DAY_MS));
    for (const user of tell)
      told += await this.each(user, async (tx, areaId) => {
        if (!(await this.idle.tell(tx, user.id))) return false;
        await this.mails.idle(tx, areaId, user, day);
        return true;
      });
    const what = `Your access has ended, since you have not signed in for ${IDLE_DAYS} days. An administrator can give it back.`;
    for (const user of end)
      ended += await this.each(user, async (tx, areaId) => {
        if (!(await this.idle.end(tx, user.id))) return false;
        await this.mails.changed(tx, areaId, user, { what, by: 'the program', kind: 'ended' });
        return true;
      });
    return { told, ended };
  }

  /** 1 where something was done. While there is no area nobody can be told, and so nobody is disabled. */
  private async each(user: UserView, work: (tx: Tx, areaId: string) => Promise<boolean>): Promise<number> {
    const areaId = await this.mails.areaOf(user.id);
    if (!areaId) return 0;
    return (await this.db.write([areaId], (tx) => work(tx, areaId))) ? 1 : 0;
  }
}
