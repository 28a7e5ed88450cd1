import { Injectable } from '@nestjs/common';
import { Areas, EmailChanges, type Held, LostFactors, type NewPerson, type StaffRole, Users } from '#access';
import { type Actor, Database, notFound, type Tx } from '#platform';
import { AccountMails, type Owner } from './account-mails.js';

/** What staff call a role. */
export const roleWords: Record<StaffRole, string> = {
  administrator: 'Administrator',
  regional_lead: 'Regional lead',
  coordinator: 'Coordinator',
  partner: 'Partner',
  commissioner: 'Commissioner',
};

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
    private readonly lostFactors: LostFactors,
    private readonly emailChanges: EmailChanges,
    private readonly areas: Areas,
    private readonly mails: AccountMails,
  ) {}

  /** Adds a person, or a role to one known by the address. Throws as `Users.invite`. `invited`: a link was sent. */
  async invite(input: NewPerson, by: Actor): Promise<{ invited: boolean }> {
    const known = await this.users.byEmail(input.email);
    const areaId = input.areaId ?? (known && (await this.mails.areaOf(known.id)));
    return this.write(areaId, async (tx) => {
      const { userId, token } = await this.users.invite(tx, input, by);
      const to: Owner = { id: userId, name: known?.name ?? input.name, email: known?.email ?? input.email };
      const role = await this.inWords(tx, input);
      if (areaId && token) await this.mails.invite(tx, areaId, to, { by: nameOf(by), role, token });
      else if (areaId)
        await this.mails.changed(tx, areaId, to, `You have been given a role: ${role}.`, nameOf(by));
      if (areaId) await this.tellOthers(tx, areaId, to, role, by);
      return { invited: Boolean(token) };
    });
  }

  /** Makes somebody an administrator, once two have said so; null: of the whole installation. */
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
    const given = { role: 'administrator', areaId } as const;
    await this.users.giveRole(tx, userId, { ...given, agency: null }, by, reason);
    const role = await this.inWords(tx, given);
    await this.mails.changed(tx, at, to, `You have been given a role: ${role}.`, nameOf(by));
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
      if (areaId && to) await this.mails.changed(tx, areaId, to, what, nameOf(by));
    });
  }

  /** Ends somebody's access at once, or gives it back. */
  async setDisabled(userId: string, disabled: boolean, by: Actor, reason: string): Promise<void> {
    await this.about(userId, async (tx, areaId, to) => {
      await this.users.setDisabled(tx, userId, disabled, by, reason);
      const what = disabled
        ? 'Your access has ended. You have been signed out everywhere.'
        : 'You have access again. Sign in as you did before.';
      await this.mails.changed(tx, areaId, to, what, nameOf(by));
      await this.tellOthers(tx, areaId, to, '', by, disabled ? 'has no access any more' : 'has access again');
    });
  }

  /** Gives a role in the place of one held, or takes one away (`next` null). Throws not-found for one not held. */
  async changeRole(
    userId: string,
    held: Held,
    next: { role: StaffRole; agency: string | null } | null,
    by: Actor,
    reason: string,
  ): Promise<void> {
    await this.about(
      userId,
      async (tx, areaId, to) => {
        await this.users.takeRole(tx, userId, held, by, reason);
        if (next) {
          const given = { ...next, areaId: held.areaId };
          await this.users.giveRole(tx, userId, given, by, reason);
          await this.tellOthers(tx, held.areaId ?? areaId, to, await this.inWords(tx, given), by);
        }
        const before = await this.inWords(tx, held);
        const what = next
          ? `Your role has changed from ${before} to ${await this.inWords(tx, { ...next, areaId: held.areaId })}.`
          : `A role has been taken away: ${before}.`;
        await this.mails.changed(tx, areaId, to, what, nameOf(by));
      },
      held.areaId,
    );
  }

  /** Gives a further role. Throws `invalid` for one's own account. */
  async giveRole(
    userId: string,
    given: Held & { agency: string | null },
    by: Actor,
    reason: string,
  ): Promise<void> {
    await this.about(
      userId,
      async (tx, areaId, to) => {
        await this.users.giveRole(tx, userId, given, by, reason);
        const role = await this.inWords(tx, given);
        await this.mails.changed(tx, areaId, to, `You have been given a role: ${role}.`, nameOf(by));
        await this.tellOthers(tx, given.areaId ?? areaId, to, role, by);
      },
      given.areaId,
    );
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
      await this.mails.changed(tx, areaId, to, 'Your password has been changed.', 'you');
    });
  }

  /** Sets the password a link's holder chose; answers whose it is. Throws as `Users.accept`. */
  async accept(token: string, password: string): Promise<string> {
    const userId = await this.users.linkOwner(token);
    await this.about(userId, async (tx, areaId, to) => {
      await this.users.accept(tx, token, password);
      // Whoever asked for another address before may not have been the owner.
      await this.emailChanges.forget(tx, userId);
      await this.mails.changed(tx, areaId, to, 'A password has been chosen by the link we sent you.', 'you');
    });
    return userId;
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
  private async about(
    userId: string,
    work: (tx: Tx, areaId: string, to: Owner) => Promise<void>,
    alsoAreaId: string | null = null,
  ): Promise<void> {
    const [user, areaId] = await Promise.all([this.users.byId(userId), this.mails.areaOf(userId)]);
    if (!user || !areaId) throw notFound();
    await this.db.write([areaId, alsoAreaId ?? areaId], (tx) => work(tx, areaId, user));
  }

  private write<T>(areaId: string | undefined, work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.db.write(areaId ? [areaId] : [], work);
  }
}
