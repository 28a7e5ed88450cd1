import { Injectable } from '@nestjs/common';
import {
  Agencies,
  Areas,
  EmailChanges,
  type Held,
  LostFactors,
  type NewPerson,
  Roles,
  type StaffRole,
  Users,
} from '#access';
import { type Actor, CodedError, Database, invalid, notFound, type Tx } from '#platform';
import { AccountMails, type Owner } from './account-mails.js';
import type { ChangeKind } from './advice.rules.js';

/** What staff call a role. */
export const roleWords: Record<StaffRole, string> = {
  administrator: 'Administrator',
  regional_lead: 'Regional lead',
  coordinator: 'Coordinator',
  partner: 'Partner',
  commissioner: 'Commissioner',
};

/** What became of adding a person: a new account, a role for one that was there, or nothing, since they hold it. */
export type Invited = 'invited' | 'known' | 'same';

/** A role with the agency of a partner, by its name. */
type WithAgency = Held & { agency: string | null };

const nameOf = (by: Actor): string => by.label ?? 'whoever runs the program';

/**
 * Changes of staff accounts. Each is told to the account's owner by email in the same transaction, and a link to sign in
 * goes to its owner alone: whoever administers an account cannot use it unnoticed.
 */
@Injectable()
export class Accounts {
  constructor(
    private readonly db: Database,
    private readonly users: Users,
    private readonly roles: Roles,
    private readonly agencies: Agencies,
    private readonly lostFactors: LostFactors,
    private readonly emailChanges: EmailChanges,
    private readonly areas: Areas,
    private readonly mails: AccountMails,
  ) {}

  /** Adds a person, or a role to one known by the address, who keeps the name they have. Throws as `Users.invite`. */
  async invite(input: NewPerson, by: Actor): Promise<Invited> {
    const known = await this.users.byEmail(input.email);
    if (known && known.id !== by.id) {
      const given = { role: input.role, areaId: input.areaId, agency: input.agency ?? null };
      if (await this.holds(known.id, given)) return 'same';
    }
    const areaId = input.areaId ?? (known && (await this.mails.areaOf(known.id)));
    return this.write(areaId, async (tx) => {
      const { userId, token } = await this.users.invite(tx, input, by);
      const to: Owner = { id: userId, name: known?.name ?? input.name, email: known?.email ?? input.email };
      const role = await this.inWords(tx, input);
      if (areaId && token) await this.mails.invite(tx, areaId, to, { by: nameOf(by), role, token });
      else if (areaId) await this.tell(tx, areaId, to, `You have been given a role: ${role}.`, by);
      if (areaId) await this.tellOthers(tx, areaId, to, role, by);
      return token ? 'invited' : 'known';
    });
  }

  /**
   * Makes somebody an administrator, once two have said so; null: of the whole installation. Throws `access.person-gone` for
   * who has left since they were asked for.
   */
  async makeAdministrator(
    tx: Tx,
    userId: string,
    areaId: string | null,
    by: Actor,
    reason: string,
  ): Promise<void> {
    const to = await this.users.byId(userId);
    const at = areaId ?? (await this.mails.areaOf(userId));
    if (!to || !at) throw notFound();
    if (to.disabledAt)
      throw new CodedError(
        'conflict',
        'access.person-gone',
        'Their access has ended since. Give it back first, if they are to be an administrator.',
      );
    const given = { role: 'administrator', areaId } as const;
    await this.roles.give(tx, userId, { ...given, agency: null }, by, reason);
    const role = await this.inWords(tx, given);
    await this.tell(tx, at, to, `You have been given a role: ${role}.`, by);
    await this.tellOthers(tx, at, to, role, by);
  }

  /** Sends somebody who cannot sign in a new link; earlier ones end. */
  async sendLink(userId: string, by: Actor, reason: string): Promise<void> {
    await this.about(userId, async (tx, areaId, to) => {
      const token = await this.users.renewLink(tx, userId, by, reason);
      const asked = `${nameOf(by)} has sent you a link to choose a password.`;
      await this.mails.link(tx, areaId, to, { asked, holds: '72 hours', token });
    });
  }

  /**
   * Lets somebody begin anew who lost their second factor: it ends, with password, sign-ins and known browsers, and a link
   * goes to their own address. Nobody does so for themselves.
   */
  async restart(userId: string, by: Actor, reason: string): Promise<void> {
    if (userId === by.id) throw notFound();
    await this.about(userId, async (tx, areaId, to) => {
      const token = await this.lostFactors.restart(tx, userId, by, reason);
      await this.mails.lost(tx, areaId, to, { by: nameOf(by), token });
      await this.tellOthers(
        tx,
        areaId,
        to,
        '',
        by,
        'begins anew with a second factor, since theirs was lost',
      );
    });
  }

  /** Ends somebody's second factor and sign-ins; they come in with their password and set up a new one. For operators. */
  async endFactors(userId: string, by: Actor, reason: string): Promise<void> {
    const areaId = await this.mails.areaOf(userId);
    await this.write(areaId, async (tx) => {
      await this.lostFactors.end(tx, userId, by, reason);
      const to = await this.users.byId(userId);
      const what =
        'Your second factor has ended, and you are signed out everywhere. Set up a new one when you sign in.';
      if (areaId && to) await this.tell(tx, areaId, to, what, by);
    });
  }

  /** Ends somebody's access at once, or gives it back. */
  async setDisabled(userId: string, disabled: boolean, by: Actor, reason: string): Promise<void> {
    await this.about(userId, async (tx, areaId, to) => {
      await this.users.setDisabled(tx, userId, disabled, by, reason);
      const what = disabled
        ? 'Your access has ended. You have been signed out everywhere.'
        : 'You have access again. Sign in as you did before.';
      await this.tell(tx, areaId, to, what, by, disabled ? 'ended' : 'by-others');
      await this.tellOthers(tx, areaId, to, '', by, disabled ? 'has no access any more' : 'has access again');
    });
  }

  /** Puts somebody's name right; false where it is that already. */
  async rename(userId: string, name: string, by: Actor, reason: string): Promise<boolean> {
    return this.about(userId, async (tx, areaId, to) => {
      if (!(await this.users.rename(tx, userId, name, by, reason))) return false;
      await this.tell(
        tx,
        areaId,
        { ...to, name },
        `Your name here has changed from ${to.name} to ${name}.`,
        by,
      );
      return true;
    });
  }

  /**
   * Gives a role in the place of one held, or takes one away (`next` null); false where it is that already. Throws not-found
   * for one not held, and `invalid` with `role` for one they hold besides.
   */
  async changeRole(
    userId: string,
    held: Held,
    next: { role: StaffRole; agency: string | null } | null,
    by: Actor,
    reason: string,
  ): Promise<boolean> {
    const given = next && { ...next, areaId: held.areaId };
    const there = given && (await this.held(userId, given));
    if (there && given.role !== held.role)
      throw invalid('accounts.role-held', {
        role: 'They hold this role there besides. To take the other one away, choose Nothing',
      });
    if (there && (given.role !== 'partner' || sameAgency(there.agency, given.agency))) return false;
    await this.about(
      userId,
      async (tx, areaId, to) => {
        await this.roles.take(tx, userId, held, by, reason);
        if (given) {
          await this.roles.give(tx, userId, given, by, reason);
          await this.tellOthers(tx, held.areaId ?? areaId, to, await this.inWords(tx, given), by);
        }
        const before = await this.inWords(tx, held);
        const what = given
          ? `Your role has changed from ${before} to ${await this.inWords(tx, given)}.`
          : `A role has been taken away: ${before}.`;
        await this.tell(tx, areaId, to, what, by);
        if (held.role === 'administrator')
          await this.tellOthers(tx, held.areaId ?? areaId, to, before, by, 'has no longer the role');
      },
      held.areaId,
    );
    return true;
  }

  /** Gives a further role; false where they hold it. Throws `invalid` for one's own account. */
  async giveRole(userId: string, given: WithAgency, by: Actor, reason: string): Promise<boolean> {
    if (await this.holds(userId, given)) return false;
    await this.about(
      userId,
      async (tx, areaId, to) => {
        await this.roles.give(tx, userId, given, by, reason);
        const role = await this.inWords(tx, given);
        await this.tell(tx, areaId, to, `You have been given a role: ${role}.`, by);
        await this.tellOthers(tx, given.areaId ?? areaId, to, role, by);
      },
      given.areaId,
    );
    return true;
  }

  /** A new password by somebody who knows the old one; their other sign-ins end. Throws `invalid` by field. */
  async changePassword(
    userId: string,
    input: { now: string; next: string },
    sessionId: string,
  ): Promise<void> {
    await this.about(userId, async (tx, areaId, to) => {
      await this.users.changePassword(tx, userId, input, sessionId);
      await this.emailChanges.forget(tx, userId);
      await this.own(tx, areaId, to, 'Your password has been changed.');
    });
  }

  /** Sets the password a link's holder chose; answers whose it is. Throws as `Users.accept`. */
  async accept(token: string, password: string): Promise<string> {
    const userId = await this.users.linkOwner(token);
    await this.about(userId, async (tx, areaId, to) => {
      await this.users.accept(tx, token, password);
      // Whoever asked for another address before may not have been the owner.
      await this.emailChanges.forget(tx, userId);
      await this.own(tx, areaId, to, 'A password has been chosen by the link we sent you.');
    });
    return userId;
  }

  /** The role somebody holds in a place, with the agency of a partner; undefined where they do not. */
  private async held(userId: string, { role, areaId }: Held): Promise<{ agency?: string } | undefined> {
    const grants = await this.users.grants(userId);
    const found = grants.find((grant) => grant.role === role && grant.areaId === areaId);
    if (!found) return undefined;
    const agencies = await this.agencies.ofGrants([found]);
    return { agency: agencies[0]?.name };
  }

  /** Whether a role is held. Throws `invalid` with `form` for a partner there of another agency. */
  private async holds(userId: string, given: WithAgency): Promise<boolean> {
    const held = await this.held(userId, given);
    if (held && given.role === 'partner' && !sameAgency(held.agency, given.agency))
      throw invalid('accounts.other-agency', {
        form: `They are a partner there already, of ${held.agency}. Change that role on their page instead`,
      });
    return held !== undefined;
  }

  /** To the owner, of what somebody else did to their account. */
  private tell(
    tx: Tx,
    areaId: string,
    to: Owner,
    what: string,
    by: Actor,
    kind: ChangeKind = 'by-others',
  ): Promise<void> {
    return this.mails.changed(tx, areaId, to, { what, by: nameOf(by), kind });
  }

  /** To the owner, of what they did to their account, or somebody as them. */
  private own(tx: Tx, areaId: string, to: Owner, what: string): Promise<void> {
    return this.mails.changed(tx, areaId, to, { what, by: 'you', kind: 'sign-in' });
  }

  private tellOthers(
    tx: Tx,
    areaId: string,
    to: Owner,
    role: string,
    by: Actor,
    done = 'has been given a role',
  ): Promise<void> {
    const what = `${to.name} (${to.email}) ${done}${role && `: ${role}`}.`;
    return this.mails.tellOthers(tx, areaId, { what, besides: [to.id, by.id], by: nameOf(by) });
  }

  /** "Coordinator, Calderdale" */
  private async inWords(tx: Tx, { role, areaId }: Held): Promise<string> {
    const area = areaId ? (await this.areas.byId(areaId, tx))?.name : 'the whole installation';
    return `${roleWords[role]}, ${area}`;
  }

  /** The work in a transaction on the area mails about this account stand with, and on another where one is named. */
  private async about<T>(
    userId: string,
    work: (tx: Tx, areaId: string, to: Owner) => Promise<T>,
    alsoAreaId: string | null = null,
  ): Promise<T> {
    const [user, areaId] = await Promise.all([this.users.byId(userId), this.mails.areaOf(userId)]);
    if (!user || !areaId) throw notFound();
    return this.db.write([areaId, alsoAreaId ?? areaId], (tx) => work(tx, areaId, user));
  }

  private write<T>(areaId: string | undefined, work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.db.write(areaId ? [areaId] : [], work);
  }
}

/** Agencies are the same however their name is typed (`Agencies.named`). */
const sameAgency = (a: string | null | undefined, b: string | null | undefined): boolean => {
  const key = (name: string | null | undefined) => (name ?? '').trim().replace(/\s+/g, ' ').toLowerCase();
  return key(a) === key(b);
};
