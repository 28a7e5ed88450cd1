import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import {
  Clock,
  Database,
  emailKey,
  invalid,
  type Limit,
  lockName,
  newId,
  RateLimiter,
  TooOften,
  type Tx,
} from '#platform';
import { Audit } from './audit.service.js';
import { KnownBrowsers } from './known-browsers.service.js';
import { Passwords } from './password.service.js';
import { FORGET_MS, refusedUntil } from './sign-in.rules.js';
import { failuresSince, forgetFailures, insertFailure } from './sign-in-session.repository.js';
import { SignInSessions } from './sign-in-sessions.service.js';
import { findUser } from './user.repository.js';

const SPAN_MS = 300_000;
/**
 * Failures over all accounts: one password on a thousand addresses is ten tries. A whole office may share one network; those in
 * it come in with a browser they have signed in with before, which does not count here, or by a new password.
 */
const FROM_ONE_NETWORK: Limit = { name: 'sign-ins that failed from one network', most: 10, spanMs: SPAN_MS };
/** Only its trace is used: when tries are let through says refusedUntil. */
const OF_ONE_ACCOUNT: Limit = { name: 'sign-ins to one account', most: 10, spanMs: SPAN_MS };

/** Where a try comes from; left out, it counts for its account only. */
export interface SignInFrom {
  network?: string;
  /** The token of a browser somebody has signed in with before. */
  browser?: string;
}

/** Too many failed tries; `retryAt` says when the next is let through. The same for addresses without an account. */
export class TooManyTries extends TooOften {
  constructor(retryAt: Date, now: Date) {
    super(retryAt, now, 'There were too many tries with this email address.', 'access.too-many-tries');
  }
}

const wrong = () =>
  invalid('access.wrong-sign-in', { email: 'The email address or the password is not right.' });

/** Signing in with address and password, and slowing down whoever guesses (access.md section 2). */
@Injectable()
export class SignIn {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly passwords: Passwords,
    private readonly sessions: SignInSessions,
    private readonly audit: Audit,
    private readonly limiter: RateLimiter,
    private readonly browsers: KnownBrowsers,
  ) {}

  /**
   * Checks address and password and begins a session; returns its id. Throws `TooManyTries`, `TooOften` for very many
   * failures from one network, or the same `access.wrong-sign-in` whichever was wrong. The try is counted before the
   * password is looked at, so that many at once count too. A browser known to the account has an allowance of its own,
   * so that whatever strangers do, the owner comes in with it; in any other, by a new password. `before`: the id of a session that ends with this.
   */
  async signIn(
    email: string,
    password: string,
    device: string | null,
    before?: string,
    from: SignInFrom = {},
  ): Promise<string> {
    const key = emailKey(email);
    const known = await this.browsers.knows(from.browser, email);
    const account = createHash('sha256')
      .update(known ? `${key}\n${from.browser}` : key)
      .digest();
    const network = known ? undefined : from.network;
    if (network !== undefined)
      await this.limiter.take(
        FROM_ONE_NETWORK,
        network,
        'Too many tries to sign in failed from where you are.',
      );
    await this.countTry(account);
    const user = await this.db.read([], (tx) => findUser(tx, { emailKey: key }));
    const fits = await this.passwords.fits(user?.passwordHash, password);
    if (!user || !fits || user.disabledAt) {
      // Only of accounts there are: addresses anybody may make up are in the trace of the limits.
      await this.db.write([], async (tx) => {
        if (user)
          await this.audit.record(tx, {
            areaId: null,
            actor: { kind: 'public' },
            verb: 'sign-in-failed',
            resource: 'sign_in_session',
            subject: user.id,
          });
      });
      throw wrong();
    }
    if (network !== undefined) await this.limiter.giveBack(FROM_ONE_NETWORK, network);
    return this.db.write([], async (tx) => {
      await forgetFailures(tx, account);
      if (before) await this.sessions.close(tx, before);
      await this.audit.record(tx, {
        areaId: null,
        actor: { kind: 'user', id: user.id, label: user.name },
        verb: 'signed-in',
        resource: 'sign_in_session',
        subject: user.id,
      });
      return this.sessions.open(tx, user.id, device);
    });
  }

  private async countTry(account: Buffer): Promise<void> {
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
    throw new TooManyTries(refused, now);
  }
}
