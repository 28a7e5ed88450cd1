import { DateTime } from 'luxon';

/** Easter Sunday of a Gregorian year (Butcher's computus). */
function easter(year: number): DateTime {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const h = (19 * a + b - Math.floor(b / 4) - Math.floor((b - Math.floor((b + 8) / 25) + 1) / 3) + 15) % 30;
  const l = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - h - (c % 4)) % 7;
  const m = Math.floor((a + 11 * h + 22 * l) / 451);
  const sum = h + l - 7 * m + 114;
  return DateTime.utc(year, Math.floor(sum / 31), (sum % 31) + 1);
}

const isWeekend = (day: DateTime) => day.weekday > 5;

/**
 * The bank holidays of England and Wales in a year, as `2026-12-28` (Banking and Financial Dealings Act 1971; a
 * holiday at a weekend moves to the next weekday that is none). One-off holidays by proclamation are not known here.
 */
export function bankHolidays(year: number): Set<string> {
  const found = new Set<string>();
  const add = (day: DateTime) => found.add(day.toISODate()!);
  const substituted = (day: DateTime) => {
    let on = day;
    while (isWeekend(on) || found.has(on.toISODate()!)) on = on.plus({ days: 1 });
    add(on);
  };
  const firstMonday = (month: number) => {
    const first = DateTime.utc(year, month, 1);
    return first.plus({ days: (8 - first.weekday) % 7 });
  };
  const lastMonday = (month: number) => {
    const last = DateTime.utc(year, month, 1).endOf('month').startOf('day');
    return last.minus({ days: last.weekday - 1 });
  };
  substituted(DateTime.utc(year, 1, 1));
  add(easter(year).minus({ days: 2 }));
  add(easter(year).plus({ days: 1 }));
  add(firstMonday(5));
  add(lastMonday(5));
  add(lastMonday(8));
  // A weekday Boxing Day keeps its date, and a Christmas Day at the weekend goes past it.
  const boxing = DateTime.utc(year, 12, 26);
  if (!isWeekend(boxing)) add(boxing);
  substituted(DateTime.utc(year, 12, 25));
  if (isWeekend(boxing)) substituted(boxing);
  return found;
}

/** Monday to Friday and no bank holiday; `day` is a calendar day such as `2026-11-24`. */
export function isWorkingDay(day: string): boolean {
  const at = DateTime.fromISO(day, { zone: 'utc' });
  return !isWeekend(at) && !bankHolidays(at.year).has(day);
}

/** The day itself when it is a working day, else the next one that is. */
export function onWorkingDay(day: string): string {
  let at = DateTime.fromISO(day, { zone: 'utc' });
  while (!isWorkingDay(at.toISODate()!)) at = at.plus({ days: 1 });
  return at.toISODate()!;
}
