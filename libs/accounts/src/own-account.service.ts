import { Injectable } from '@nestjs/common';
import {
  EmailChanges,
  type Entry,
  Factors,
  type PasskeyAnswer,
  Passkeys,
  SecondStep,
  SignInSessions,
  stepEnded,
  Users,
  type UserView,
} from '#access';
import { Database, notFound, type Tx } from '#platform';
import { AccountMails } from './account-mails.js';
import type { ChangeKind } from './advice.rules.js';

/** What somebody sets up as a second factor. */
export type NewFactor =
  | { kind: 'app'; sealed: string; code: string }
  | { kind: 'passkey'; name: string; answer: PasskeyAnswer };

/**
 * What people change about signing in to their own account. Each change is told to them by email in the same transaction,
 * so that whoever sits down at an open browser does not do it unnoticed; before an installation has an area no email can go.
 */
@Injectable()
export class OwnAccount {
  constructor(
    private readonly db: Database,
    private readonly users: Users,
    private readonly factors: Factors,
    private readonly passkeys: Passkeys,
    private readonly step: SecondStep,
    private readonly sessions: SignInSessions,
    private readonly emailChanges: EmailChanges,
    private readonly mails: AccountMails,
  ) {}

  /** Sets the first factor up of somebody who is coming in. Answers their session, and recovery codes. Throws as `add`. */
  async setUp(stepId: string, factor: NewFactor): Promise<Entry & { codes: string[] }> {
    const step = await this.step.find(stepId);
    if (!step) throw stepEnded();
    return this.about(step.userId, async (tx, tell) => {
      const done = await this.step.withNewFactor(tx, stepId, (userId) => this.put(tx, userId, factor));
      await tell(setUpWords(factor));
      return done;
    });
  }

  /**
   * Sets a further factor up, or the first of somebody signed in, who gets recovery codes with it. Throws `invalid` with
   * `code` or `passkey`.
   */
  add(userId: string, factor: NewFactor): Promise<string[] | undefined> {
    return this.about(userId, async (tx, tell) => {
      const first = !(await this.factors.has(tx, userId));
      await this.put(tx, userId, factor);
      await tell(setUpWords(factor));
      return first ? this.factors.newCodes(tx, userId) : undefined;
    });
  }

  /**
   * Takes the authenticator app away, and ends the person's other sessions: whoever had it may have come in with it. Throws
   * not-found, and `invalid` for the last way to sign in.
   */
  removeApp(userId: string, sessionId: string): Promise<void> {
    return this.about(userId, async (tx, tell) => {
      if (!(await this.factors.removeApp(tx, userId))) throw notFound();
      await this.sessions.endOthers(tx, userId, sessionId, 'factor');
      await tell('An authenticator app has been taken away.');
    });
  }

  /** Takes a passkey away, as `removeApp`. */
  removePasskey(userId: string, id: string, sessionId: string): Promise<void> {
    return this.about(userId, async (tx, tell) => {
      const name = await this.factors.removePasskey(tx, userId, id);
      if (name === undefined) throw notFound();
      await this.sessions.endOthers(tx, userId, sessionId, 'factor');
      await tell(`A passkey has been taken away: ${name}.`);
    });
  }

  /** Ten new recovery codes in the place of those there were. Throws not-found for who has no second factor. */
  newCodes(userId: string): Promise<string[]> {
    return this.about(userId, async (tx, tell) => {
      if (!(await this.factors.has(tx, userId))) throw notFound();
      await tell('New recovery codes have been made. The ones before no longer work.');
      return this.factors.newCodes(tx, userId);
    });
  }

  /** Sends a link to a new address, and word of it to the one there is. Throws `invalid` with `email`. */
  askAddress(userId: string, email: string): Promise<void> {
    return this.about(userId, async (tx, tell, user, areaId) => {
      const token = await this.emailChanges.ask(tx, userId, email);
      // Without an area nothing can be sent, and so nothing confirmed.
      if (!areaId) throw notFound();
      await this.mails.confirmAddress(tx, areaId, { ...user, email }, token);
      await tell(
        `Another email address has been asked for: ${email}. It holds once it is confirmed there.`,
        'address-asked',
      );
    });
  }

  /** Takes back that another address was asked for; the link sent there ends. */
  takeAddressBack(userId: string): Promise<void> {
    return this.about(userId, (tx) => this.emailChanges.takeBack(tx, userId));
  }

  /** Puts one's own name right; false where it is that already. */
  rename(userId: string, name: string): Promise<boolean> {
    return this.about(userId, async (tx, tell, user) => {
      const by = { kind: 'user', id: userId, label: user.name } as const;
      if (!(await this.users.rename(tx, userId, name, by))) return false;
      await tell(`Your name here has changed from ${user.name} to ${name}.`);
      return true;
    });
  }

  /** Calls one of one's passkeys something else. Throws not-found. */
  async renamePasskey(userId: string, id: string, name: string): Promise<void> {
    await this.about(userId, async (tx) => {
      if (!(await this.factors.renamePasskey(tx, userId, id, name))) throw notFound();
    });
  }

  /** Puts the address in its place that a link confirms, and tells the one before. Throws as `Links.find`. */
  async confirmAddress(token: string): Promise<void> {
    const { userId, email } = await this.emailChanges.find(token);
    await this.about(userId, async (tx, tell) => {
      await this.emailChanges.confirm(tx, token);
      await tell(`You sign in with another email address from now on: ${email}.`, 'address');
    });
  }

  private put(tx: Tx, userId: string, factor: NewFactor): Promise<void> {
    if (factor.kind === 'app') return this.factors.addApp(tx, userId, factor.sealed, factor.code);
    return this.passkeys.add(tx, userId, factor.name, factor.answer);
  }

  /** The work in a transaction; `tell` writes to the owner, at the address they had before. */
  private async about<T>(
    userId: string,
    work: (
      tx: Tx,
      tell: (what: string, kind?: ChangeKind) => Promise<void>,
      user: UserView,
      areaId: string | undefined,
    ) => Promise<T>,
  ): Promise<T> {
    const [user, areaId] = await Promise.all([this.users.byId(userId), this.mails.areaOf(userId)]);
    if (!user) throw notFound();
    return this.db.write(areaId ? [areaId] : [], async (tx) => {
      // One change of an account after the other: of two removals at once the second sees the first.
      await this.users.lock(tx, userId);
      const tell = async (what: string, kind: ChangeKind = 'sign-in') => {
        if (areaId) await this.mails.changed(tx, areaId, user, { what, by: 'you', kind });
      };
      return work(tx, tell, user, areaId);
    });
  }
}

const setUpWords = (factor: NewFactor): string =>
  factor.kind === 'app'
    ? 'An authenticator app has been set up.'
    : `A passkey has been added: ${factor.name}.`;
