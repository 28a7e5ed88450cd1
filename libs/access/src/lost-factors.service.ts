import { Injectable } from '@nestjs/common';
import { type Actor, notFound, type Tx } from '#platform';
import { Audit } from './audit.service.js';
import { EmailChanges } from './email-changes.service.js';
import { Factors } from './factors.service.js';
import { KnownBrowsers } from './known-browsers.service.js';
import { endSessionsOf } from './sign-in-session.repository.js';
import { updateUser } from './user.repository.js';
import { Users } from './users.service.js';

/** People who have lost what they sign in with besides the password. */
@Injectable()
export class LostFactors {
  constructor(
    private readonly factors: Factors,
    private readonly users: Users,
    private readonly browsers: KnownBrowsers,
    private readonly emailChanges: EmailChanges,
    private readonly audit: Audit,
  ) {}

  /**
   * Lets somebody begin anew: their second factor, password, sign-ins and known browsers end; answers the token of the link
   * (72 hours, once) that goes to their own address. The password ends too, so that who knows it, and the administrator
   * believed, cannot set a factor of their own up before the owner does.
   */
  async restart(tx: Tx, userId: string, by: Actor, reason: string): Promise<string> {
    await this.end(tx, userId, by, reason);
    await updateUser(tx, userId, { passwordHash: null });
    return this.users.renewLink(tx, userId, by, reason);
  }

  /** Ends them and the sign-ins, and leaves the password, for the last administrator, whom nobody can send a link. */
  async end(tx: Tx, userId: string, by: Actor, reason: string): Promise<void> {
    if (!(await updateUser(tx, userId, { idleToldAt: null }))) throw notFound();
    await this.factors.end(tx, userId);
    await endSessionsOf(tx, { userId });
    await this.browsers.forget(tx, userId);
    await this.emailChanges.forget(tx, userId);
    await this.audit.record(tx, {
      areaId: null,
      actor: by,
      verb: 'change',
      resource: 'user',
      subject: userId,
      reason: `second factor ended: ${reason}`,
    });
  }
}
