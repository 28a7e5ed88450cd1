import { Injectable } from '@nestjs/common';
import {
  areaLookedAt,
  areasHeld,
  type PasskeyQuestion,
  Passkeys,
  SignInSessions,
  type SignInSessionView,
} from '#access';
import { Clock, CodedError, Database, Settings, seal, unseal } from '#platform';
import { DEFAULT_BODY_LIMITS } from './body-limits.js';
import { BodyParser } from './body-parser.js';
import { Csrf } from './csrf.js';
import { ENDED_WORDS, EndedSignIns } from './ended-sign-in.js';
import { OtherPage } from './form-refused.js';
import type { WebRequest, WebResponse } from './principal.js';
import { typedFields } from './stale-form.js';

/** What somebody typed into a form and sent after their sign-in had ended, or was no longer fresh. */
interface KeptForm {
  userId: string;
  /** The area that was looked at, to which it belongs; null where there was none. */
  areaId: string | null;
  /** The address it was sent to. */
  action: string;
  fields: [string, string][];
  /** Until when it may be sent after all. */
  until: number;
}

const PURPOSE = 'form sent after the sign-in had ended';
const HOUR = 3_600_000;
/** Longer ones do not fit into the sign-in form. */
const LONGEST = 50_000;

/** Thrown in the place of "sign in first": signing in goes on with what was typed. */
export class SignInFirst extends CodedError {
  constructor(
    readonly kept: string,
    /** Why the sign-in ended, a sentence. */
    readonly why: string,
    readonly passkey: PasskeyQuestion,
  ) {
    super('unauthenticated', 'access.sign-in-needed', 'Sign in to go on.');
  }
}

/**
 * Keeps what was typed into a form of staff while they sign in again, or prove again who they are: in that page itself,
 * sealed, since the server keeps nothing of somebody who is not signed in.
 */
@Injectable()
export class KeptForms {
  constructor(
    private readonly settings: Settings,
    private readonly clock: Clock,
    private readonly db: Database,
    private readonly ended: EndedSignIns,
    private readonly sessions: SignInSessions,
    private readonly passkeys: Passkeys,
    private readonly csrf: Csrf,
    private readonly bodies: BodyParser,
  ) {}

  /**
   * `SignInFirst` with the form of somebody whose sign-in has ended through idleness or from elsewhere; undefined for anybody
   * else, of whom nothing is read, and for what cannot be kept. Whose access has ended loses it.
   */
  async keep(req: WebRequest, res: WebResponse): Promise<SignInFirst | undefined> {
    const ended = await this.ended.of(req);
    if (!ended || !req.is('urlencoded')) return undefined;
    try {
      this.csrf.checkOrigin(req, false);
      await this.bodies.read(req, res, DEFAULT_BODY_LIMITS, () => undefined);
    } catch {
      return undefined;
    }
    const kept = this.sealed(req, ended);
    if (!kept) return undefined;
    res.locals['csrf'] = this.csrf.tokenFor(req, res);
    return new SignInFirst(kept, ENDED_WORDS[ended.why], this.passkeys.question());
  }

  /**
   * The form of somebody who is signed in and has to prove again who they are, sealed; undefined for what cannot be kept, as a
   * file. Throws as `Csrf` does.
   */
  async keepOf(req: WebRequest, res: WebResponse, session: SignInSessionView): Promise<string | undefined> {
    this.csrf.checkOrigin(req, false);
    if (!req.is('urlencoded')) return undefined;
    if (req.body === undefined) await this.bodies.read(req, res, DEFAULT_BODY_LIMITS, () => undefined);
    this.csrf.checkToken(req, req.sessionId);
    return this.sealed(req, { userId: session.userId, areaId: areaLookedAt(session)?.id ?? null });
  }

  /**
   * The page that sends what was kept, for a person who has come in: into the area it was meant for, and undefined where they
   * hold no role there any more, or nothing was kept.
   */
  async again(
    req: WebRequest,
    res: WebResponse,
    sealed: string | undefined,
    who: { userId: string; sessionId: string; why: string },
  ): Promise<OtherPage | undefined> {
    const kept = this.open(sealed, who.userId);
    if (!kept || !(await this.goTo(kept.areaId ?? null, who.sessionId))) return undefined;
    const { action, fields } = kept;
    const csrf = this.csrf.tokenFor(req, res, who.sessionId);
    return new OtherPage('shell/views/again.njk', { action, fields, csrf, why: who.why });
  }

  /** Puts a sign-in into an area; false where its person holds no role there. */
  private async goTo(areaId: string | null, sessionId: string): Promise<boolean> {
    if (areaId === null) return true;
    const session = await this.sessions.find(sessionId);
    if (!session || !areasHeld(session.grants, session.areas).some(({ id }) => id === areaId)) return false;
    if (areaLookedAt(session)?.id !== areaId)
      await this.db.write([], (tx) => this.sessions.chooseArea(tx, sessionId, areaId));
    return true;
  }

  private sealed(req: WebRequest, of: Pick<KeptForm, 'userId' | 'areaId'>): string | undefined {
    const kept: KeptForm = {
      userId: of.userId,
      areaId: of.areaId,
      action: req.originalUrl,
      fields: typedFields(req),
      until: this.clock.now().getTime() + HOUR,
    };
    const bytes = Buffer.from(JSON.stringify(kept));
    if (bytes.length > LONGEST) return undefined;
    return seal(this.settings.secret, PURPOSE, bytes).toString('base64url');
  }

  /** What was kept, if it is of this person and not too old. */
  private open(kept: string | undefined, userId: string): KeptForm | undefined {
    const bytes = kept && unseal(this.settings.secret, PURPOSE, Buffer.from(kept, 'base64url'));
    if (!bytes) return undefined;
    const form = JSON.parse(bytes.toString()) as KeptForm;
    return form.userId === userId && form.until > this.clock.now().getTime() ? form : undefined;
  }
}
