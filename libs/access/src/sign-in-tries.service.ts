import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock, Database, type Limit, lockName, newId, RateLimiter, TooOften, type Tx } from '#platform';
import { FORGET_MS, refusedUntil, WINDOW_MS } from './sign-in.rules.js';
import { failuresOf, failuresSince, forgetFailures, insertFailure } from './sign-in-session.repository.js';

/** Only its trace is used: when tries are let through says refusedUntil. */
const OF_ONE_ACCOUNT: Limit = { name: 'sign-ins to one account', most: 10, spanMs: 300_000 };

/** Too many failed tries; `retryAt` says when the next is let through. The same for addresses without an account. */
export class TooManyTries extends TooOften {
  constructor(retryAt: Date, now: Date, what = 'with this email address') {
    super(retryAt, now, `There were too many tries ${what}.`, 'access.too-many-tries');
  }
}

/** The tries of one account: with a password, or with codes of a second factor, each in a browser it knows or in others. */
export const triesOf = (...names: (string | undefined)[]): Buffer =>
  createHash('sha256')
    .update(names.filter((name) => name !== undefined).join('\n'))
    .digest();

/** Slows down whoever guesses (access.md section 2): ten failures in five minutes, then growing delays. */
@Injectable()
export class SignInTries {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly limiter: RateLimiter,
  ) {}

  /**
   * Counts a try, before what was given is looked at, so that many at once count too. Throws `TooManyTries`; `what` it says
   * there were too many of.
   */
  async count(account: Buffer, what?: string): Promise<void> {
    const now = this.clock.now();
    const refused = await this.db.write([], async (tx: Tx) => {
      await lockName(tx, `sign-in:${account.toString('hex')}`);
      const failures = await failuresSince(tx, account, new Date(now.getTime() - FORGET_MS));
      const until = refusedUntil(failures, now);
      if (until) return until;
      await insertFailure(tx, { id: newId(), accountHash: account, at: now });
      return undefined;
    });
    if (!refused) return;
    await this.limiter.note(OF_ONE_ACCOUNT, account.toString('hex'));
    throw new TooManyTries(refused, now, what);
  }

  /** Whether a try of the account has failed within the last five minutes. */
  async failedLately(account: Buffer): Promise<boolean> {
    const since = new Date(this.clock.now().getTime() - WINDOW_MS);
    const failures = await this.db.read([], (tx) => failuresOf(tx, account));
    return failures.some((at) => at > since);
  }

  /** The account was right in the end. */
  forget(tx: Tx, account: Buffer): Promise<void> {
    return forgetFailures(tx, account);
  }
}
