import { DateTime } from 'luxon';
import { clockTime, count, daysBetween, LONDON, localInstant, shortDate, startOfDay } from '#platform';

/** How near something due is, for the macro `due`: colour and words together. */
export interface DueBadge {
  tone: 'red' | 'amber' | 'green' | 'grey';
  text: string;
}

/**
 * The mark of a London day seen from today: overdue red, today amber, later green, or amber up to the day `soonUntil`.
 * `time` (`09:30`, UK time) is said with the day, and once it is `now` (the same way) it is overdue; `weekday` says a
 * later day as "Fri 27 November".
 */
export function dueBadge(
  dueOn: string,
  today: string,
  more: { time?: string | null; now?: string; weekday?: boolean; soonUntil?: string } = {},
): DueBadge {
  const late = daysBetween(dueOn, today);
  if (late > 0) return { tone: 'red', text: `${count(late, 'day', 'days')} overdue` };
  const at = more.time ? `, ${clockTime(localInstant(dueOn, more.time))}` : '';
  if (late === 0)
    return more.time && more.now && more.time < more.now
      ? { tone: 'red', text: `Overdue since ${at.slice(2)}` }
      : { tone: 'amber', text: `Today${at}` };
  const day = more.weekday
    ? DateTime.fromISO(dueOn, { zone: LONDON }).setLocale('en-GB').toFormat('ccc d LLLL')
    : shortDate(startOfDay(dueOn));
  return { tone: more.soonUntil && dueOn <= more.soonUntil ? 'amber' : 'green', text: day + at };
}

/** "today", "yesterday", "6 days ago", by London days. */
export function agoWords(day: string, today: string): string {
  const days = daysBetween(day, today);
  return days <= 0 ? 'today' : days === 1 ? 'yesterday' : `${days} days ago`;
}
