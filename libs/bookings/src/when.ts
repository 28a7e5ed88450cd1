import { clockTime, commasAndAnd, london } from '#platform';

/** Words for when and where a session is; for pages and mails. */

interface Span {
  startsAt: Date;
  endsAt: Date;
}

const format = (at: Date, pattern: string): string => london(at).setLocale('en-GB').toFormat(pattern);

/**
 * The days of a session in words, UK time, e.g. "Tuesday 8 and Wednesday 9 December 2026"; without weekdays and year
 * when `short`: "8 and 9 December".
 */
export function daysInWords(dates: readonly Span[], short = false): string {
  const months: { key: string; days: string[]; name: string }[] = [];
  for (const { startsAt } of dates) {
    const key = format(startsAt, 'yyyy-LL');
    const day = format(startsAt, short ? 'd' : 'cccc d');
    const last = months.at(-1);
    if (last?.key !== key)
      months.push({ key, days: [day], name: format(startsAt, short ? 'LLLL' : 'LLLL yyyy') });
    else if (last.days.at(-1) !== day) last.days.push(day);
  }
  return commasAndAnd(months.map((month) => `${commasAndAnd(month.days)} ${month.name}`));
}

/** The hours, UK time: "9:30am to 4:30pm", said once when every day has the same, else day by day. */
export function hoursInWords(dates: readonly Span[]): string {
  const hours = dates.map((d) => `${clockTime(d.startsAt)} to ${clockTime(d.endsAt)}`);
  if (new Set(hours).size <= 1) return hours[0] ?? '';
  return dates.map((d, i) => `${format(d.startsAt, 'd LLLL')} ${hours[i]}`).join('; ');
}

/** "Tuesday 8 and Wednesday 9 December 2026, 9:30am to 4:30pm" */
export const whenInWords = (dates: readonly Span[]): string =>
  `${daysInWords(dates)}, ${hoursInWords(dates)}`;

/** "Thornhill Hall, Brighouse" or "Online". */
export function whereInWords(date: { venue: string | null; town: string | null } | undefined): string {
  if (!date?.venue) return 'Online';
  return date.town ? `${date.venue}, ${date.town}` : date.venue;
}
