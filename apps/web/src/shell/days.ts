import { DateTime } from 'luxon';
import { z } from 'zod';

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const GAP = String.raw`[\s./,-]+`;
const NUMBERS = new RegExp(`^(\\d{1,2})${GAP}(\\d{1,2})${GAP}(\\d{4}|\\d{2})$`);
const NAMED = new RegExp(
  `^(\\d{1,2})(?:st|nd|rd|th)?(?:${GAP})?([a-z]{3,9})(?:${GAP})?(\\d{4}|\\d{2})$`,
  'i',
);
const WEEKDAY = new RegExp(`^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*${GAP}`, 'i');

/**
 * A day as people write it, as `2027-01-27`: "27 1 2027", "27/01/2027", "27.1.27", "27 Jan 2027", "Wednesday 27th
 * January 2027", "2027-01-27". undefined for anything else, and for days no calendar has.
 */
export function readDay(typed: string): string | undefined {
  const text = typed.trim().slice(0, 60).replace(WEEKDAY, '');
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(text);
  const [, d, m, y] = (
    iso ? [0, iso[3], iso[2], iso[1]] : (NUMBERS.exec(text) ?? NAMED.exec(text) ?? [])
  ) as string[];
  if (!d || !m || !y) return undefined;
  const month = /^\d/.test(m) ? Number(m) : monthOf(m);
  const at = DateTime.utc(y.length === 2 ? 2000 + Number(y) : Number(y), month, Number(d));
  return at.isValid ? at.toISODate() : undefined;
}

/** 1 to 12 by a name or its beginning; 0: none. */
function monthOf(name: string): number {
  const lower = name.toLowerCase();
  const n = MONTHS.indexOf(lower.slice(0, 3)) + 1;
  const full = n ? DateTime.utc(2027, n).setLocale('en-GB').toFormat('LLLL').toLowerCase() : '';
  return full.startsWith(lower) || lower === 'sept' ? n : 0;
}

/** A day in a form, as `2027-01-27`. `message` says what to enter; it is shown for what nobody can read too. */
export const aDay = (message: string) =>
  z.string(message).transform((typed, context) => {
    const day = readDay(typed);
    if (day) return day;
    context.addIssue({ code: 'custom', message: typed.trim() ? `${message}, like 27 1 2027` : message });
    return z.NEVER;
  });
