import { Injectable } from '@nestjs/common';
import {
  Clock,
  CodedError,
  Database,
  hashToken,
  invalid,
  type Limit,
  newToken,
  RateLimiter,
  Settings,
  type Tx,
} from '#platform';
import { Audit } from './audit.service.js';
import { Factors } from './factors.service.js';
import { KnownBrowsers } from './known-browsers.service.js';
import { type PasskeyAnswer, Passkeys } from './passkeys.service.js';
import { Passwords } from './password.service.js';
import { endStep, insertStep, type SignInStepView, stepInForce } from './sign-in-session.repository.js';
import { SignInSessions } from './sign-in-sessions.service.js';
import { SignInTries, triesOf } from './sign-in-tries.service.js';
import { appCode } from './totp.rules.js';
import { findUser, updateUser } from './user.repository.js';

/** How long somebody has for the second step, or for setting a factor up. */
const STEP_MS = 15 * 60_000;

/**
 * Wrong codes of an app, of an account and, where it is known, a browser: six figures can be guessed by whoever has the
 * password and patience. At 30 a day, of a million of which three hold, one account falls in some thirty years. Recovery
 * codes and passkeys go on.
 */
const CODES_A_DAY: Limit = { name: 'wrong codes of an app', most: 30, spanMs: 86_400_000 };
const TOO_MANY_CODES =
  'Too many codes were wrong today. Use a recovery code or a passkey, or ask an administrator.';

/** Somebody has come in, or half: then the id is of a step, and opens nothing but the pages that ask for the rest. */
export interface Entry {
  userId: string;
  id: string;
  complete: boolean;
}

/** Who is to be asked for a code, and in which browser. */
export interface Asked {
  userId: string;
  email: string;
  /** The token of a browser somebody has signed in with before. */
  browser?: string | undefined;
}

/** The same words whichever code it was, and whether it was wrong or used before. */
const wrongCode = () =>
  invalid('access.wrong-code', {
    code: 'This code is not right, or has been used. Wait for the next one in your app, or take another recovery code.',
  });

/** Thrown where the first step is not given, or longer ago than a quarter of an hour. */
export const stepEnded = () =>
  new CodedError('unauthenticated', 'access.sign-in-needed', 'Sign in to go on.');

/** What comes after the password: the second factor, or setting one up; and proving again who one is. */
@Injectable()
export class SecondStep {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly settings: Settings,
    private readonly factors: Factors,
    private readonly passkeys: Passkeys,
    private readonly passwords: Passwords,
    private readonly sessions: SignInSessions,
    private readonly browsers: KnownBrowsers,
    private readonly tries: SignInTries,
    private readonly audit: Audit,
    private readonly limiter: RateLimiter,
  ) {}

  /**
   * Goes on with somebody whose password was right, or has just been chosen: a step where they have a second factor or need
   * one, else a session. `before`: the id of a session that ends with this.
   */
  async begin(tx: Tx, userId: string, device: string | null, before?: string): Promise<Entry> {
    if (before) await this.sessions.close(tx, before);
    if (this.settings.local && !(await this.factors.has(tx, userId)))
      return { userId, id: await this.come(tx, userId, device, 'password'), complete: true };
    const id = newToken(256);
    const now = this.clock.now();
    const endsAt = new Date(now.getTime() + STEP_MS);
    await insertStep(tx, { idHash: hashToken(id), userId, device, endsAt }, now);
    return { userId, id, complete: false };
  }

  /** Who has done the first step, if it holds. */
  find(stepId: string): Promise<SignInStepView | undefined> {
    return stepInForce(this.db.outsideWall, hashToken(stepId), this.clock.now());
  }

  /** Comes in with a code; answers the new session. Throws `invalid` with `code`, `TooManyTries`, or `stepEnded`. */
  async withCode(stepId: string, typed: string, browser?: string): Promise<Entry> {
    const step = await this.mustFind(stepId);
    return this.checked({ ...step, browser }, typed, (tx, how) => this.finish(tx, stepId, step, how));
  }

  /** Comes in with a passkey after the password. Throws `invalid` with `passkey`, or `stepEnded`. */
  async withPasskey(stepId: string, answer: PasskeyAnswer): Promise<Entry> {
    const step = await this.mustFind(stepId);
    return this.db.write([], async (tx) => {
      await this.passkeys.check(tx, answer, step.userId);
      return this.finish(tx, stepId, step, 'passkey');
    });
  }

  /** Comes in with a passkey alone, which is both factors. Throws `invalid` with `passkey`. */
  withPasskeyAlone(answer: PasskeyAnswer, device: string | null, before?: string): Promise<Entry> {
    return this.db.write([], async (tx) => {
      const userId = await this.passkeys.check(tx, answer);
      const user = await findUser(tx, { id: userId });
      if (!user || user.disabledAt)
        throw invalid('access.passkey', { passkey: 'This passkey did not work. Try another way.' });
      if (before) await this.sessions.close(tx, before);
      return { userId, id: await this.come(tx, userId, device, 'passkey alone'), complete: true };
    });
  }

  /** Sets the first factor up and comes in; answers the recovery codes too. Throws as `add` and `stepEnded`. */
  async withNewFactor(
    tx: Tx,
    stepId: string,
    add: (userId: string) => Promise<void>,
  ): Promise<Entry & { codes: string[] }> {
    const step = await stepInForce(tx, hashToken(stepId), this.clock.now());
    // A step of somebody with a factor asks for that one; it gives nobody a further one.
    if (!step || step.hasFactor) throw stepEnded();
    await add(step.userId);
    const codes = await this.factors.newCodes(tx, step.userId);
    return { ...(await this.finish(tx, stepId, step, 'second factor set up')), codes };
  }

  /**
   * Somebody signed in proves again who they are, by a code. Answers the session's new id. Throws as `withCode`.
   */
  confirmByCode(asked: Asked, sessionId: string, typed: string): Promise<string> {
    return this.checked(asked, typed, (tx) => this.renewed(tx, sessionId));
  }

  /** The same by a passkey. */
  confirmByPasskey(userId: string, sessionId: string, answer: PasskeyAnswer): Promise<string> {
    return this.db.write([], async (tx) => {
      await this.passkeys.check(tx, answer, userId);
      return this.renewed(tx, sessionId);
    });
  }

  /** The same by the password, where no second factor is set up. Throws `invalid` with `password`, or `TooManyTries`. */
  async confirmByPassword(asked: Asked, sessionId: string, password: string): Promise<string> {
    const account = await this.accountOf('confirmed', asked);
    await this.tries.count(account, 'with a password');
    const user = await this.db.read([], (tx) => findUser(tx, { id: asked.userId }));
    if (!(await this.passwords.fits(user?.passwordHash, password)))
      throw invalid('access.wrong-password', { password: 'The password is not right.' });
    return this.db.write([], async (tx) => {
      if (await this.factors.has(tx, asked.userId)) throw stepEnded();
      await this.tries.forget(tx, account);
      return this.renewed(tx, sessionId);
    });
  }

  /** Counts the try, takes the code and goes on in the same transaction. */
  private async checked<T>(
    asked: Asked,
    typed: string,
    goOn: (tx: Tx, how: string) => Promise<T>,
  ): Promise<T> {
    const account = await this.accountOf('second factor', asked);
    await this.tries.count(account, 'with codes');
    const ofApp = appCode(typed) !== undefined;
    if (ofApp) await this.limiter.take(CODES_A_DAY, account.toString('hex'), TOO_MANY_CODES);
    const done = await this.db.write([], async (tx) => {
      const kind = await this.factors.takeCode(tx, asked.userId, typed);
      if (!kind) return undefined;
      await this.tries.forget(tx, account);
      return { value: await goOn(tx, kind === 'app' ? 'code of an app' : 'recovery code') };
    });
    if (done) {
      if (ofApp) await this.limiter.giveBack(CODES_A_DAY, account.toString('hex'));
      return done.value;
    }
    await this.noteFailure(asked.userId);
    throw wrongCode();
  }

  private async accountOf(what: string, { userId, email, browser }: Asked): Promise<Buffer> {
    const known = await this.browsers.knows(browser, email);
    return triesOf(what, userId, known ? browser : undefined);
  }

  private noteFailure(userId: string): Promise<void> {
    return this.db.write([], (tx) =>
      this.audit.record(tx, {
        areaId: null,
        actor: { kind: 'public' },
        verb: 'sign-in-failed',
        resource: 'sign_in_session',
        subject: userId,
        reason: 'second factor',
      }),
    );
  }

  private async mustFind(stepId: string): Promise<SignInStepView> {
    const step = await this.find(stepId);
    if (!step) throw stepEnded();
    return step;
  }

  private async finish(tx: Tx, stepId: string, step: SignInStepView, how: string): Promise<Entry> {
    if (!(await endStep(tx, hashToken(stepId)))) throw stepEnded();
    return { userId: step.userId, id: await this.come(tx, step.userId, step.device, how), complete: true };
  }

  /** The session of somebody who has proved who they are, with its line in the audit. */
  private async come(tx: Tx, userId: string, device: string | null, how: string): Promise<string> {
    const user = await findUser(tx, { id: userId });
    await updateUser(tx, userId, { lastSignedInAt: this.clock.now(), idleToldAt: null });
    await this.audit.record(tx, {
      areaId: null,
      actor: { kind: 'user', id: userId, label: user!.name },
      verb: 'signed-in',
      resource: 'sign_in_session',
      subject: userId,
      reason: how,
    });
    return this.sessions.open(tx, userId, device);
  }

  private async renewed(tx: Tx, sessionId: string): Promise<string> {
    const id = await this.sessions.renew(tx, sessionId);
    if (!id) throw stepEnded();
    return id;
  }
}
