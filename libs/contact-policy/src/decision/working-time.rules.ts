import { addDays, isWorkingDay, localInstant, londonDay, type Weekday } from '#platform';

/** When mail may go: London clock times on working days, `from` included, `until` not. */
export interface SendingHours {
  holidays: ReadonlySet<string>;
  workingDays: readonly Weekday[];
  sendFrom: string;
  sendUntil: string;
}

/** So many days without an opening are a mistake in the settings. */
const LONGEST_CLOSURE = 400;

/** Whether the London day of an instant is a working day. */
export const onWorkingDate = (at: Date, hours: SendingHours): boolean =>
  isWorkingDay(londonDay(at), { holidays: hours.holidays, weekdays: hours.workingDays });

/**
 * The instant itself when it lies in sending hours, else the next opening (automation.md section 1, 7 and Calendar).
 * Throws a RangeError when the hours never open.
 */
export function nextOpening(at: Date, hours: SendingHours): Date {
  const week = { holidays: hours.holidays, weekdays: hours.workingDays };
  let day = londonDay(at);
  for (let looked = 0; looked < LONGEST_CLOSURE; looked++, day = addDays(day, 1)) {
    if (!isWorkingDay(day, week)) continue;
    const opens = localInstant(day, hours.sendFrom);
    const closes = localInstant(day, hours.sendUntil);
    if (opens < closes && at < closes) return at > opens ? at : opens;
  }
  throw new RangeError(`Sending hours ${hours.sendFrom} to ${hours.sendUntil} never open.`);
}
