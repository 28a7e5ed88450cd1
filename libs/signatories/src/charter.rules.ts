import { DateTime } from 'luxon';
import { daysBetween } from '#platform';

/** How a signature ends: signed again, not reviewed in time, or taken back by the employer. */
export const endNames = { renewed: 'Renewed', lapsed: 'Lapsed', withdrawn: 'Withdrawn' } as const;
export type CharterEnd = keyof typeof endNames;

/** Months from signature to review (domain facts section 1: every two years). */
const REVIEW_MONTHS = 24;
/** The charter began in 2004; an earlier day is a slip. */
export const FIRST_DAY = '2004-01-01';

/** The day a review falls due, for the day of signature; 29 February becomes the 28th. */
export const reviewDueOn = (signedOn: string): string =>
  DateTime.fromISO(signedOn, { zone: 'utc' }).plus({ months: REVIEW_MONTHS }).toISODate()!;

/** Whether the text is a day there is, `2026-11-24`. */
export const isDay = (text: string): boolean =>
  /^\d{4}-\d{2}-\d{2}$/.test(text) && DateTime.fromISO(text, { zone: 'utc' }).isValid;

/** Months before the review at which it is shown as coming up. */
const REVIEW_SOON_MONTHS = 3;

/** Last day on which a review still counts as coming up, for today: the three months in which to ask for it. */
export const soonUntil = (today: string): string =>
  DateTime.fromISO(today, { zone: 'utc' }).plus({ months: REVIEW_SOON_MONTHS }).toISODate()!;

const UNDO_DAYS = 30;

/** Whether an employer's last signature, ended by hand, can be taken up again on a London day. */
export const mayUndoEnd = (
  last: { endedOn: string | null; endedAs: CharterEnd | null },
  today: string,
): boolean =>
  last.endedOn !== null && last.endedAs !== 'renewed' && daysBetween(last.endedOn, today) <= UNDO_DAYS;
