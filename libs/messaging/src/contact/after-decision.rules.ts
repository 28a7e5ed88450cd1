import type { ContactDecision, ContactReason } from '#contact-policy';
import { CAMPAIGN_PAUSED } from '../flow-control/pauses.rules.js';
import type { MessageState } from '../message/message.rules.js';

/** What becomes of a message the contact policy does not let go now. */
export interface DecisionOutcome {
  /** The state it is in then; for a hold with a date the one it has. */
  to: MessageState;
  /** For staff; null leaves what is there (a mail of unknown fate). */
  reason: string | null;
  /** The code of what holds it; null where it is at its end. */
  hold: string | null;
  /** When it is looked at again; null: not by itself. */
  until: Date | null;
}

const SUPPRESSED: ReadonlySet<ContactReason> = new Set(['address_suppressed', 'objection']);
const EXPIRED: ReadonlySet<ContactReason> = new Set(['expired', 'expires_first']);

/**
 * What follows from a decision for a message in this state; undefined: it goes. A hold with a date waits as it is, one
 * without waits for a person. A mail of unknown fate stays so, for it may have arrived: it only goes once more later, or
 * not at all.
 */
export function decisionOutcome(decision: ContactDecision, state: MessageState): DecisionOutcome | undefined {
  if (decision.decision === 'send') return undefined;
  const { sentence: reason, until } = decision;
  const hold = decision.reason === 'rule_paused' ? CAMPAIGN_PAUSED : decision.reason;
  if (decision.decision === 'hold') {
    if (state === 'unknown') return { to: state, reason: null, hold, until };
    return { to: until ? state : 'held', reason, hold, until };
  }
  if (state === 'unknown') return { to: state, reason: null, hold: null, until: null };
  const to = SUPPRESSED.has(decision.reason)
    ? 'suppressed'
    : EXPIRED.has(decision.reason)
      ? 'expired'
      : 'cancelled';
  return { to, reason, hold: null, until: null };
}
