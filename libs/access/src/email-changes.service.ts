import { Injectable } from '@nestjs/common';
import { Clock, constraintOf, Database, emailKey, invalid, notFound, type Tx } from '#platform';
import { Audit } from './audit.service.js';
import { Links } from './links.service.js';
import {
  emailChangeOf,
  findUser,
  putEmailChange,
  takeEmailChange,
  type UserView,
  updateUser,
  viewOf,
} from './user.repository.js';
import { INVITATION } from './users.service.js';

/** Purpose of the link that confirms a new address. */
export const NEW_ADDRESS = 'new address (staff)';
/** Greylisting delays mail; a day is enough, and what was asked for is not forgotten by then. */
const LIFE_MS = 24 * 3_600_000;

const taken = () =>
  invalid('access.email-taken', { email: 'Somebody with this email address has an account already' });

/** The address somebody signs in with: a new one holds once it has been confirmed by a link sent there. */
@Injectable()
export class EmailChanges {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly links: Links,
    private readonly audit: Audit,
  ) {}

  /** The address that waits to be confirmed, if it still can be. */
  async pending(userId: string): Promise<string | undefined> {
    const since = new Date(this.clock.now().getTime() - LIFE_MS);
    return emailChangeOf(this.db.outsideWall, userId, since);
  }

  /** Keeps the address; answers the token of the link to send there. Earlier ones end. Throws `invalid` for a taken one. */
  async ask(tx: Tx, userId: string, email: string): Promise<string> {
    const known = await findUser(tx, { emailKey: emailKey(email) });
    if (known?.id === userId)
      throw invalid('access.email-own', { email: 'You sign in with this address already' });
    if (known) throw taken();
    const now = this.clock.now();
    await putEmailChange(tx, { userId, email: email.trim(), askedAt: now });
    await this.links.revoke(tx, NEW_ADDRESS, userId);
    await this.note(tx, userId, 'another address asked for');
    return this.links.create(tx, {
      purpose: NEW_ADDRESS,
      areaId: null,
      subjectId: userId,
      expiresAt: new Date(now.getTime() + LIFE_MS),
    });
  }

  /** What a link would change. Throws as `Links.find`. */
  async find(token: string): Promise<{ userId: string; email: string }> {
    const { subjectId } = await this.links.find(NEW_ADDRESS, token);
    const email = subjectId ? await this.pending(subjectId) : undefined;
    if (!subjectId || !email) throw notFound();
    return { userId: subjectId, email };
  }

  /** Puts the address in its place; answers the account as it was before. Links sent to the old address end. */
  async confirm(tx: Tx, token: string): Promise<UserView> {
    const { subjectId } = await this.links.use(tx, NEW_ADDRESS, token);
    const email = subjectId ? await takeEmailChange(tx, subjectId) : undefined;
    const user = subjectId ? await findUser(tx, { id: subjectId }) : null;
    if (!email || !user || user.disabledAt) throw notFound();
    try {
      await updateUser(tx, user.id, { email, emailKey: emailKey(email) });
    } catch (error) {
      if (constraintOf(error) === 'app_user_email_key') throw taken();
      throw error;
    }
    await this.links.revoke(tx, INVITATION, user.id);
    await this.note(tx, user.id, 'address changed');
    return viewOf(user);
  }

  /** Takes back what its owner asked for. Throws not-found where nothing waits. */
  async takeBack(tx: Tx, userId: string): Promise<void> {
    if (!(await takeEmailChange(tx, userId))) throw notFound();
    await this.links.revoke(tx, NEW_ADDRESS, userId);
    await this.note(tx, userId, 'another address taken back');
  }

  /** Forgets what was asked for, as when the account changes hands. */
  async forget(tx: Tx, userId: string): Promise<void> {
    await takeEmailChange(tx, userId);
    await this.links.revoke(tx, NEW_ADDRESS, userId);
  }

  private note(tx: Tx, userId: string, reason: string): Promise<void> {
    return this.audit.record(tx, {
      areaId: null,
      actor: { kind: 'user', id: userId },
      verb: 'change',
      resource: 'user',
      subject: userId,
      reason,
    });
  }
}
