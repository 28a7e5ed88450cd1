import type { Purpose } from '#mail-templates';
import type { DeliveryResult } from '#mail-transport';
import {
  giveUpAt,
  type MessageState,
  nextAttempt,
  RESEND_MINUTES,
  RETRY_HOURS,
} from '../message/message.rules.js';

/** What is known of a mail when an attempt to hand it over has ended. */
export interface AttemptedMail {
  purpose: Purpose;
  /** Attempts, this one too. */
  attempts: number;
  /** How often its fate was unknown before. */
  unknowns: number;
  /** Temporary trouble is borne until then. */
  giveUpAt: Date | null;
}

/** What follows from an attempt: for the mail (`to`, `reason`, `nextAttemptAt`) and for the attempt itself. */
export interface Outcome {
  to: MessageState;
  reason: string | null;
  nextAttemptAt: Date | null;
  outcome: DeliveryResult['to'];
  code: number | null;
  text: string | null;
}

/** A mail with which the program stopped so often is not begun again: it may be what stops it. */
export const MAX_CRASHES = 5;
/** So often it goes again at once; then at a time of its own within these minutes, so that it harms no neighbours. */
const STOPS_AT_ONCE = 2;
const APART_MINUTES = 15;

/** What an attempt says that ended with its worker; other stops (a pause, a worker told to stop) are no sign of harm. */
export const CRASHED = 'The program stopped';

const GIVEN_UP = `Given up after ${RETRY_HOURS} hours.`;

/** Service mail of unknown fate goes once more, later; all other mail waits for a bounce or a person (null). */
export const resendAt = (mail: AttemptedMail, now: Date): Date | null =>
  mail.purpose === 'service' && mail.unknowns === 0
    ? new Date(now.getTime() + RESEND_MINUTES * 60_000)
    : null;

/** What follows from what the mail server did. */
export function afterAnswer(mail: AttemptedMail, result: DeliveryResult, now: Date): Outcome {
  const { to, reason, code, text } = result;
  const answer = { reason, code, text, outcome: to, nextAttemptAt: null };
  switch (to) {
    case 'stopped':
      // Stopped by us, not by the mail server: there is nothing to wait for.
      return { ...answer, to: 'retry', nextAttemptAt: now };
    case 'unknown':
      return { ...answer, to, nextAttemptAt: resendAt(mail, now) };
    case 'retry': {
      const next = nextAttempt(mail.attempts, now);
      if (next <= (mail.giveUpAt ?? giveUpAt(now))) return { ...answer, to, nextAttemptAt: next };
      return { ...answer, to: 'failed', outcome: 'failed', reason: `${GIVEN_UP} ${reason ?? ''}`.trim() };
    }
    default:
      return { ...answer, to };
  }
}

/**
 * What follows when the worker died with the mail in hand. `phase` says how far it was; `stops` how often it was stopped
 * before with nothing handed over; `chance` is 0 to 1.
 */
export function afterCrash(
  mail: AttemptedMail & { phase: 'claimed' | 'data'; stops: number },
  now: Date,
  chance: number = Math.random(),
): Outcome {
  const attempt = { code: null, text: CRASHED, nextAttemptAt: null };
  if (mail.phase === 'data')
    return {
      ...attempt,
      to: 'unknown',
      outcome: 'unknown',
      reason: 'The program stopped while it handed the email over. It may have arrived.',
      nextAttemptAt: resendAt(mail, now),
    };
  const stopped = 'The program stopped before anything was handed over.';
  const failed = { ...attempt, to: 'failed', outcome: 'stopped' } as const;
  if (mail.giveUpAt && mail.giveUpAt <= now) return { ...failed, reason: `${GIVEN_UP} ${stopped}` };
  const stops = mail.stops + 1;
  if (stops >= MAX_CRASHES)
    return {
      ...failed,
      reason: `Given up: the program stopped ${stops} times while it had this email in hand. Nothing was handed over.`,
    };
  const wait = stops <= STOPS_AT_ONCE ? 0 : chance * APART_MINUTES * 60_000;
  return {
    ...attempt,
    to: 'retry',
    outcome: 'stopped',
    reason: stopped,
    nextAttemptAt: new Date(now.getTime() + wait),
  };
}
