import { Injectable } from '@nestjs/common';
import { Database, emailKey, invalid, type Limit, RateLimiter } from '#platform';
import { Audit } from './audit.service.js';
import { KnownBrowsers } from './known-browsers.service.js';
import { Passwords } from './password.service.js';
import { type Entry, SecondStep } from './second-step.service.js';
import { SignInTries, triesOf } from './sign-in-tries.service.js';
import { findUser } from './user.repository.js';

/**
 * Accounts at which tries failed: one password on a thousand addresses is ten tries. A whole office may share one network, so
 * one of them who types a wrong password ten times counts once here; a browser somebody has signed in with before does not
 * count, nor does a new password.
 */
const FROM_ONE_NETWORK: Limit = {
  name: 'accounts at which sign-ins failed from one network',
  most: 10,
  spanMs: 300_000,
};

/** Where a try comes from; left out, it counts for its account only. */
export interface SignInFrom {
  network?: string;
  /** The token of a browser somebody has signed in with before. */
  browser?: string;
}

const wrong = () =>
  invalid('access.wrong-sign-in', { email: 'The email address or the password is not right.' });

/** Signing in with address and password, and slowing down whoever guesses (access.md section 2). */
@Injectable()
export class SignIn {
  constructor(
    private readonly db: Database,
    private readonly passwords: Passwords,
    private readonly step: SecondStep,
    private readonly tries: SignInTries,
    private readonly audit: Audit,
    private readonly limiter: RateLimiter,
    private readonly browsers: KnownBrowsers,
  ) {}

  /**
   * Checks address and password and begins a session, or the step in which the second factor is asked for. Throws
   * `TooManyTries`, `TooOften` for very many failures from one network, or the same `access.wrong-sign-in` whichever was
   * wrong. The try is counted before the password is looked at, so that many at once count too. A browser known to the
   * account has an allowance of its own, so that whatever strangers do, the owner comes in with it; in any other, by a new
   * password. `before`: the id of a session that ends with this.
   */
  async signIn(
    email: string,
    password: string,
    device: string | null,
    before?: string,
    from: SignInFrom = {},
  ): Promise<Entry> {
    const key = emailKey(email);
    const known = await this.browsers.knows(from.browser, email);
    const account = triesOf(key, known ? from.browser : undefined);
    const network = known || (await this.tries.failedLately(account)) ? undefined : from.network;
    if (network !== undefined)
      await this.limiter.take(
        FROM_ONE_NETWORK,
        network,
        'Too many tries to sign in failed from where you are.',
      );
    await this.tries.count(account);
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
      await this.tries.forget(tx, account);
      return this.step.begin(tx, user.id, device, before);
    });
  }
}
