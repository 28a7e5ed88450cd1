import { Injectable } from '@nestjs/common';
import { type PasskeyQuestion, Passkeys, type SignInSessionView } from '#access';
import { Clock, CodedError, Database } from '#platform';
import { Csrf, isSafe } from './csrf.js';
import { wantsJson } from './errors.filter.js';
import { OtherPage, SeeOther } from './form-refused.js';
import { KeptForms } from './kept-forms.js';
import type { Principal, WebRequest, WebResponse } from './principal.js';

/** How long having proved who one is holds for what needs it (access matrix, condition `fresh`). */
const FRESH_MS = 10 * 60_000;
const VIEW = 'sign-in/views/confirm.njk';

const notFresh = () =>
  new CodedError(
    'forbidden',
    'access.fresh-sign-in-needed',
    'This needs a person who has just given their second factor.',
  );

/**
 * What asks a person to prove again who they are: rights whose cell of the matrix says `fresh`. What they typed is kept, and
 * sent once they have.
 */
@Injectable()
export class FreshSignIn {
  constructor(
    private readonly clock: Clock,
    private readonly db: Database,
    private readonly passkeys: Passkeys,
    private readonly keptForms: KeptForms,
    private readonly csrf: Csrf,
  ) {}

  /** Asks it of whom the right of the route asks it. Throws as `demand`. */
  async check(req: WebRequest, res: WebResponse, who: Principal): Promise<void> {
    if (who.conditions.includes('fresh')) await this.demand(req, res, who);
  }

  /**
   * Lets pass who has proved within ten minutes who they are. Throws the page that asks for it, with what was typed, or the
   * way there; for programs `access.fresh-sign-in-needed`. A handler calls it where one record of its route asks more than
   * the others.
   */
  async demand(req: WebRequest, res: WebResponse, who: Principal): Promise<void> {
    const session = req.session;
    if (who.kind !== 'user' || !session) throw notFresh();
    if (this.isFresh(session)) return;
    if (wantsJson(req)) throw notFresh();
    if (isSafe(req)) throw new SeeOther(confirmAddress(req.originalUrl));
    const kept = await this.keptForms.keepOf(req, res, session);
    if (!kept) throw new SeeOther(confirmAddress(pageBefore(req)));
    res.locals['csrf'] = this.csrf.tokenFor(req, res, req.sessionId);
    const model = { ...(await this.question(session)), nonce: req.nonce, values: { kept } };
    throw new OtherPage(VIEW, model, 403);
  }

  /** What the page asks: a code or passkey of who has a second factor, else the password. */
  async question(session: SignInSessionView): Promise<{ hasFactor: boolean; passkey?: PasskeyQuestion }> {
    const { hasFactor, userId } = session;
    const passkey = hasFactor
      ? await this.db.read([], (tx) => this.passkeys.questionFor(tx, userId))
      : undefined;
    return { hasFactor, ...(passkey && { passkey }) };
  }

  private isFresh({ freshAt }: SignInSessionView): boolean {
    return freshAt !== null && this.clock.now().getTime() - freshAt.getTime() < FRESH_MS;
  }
}

const confirmAddress = (next: string) => `/sign-in/confirm?next=${encodeURIComponent(next)}`;

/** The page a form stood on, of this site; it has to be filled in again there. */
function pageBefore(req: WebRequest): string {
  try {
    const { pathname, search } = new URL(req.headers.referer ?? '');
    return pathname + search;
  } catch {
    return '/';
  }
}
