import { Injectable } from '@nestjs/common';
import {
  type Actor,
  Clock,
  CodedError,
  constraintOf,
  Database,
  emailKey,
  hashToken,
  invalid,
  newId,
  notFound,
  type Tx,
} from '#platform';
import { Agencies } from './agencies.service.js';
import { revokeTokens } from './api-token.repository.js';
import { Audit } from './audit.service.js';
import { KnownBrowsers } from './known-browsers.service.js';
import { Links } from './links.service.js';
import { Passwords } from './password.service.js';
import type { Grant, StaffRole } from './rights.rules.js';
import { endSessionsOf } from './sign-in-session.repository.js';
import type { User } from './user.entity.js';
import {
  type Account,
  anyUser,
  areaNamesOf,
  findUser,
  grantsOf,
  insertGrant,
  insertUser,
  isLastAdministrator,
  lockedUser,
  type Person,
  peopleOf,
  type UserView,
  updateUser,
  userNames,
  viewOf,
} from './user.repository.js';

export interface NewPerson {
  name: string;
  email: string;
  role: StaffRole;
  /** null: the whole installation. */
  areaId: string | null;
  agency?: string | null;
}

/** Purpose of the one-time link that lets an invited person choose a password; 72 hours (matrix.json, `links`). */
export const INVITATION = 'invitation (staff)';
export const INVITATION_MS = 72 * 3_600_000;
/** How long a link lives that somebody asked for themselves; greylisting delays mail. */
const RESET_MS = 3_600_000;

/** For whoever would leave an installation without an administrator. */
export const lastAdministrator = () =>
  invalid('access.last-administrator', {
    form: 'This is the last administrator of the installation who can sign in. Make another one first',
  });

/** Staff accounts, and how they get in for the first time. Every change is in the audit. What roles they hold: `Roles`. */
@Injectable()
export class Users {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly passwords: Passwords,
    private readonly links: Links,
    private readonly audit: Audit,
    private readonly browsers: KnownBrowsers,
    private readonly agencies: Agencies,
  ) {}

  /** The account, also a disabled one; undefined when there is none. */
  async byId(id: string, tx?: Tx): Promise<Account | undefined> {
    const user = await (tx ? findUser(tx, { id }) : this.db.read([], (own) => findUser(own, { id })));
    return user ? viewOf(user) : undefined;
  }

  /** The account of an address, however it is typed; undefined when there is none. */
  async byEmail(email: string): Promise<UserView | undefined> {
    const user = await this.db.read([], (tx) => findUser(tx, { emailKey: emailKey(email) }));
    return user ? viewOf(user) : undefined;
  }

  /** Holds the account until the transaction ends, so that changes of it come one after the other. */
  async lock(tx: Tx, userId: string): Promise<void> {
    await lockedUser(tx, userId);
  }

  /** Whether any account exists that can sign in. */
  any(): Promise<boolean> {
    return anyUser(this.db.outsideWall);
  }

  /** The roles somebody holds now. */
  grants(userId: string): Promise<Grant[]> {
    return this.db.read([], (tx) => grantsOf(tx, userId));
  }

  /** People with a role in any of the areas or in the whole installation, by name. */
  list(areaIds: readonly string[], tx?: Tx): Promise<Person[]> {
    return peopleOf(tx ?? this.db.outsideWall, areaIds);
  }

  /**
   * Accounts an administrator sees: as `list`, and those who hold no role any more and held their last one in the areas; of all
   * who hold none for an administrator of the installation.
   */
  roster({ areas, isSystemAdmin }: { areas: readonly string[]; isSystemAdmin: boolean }): Promise<Person[]> {
    return peopleOf(this.db.outsideWall, areas, isSystemAdmin ? 'all' : 'of areas');
  }

  /** Names of people by id: of all of these, or of those with a role in one of the areas or the installation. */
  namesById(tx: Tx, ids: readonly string[], of: readonly string[] | 'all'): Promise<Map<string, string>> {
    return userNames(tx, ids, of);
  }

  /** An account with a password; throws `invalid` for a weak password or a taken address. Returns its id. */
  async create(
    tx: Tx,
    input: { name: string; email: string; password: string; names?: string[] },
  ): Promise<string> {
    const hash = await this.passwords.hash(input.password, [input.name, input.email, ...(input.names ?? [])]);
    return this.insert(tx, input.name, input.email, hash);
  }

  /**
   * Gives a role; false for one that is held already. `areaId` null: the whole installation. `agency`: its name, for a partner of one
   * area; throws `invalid` for a partner without.
   */
  async grant(
    tx: Tx,
    userId: string,
    role: StaffRole,
    areaId: string | null,
    agency: string | null = null,
  ): Promise<boolean> {
    const isPartner = role === 'partner';
    if (isPartner && !(areaId && agency?.trim()))
      throw invalid('access.agency-needed', { agency: 'Enter the agency the partner works for' });
    const agencyId = isPartner ? await this.agencies.named(tx, areaId!, agency!) : null;
    return insertGrant(tx, { userId, role, areaId, agencyId, createdAt: this.clock.now() });
  }

  /**
   * Adds a person who has no password yet, with one role, and returns the token of the link (72 hours, once) by which
   * they choose one. A person known already by the address only gets the role: then the token is undefined.
   * Nobody raises themselves (access.md section 6, story 12): for the caller's own address throws `invalid`.
   */
  async invite(tx: Tx, input: NewPerson, by: Actor): Promise<{ userId: string; token?: string }> {
    const known = await findUser(tx, { emailKey: emailKey(input.email) });
    if (known && known.id === by.id)
      throw invalid('access.own-role', { email: 'Your own roles are given by another administrator' });
    const userId = known?.id ?? (await this.insert(tx, input.name, input.email, null));
    if (known) await endSessionsOf(tx, { userId }, { why: 'role', now: this.clock.now() });
    await this.grant(tx, userId, input.role, input.areaId, input.agency ?? null);
    await this.audit.record(tx, {
      areaId: input.areaId,
      actor: by,
      verb: 'create',
      resource: 'user',
      subject: userId,
      reason: input.role,
      changes: { role: [null, input.role], ...(input.agency && { agency: [null, input.agency] }) },
    });
    return { userId, token: known?.passwordHash ? undefined : await this.newLink(tx, userId) };
  }

  /**
   * A new one-time link for somebody who cannot sign in; the earlier one ends. Sign-ins under way end when it is used.
   * `reason` is kept in the audit.
   */
  async renewLink(tx: Tx, userId: string, by: Actor, reason: string): Promise<string> {
    const token = await this.newLink(tx, userId);
    await this.audit.record(tx, {
      areaId: null,
      actor: by,
      verb: 'change',
      resource: 'user',
      subject: userId,
      reason: `new sign-in link: ${reason}`,
    });
    return token;
  }

  /**
   * A link of an hour for whoever asked for a new password on the page. Those before it go on: else a stranger who asks
   * again and again would end each link before its owner has read the mail.
   */
  async resetLink(tx: Tx, userId: string): Promise<string> {
    await this.audit.record(tx, {
      areaId: null,
      actor: { kind: 'public' },
      verb: 'change',
      resource: 'user',
      subject: userId,
      reason: 'new password asked for',
    });
    return this.makeLink(tx, userId, RESET_MS);
  }

  /** Whose link it is. Throws as `Links.find`. */
  async linkOwner(token: string): Promise<string> {
    const { subjectId } = await this.links.find(INVITATION, token);
    if (subjectId === null) throw notFound();
    return subjectId;
  }

  /**
   * Puts a name right; false where it is that already. `reason` is kept in the audit; nobody explains what they do to their own
   * account. Throws not-found.
   */
  async rename(tx: Tx, userId: string, name: string, by: Actor, reason?: string): Promise<boolean> {
    const user = await findUser(tx, { id: userId });
    if (!user) throw notFound();
    const next = name.trim();
    if (next === user.name) return false;
    await updateUser(tx, userId, { name: next });
    await this.audit.record(tx, {
      areaId: null,
      actor: by,
      verb: 'change',
      resource: 'user',
      subject: userId,
      reason: reason ? `name corrected: ${reason}` : 'name corrected',
      changes: { name: [user.name, next] },
    });
    return true;
  }

  /**
   * A new password by somebody who gives the one they have; their sessions but this one end. Throws `invalid` with
   * `passwordNow` or `passwordNew`.
   */
  async changePassword(
    tx: Tx,
    userId: string,
    { now, next }: { now: string; next: string },
    sessionId: string,
  ): Promise<void> {
    const user = await lockedUser(tx, userId);
    if (!(await this.passwords.fits(user?.passwordHash, now)) || !user)
      throw invalid('access.password-now', { passwordNow: 'This is not the password you have now' });
    if (await this.passwords.fits(user.passwordHash, next))
      throw invalid('access.password-same', {
        passwordNew: 'This is the password you have now. Choose another',
      });
    const hash = await this.passwords.hash(next, await this.namesAround(tx, user)).catch((error: unknown) => {
      if (error instanceof CodedError && error.fields['password'])
        throw invalid(error.code, { passwordNew: error.fields['password'] });
      throw error;
    });
    await updateUser(tx, userId, { passwordHash: hash });
    const others = { userId, butOne: hashToken(sessionId) };
    await endSessionsOf(tx, others, { why: 'password', now: this.clock.now() });
    await this.browsers.forget(tx, userId);
    await this.links.revoke(tx, INVITATION, userId);
    await this.audit.record(tx, {
      areaId: null,
      actor: { kind: 'user', id: userId },
      verb: 'change',
      resource: 'user',
      subject: userId,
      reason: 'password changed',
    });
  }

  /** What somebody would guess a password of theirs from. */
  private async namesAround(tx: Tx, { id, name, email }: User): Promise<string[]> {
    return [name, email, ...(await areaNamesOf(tx, id))];
  }

  /** Sets the password a link's holder chose, using all links up, and ends the person's other sessions. */
  async accept(tx: Tx, token: string, password: string): Promise<UserView> {
    const link = await this.links.use(tx, INVITATION, token);
    const user = link.subjectId === null ? undefined : await findUser(tx, { id: link.subjectId });
    if (!user || user.disabledAt) throw notFound();
    if (await this.passwords.fits(user.passwordHash, password))
      throw invalid('access.password-same', {
        password: 'This is the password you have already. Sign in with it, or choose another',
      });
    const hash = await this.passwords.hash(password, await this.namesAround(tx, user));
    await updateUser(tx, user.id, { passwordHash: hash });
    await endSessionsOf(tx, { userId: user.id }, { why: 'password', now: this.clock.now() });
    await this.browsers.forget(tx, user.id);
    await this.links.revoke(tx, INVITATION, user.id);
    await this.audit.record(tx, {
      areaId: null,
      actor: { kind: 'user', id: user.id },
      verb: 'change',
      resource: 'user',
      subject: user.id,
      reason: 'password chosen',
    });
    return { ...viewOf(user), active: true };
  }

  /**
   * Ends somebody's access at once, or gives it back; deletes nothing. `reason` is kept in the audit. Throws not-found, and
   * `invalid` for the last administrator of the installation.
   */
  async setDisabled(tx: Tx, userId: string, disabled: boolean, by: Actor, reason: string): Promise<void> {
    if (disabled && (await isLastAdministrator(tx, userId))) throw lastAdministrator();
    const now = this.clock.now();
    const change = { disabledAt: disabled ? now : null, ...(!disabled && { idleToldAt: null }) };
    if (!(await updateUser(tx, userId, change))) throw notFound();
    if (disabled) {
      await endSessionsOf(tx, { userId });
      await revokeTokens(tx, { userId }, now);
      await this.links.revoke(tx, INVITATION, userId);
    }
    await this.audit.record(tx, {
      areaId: null,
      actor: by,
      verb: 'change',
      resource: 'user',
      subject: userId,
      reason: `${disabled ? 'access ended' : 'access given back'}: ${reason}`,
      changes: { access: disabled ? ['open', 'ended'] : ['ended', 'open'] },
    });
  }

  private async newLink(tx: Tx, userId: string): Promise<string> {
    await this.links.revoke(tx, INVITATION, userId);
    return this.makeLink(tx, userId, INVITATION_MS);
  }

  private makeLink(tx: Tx, userId: string, ms: number): Promise<string> {
    return this.links.create(tx, {
      purpose: INVITATION,
      areaId: null,
      subjectId: userId,
      expiresAt: new Date(this.clock.now().getTime() + ms),
    });
  }

  private async insert(tx: Tx, name: string, email: string, hash: string | null): Promise<string> {
    const id = newId();
    try {
      await insertUser(tx, {
        id,
        email: email.trim(),
        emailKey: emailKey(email),
        name: name.trim(),
        passwordHash: hash,
        createdAt: this.clock.now(),
        disabledAt: null,
        lastSignedInAt: null,
        idleToldAt: null,
        lastAreaId: null,
      });
    } catch (error) {
      if (constraintOf(error) === 'app_user_email_key')
        throw invalid('access.email-taken', {
          email: 'Somebody with this email address has an account already',
        });
      throw error;
    }
    return id;
  }
}
