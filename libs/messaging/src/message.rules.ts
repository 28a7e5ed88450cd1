/**
 * The states of a message and their legal moves (mail.md, "States"). Every UPDATE of message.state in this lib is one
 * of these moves; the settled ones are ends, with a reason a person can read.
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

/** Waiting for its time, a claim or a person. */
export const openStates: readonly MessageState[] = ['queued', 'held', 'sending', 'retry'];
/** May be claimed once due. `unknown` only when a second sending was allowed, which its next_attempt_at says. */
export const claimableStates: readonly MessageState[] = ['queued', 'retry', 'unknown'];

export const moves: Readonly<Record<MessageState, readonly MessageState[]>> = {
  queued: ['sending', 'held', 'cancelled', 'expired', 'suppressed', 'failed'],
  held: ['queued', 'cancelled', 'expired', 'suppressed'],
  sending: ['sent', 'retry', 'failed', 'bounced', 'unknown', 'cancelled'],
  retry: ['sending', 'held', 'cancelled', 'expired', 'suppressed', 'failed'],
  sent: ['bounced'],
  unknown: ['sending', 'sent', 'bounced', 'queued', 'cancelled', 'expired', 'suppressed', 'failed'],
  bounced: [],
  failed: [],
  suppressed: [],
  expired: [],
  cancelled: [],
};

export const mayMove = (from: MessageState, to: MessageState): boolean => moves[from].includes(to);

/** Minutes to wait before each further attempt (mail.md, "One message", 4); the last one repeats. */
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
