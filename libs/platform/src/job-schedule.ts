/** When a recurring job fires. By the machine's clock: CLOCK_FILE moves what is due, not the firing. */
export type Schedule =
  /** Every so many seconds. */
  | { every: number }
  /**
   * Once a day at a local time, `HH:MM`, or only on some days. On the days on which clocks change a time that occurs twice
   * fires the first time only, and one that is skipped as much later as clocks go forward (01:30 in London: at 02:30). `weekdays`: Monday to Friday.
   */
  | { daily: { at: string; tz: string }; onDays?: 'weekdays' | 'first-of-month' };

const DAYS = { weekdays: '* * 1-5', 'first-of-month': '1 * *' };

/** A schedule as BullMQ's job scheduler takes it: milliseconds, or a cron pattern with its time zone. */
export function repeatOf(schedule: Schedule): { every: number } | { pattern: string; tz: string } {
  if ('every' in schedule) return { every: Math.round(schedule.every * 1000) };
  const { at, tz } = schedule.daily;
  const [, hour, minute] = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(at) ?? [];
  if (!hour) throw new Error(`A daily schedule has a time like 07:30, not ${at}`);
  const days = schedule.onDays ? DAYS[schedule.onDays] : '* * *';
  return { pattern: `${Number(minute)} ${Number(hour)} ${days}`, tz };
}
