import type { MessageState } from '../message.rules.js';

/** What the last look before a mail leaves goes by. */
export interface ClaimCheck {
  state: MessageState;
  expiresAt: Date | null;
  /** Why nothing may go to the address; undefined where it may. */
  suppressed: string | undefined;
}

/** Send it, or end it here and say why. */
export type ClaimDecision = { go: true } | { go: false; to: MessageState; reason: string | undefined };

/**
 * The last look, made in the transaction that claims. A mail of unknown fate that may not go again stays unknown: it may
 * have arrived the first time.
 */
export function mayGo(check: ClaimCheck, now: Date): ClaimDecision {
  const stop = (to: MessageState, reason: string): ClaimDecision =>
    check.state === 'unknown' ? { go: false, to: 'unknown', reason: undefined } : { go: false, to, reason };
  if (check.suppressed !== undefined)
    return stop('suppressed', `Nothing may go to this address: ${check.suppressed}`);
  if (check.expiresAt && check.expiresAt <= now) return stop('expired', EXPIRED);
  return { go: true };
}

export const EXPIRED = 'It was not worth sending any more when its turn came.';
