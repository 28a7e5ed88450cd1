import { Injectable } from '@nestjs/common';
import { Audit } from '#access';
import { type Actor, CodedError, Database, type Limit, networkOf, RateLimiter, TooOften } from '#platform';
import { isApi } from './authenticator.js';
import { idParams } from './id-params.js';
import type { WebRequest } from './principal.js';

const MINUTE = 60_000;
/**
 * Links and tokens that lead nowhere, from one network. They are of 128 bits and more and cannot be guessed; the limit
 * lets it be seen that somebody tries. A link that has ended is no guess, and one that holds is never refused.
 */
const GUESSES: Record<string, Limit> = {
  'access.link-unknown': { name: 'links that lead nowhere', most: 20, spanMs: MINUTE },
  'access.token-unknown': { name: 'API tokens that are not known', most: 20, spanMs: MINUTE },
};
/** Records that are not there for somebody with an account or a token: who walks along ids meets this one. */
const WALKS: Limit = { name: 'records that are not there, of one account', most: 20, spanMs: 5 * MINUTE };
const REFUSALS: Limit = { name: 'refusals of one account', most: 20, spanMs: 5 * MINUTE };

/** Somebody known who asks, and the area that is told of it. */
interface Caller {
  actor: Actor;
  areaId: string | null;
}

/** Counts what was asked for in vain. Of what strangers do only counts are kept; of those known there are rows in the audit. */
@Injectable()
export class GuessLimiter {
  constructor(
    private readonly limiter: RateLimiter,
    private readonly audit: Audit,
    private readonly db: Database,
  ) {}

  /** What to answer with: the error itself, or, of very many in a short time, `TooOften`. */
  async count(req: WebRequest, error: unknown): Promise<unknown> {
    if (!(error instanceof CodedError)) return error;
    const guess = GUESSES[error.code];
    if (guess) await this.limiter.take(guess, networkOf(req.ip));
    const caller = callerOf(req);
    if (!caller) return error;
    if (error.kind === 'not-found' && idIn(req)) await this.take(WALKS, 'walked', caller, req);
    if (error.code === 'access.not-granted') {
      await this.take(REFUSALS, 'refused-often', caller, req);
      await this.note('refused', caller, req);
    }
    return error;
  }

  /** One more; the first too many of a span is written into the audit, and those after it are counted only. */
  private async take(limit: Limit, verb: string, caller: Caller, req: WebRequest): Promise<void> {
    try {
      await this.limiter.take(limit, caller.actor.id!);
    } catch (error) {
      if (error instanceof TooOften && error.times === 1) await this.note(verb, caller, req);
      throw error;
    }
  }

  private note(verb: string, { actor, areaId }: Caller, req: WebRequest): Promise<void> {
    const policy = req.policy?.kind === 'right' ? req.policy : undefined;
    return this.db.write([], (tx) =>
      this.audit.record(tx, {
        kind: 'read',
        areaId,
        actor,
        verb,
        resource: policy?.resource ?? 'page',
        subject: idIn(req),
        reason: policy?.verb,
      }),
    );
  }
}

/** The id in the address, if it has one. */
const idIn = (req: WebRequest): string | undefined => idParams(req.params)[0]?.[1].slice(0, 40);

/** Somebody with an account or a token, also where they were refused before the page began. */
function callerOf(req: WebRequest): Caller | undefined {
  const { who, token, session } = req;
  if (who?.userId) return { actor: who.actor, areaId: who.areaId || null };
  if (token)
    return { actor: { kind: 'token', id: token.id, label: token.name }, areaId: token.areaIds[0] ?? null };
  if (!session || isApi(req)) return undefined;
  const held = session.grants.find(({ areaId }) => areaId !== null);
  return {
    actor: { kind: 'user', id: session.userId, label: session.name },
    areaId: session.currentAreaId ?? held?.areaId ?? null,
  };
}
