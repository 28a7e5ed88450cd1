import type { Purpose } from '#mail-templates';

/**
 * The states of a message and their legal moves. Every UPDATE of message.state, here and in inbound-mail, is one of these moves; the
 * settled ones are ends, with a reason a person can read. `held` waits for a person's leave.
 */
export const states = [
  'queued',
  'held',
  'sending',
  'retry',
  'sent',
  'unknown',
  'bounced',
  'failed',
  'suppressed',
  'expired',
  'cancelled',
] as const;
export type MessageState = (typeof states)[number];

/** What staff call each state, on pages and in lists that are taken out. */
export const stateNames: Readonly<Record<MessageState, string>> = {
  queued: 'Waiting',
  held: 'Held',
  sending: 'Being sent',
  retry: 'Trying again',
  sent: 'Sent',
  unknown: 'Not known',
  bounced: 'Bounced',
  failed: 'Failed',
  suppressed: 'Blocked',
  expired: 'Too late',
  cancelled: 'Stopped',
};
/** What staff call the purposes of emails. */
export const purposeNames: Readonly<Record<Purpose, string>> = {
  service: 'Service',
  invitation: 'Survey or invitation',
  engagement: 'Engagement',
};

export const moves: Readonly<Record<MessageState, readonly MessageState[]>> = {
  queued: ['sending', 'held', 'cancelled', 'expired', 'suppressed'],
  held: ['queued', 'cancelled', 'expired', 'suppressed'],
  sending: ['sent', 'retry', 'failed', 'bounced', 'unknown', 'cancelled', 'held'],
  retry: ['sending', 'held', 'cancelled', 'expired', 'suppressed'],
  sent: ['bounced'],
  unknown: ['sending', 'queued', 'sent', 'bounced', 'failed'],
  bounced: [],
  failed: [],
  suppressed: [],
  expired: [],
  cancelled: [],
};

/** The states from which a message may come into this one. */
export const leadingTo = (to: MessageState): readonly MessageState[] =>
  states.filter((state) => moves[state].includes(to));

/** May be claimed once due. `unknown` only when a second sending was allowed, which its next_attempt_at says. */
export const claimableStates = leadingTo('sending');
/** Not gone and not ended: waiting for its time, a claim, an answer or a person. */
export const openStates = ['queued', 'held', 'sending', 'retry'] as const satisfies readonly MessageState[];
/** Goes by itself when its time comes. */
export const waitingStates = ['queued', 'retry'] as const satisfies readonly MessageState[];
/** Did not arrive, or perhaps not. */
export const missedStates = ['bounced', 'failed', 'unknown'] as const satisfies readonly MessageState[];
/** Ended without an attempt to deliver it. */
export const unsentStates = ['suppressed', 'expired', 'cancelled'] as const satisfies readonly MessageState[];
/** Ends, as far as the program goes; a bounce may still follow `sent`. */
export const settledStates = states.filter(
  (state) => !(openStates as readonly MessageState[]).includes(state) && state !== 'unknown',
);
/** What a mail server's answer may still tell of a mail whose fate was called unknown meanwhile. */
export const lateAnswers = moves.unknown.filter((state) => moves.sending.includes(state));

/** States as SQL lists them, `'queued', 'retry'`: written out, so that the table's partial indexes serve. */
export const listed = (some: readonly MessageState[]): string => some.map((state) => `'${state}'`).join(', ');

/** Minutes to wait before each further attempt; the last one repeats. */
const WAITS = [1, 5, 15, 60, 120, 240];
/** Temporary refusals are borne for so long. */
export const RETRY_HOURS = 72;
/** A service mail of unknown fate goes once more after so many minutes, with the same Message-ID. */
export const RESEND_MINUTES = 10;

/**
 * When to try again after the given number of attempts, each wait longer or shorter by up to a tenth so that a crowd
 * does not come back at once. `chance` is 0 to 1.
 */
export function nextAttempt(attempts: number, now: Date, chance: number = Math.random()): Date {
  const minutes = WAITS[Math.min(Math.max(attempts, 1), WAITS.length) - 1]!;
  return new Date(now.getTime() + minutes * 60_000 * (0.9 + 0.2 * chance));
}

/** The instant after which a first try at `first` is given up. */
export const giveUpAt = (first: Date): Date => new Date(first.getTime() + RETRY_HOURS * 3_600_000);
