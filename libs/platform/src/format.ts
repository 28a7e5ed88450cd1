import { DateTime, IANAZone } from 'luxon';

const HOUR_MS = 3_600_000;
/** As many hours as a page of dates may be about; more are looked up again. */
const MOST_HOURS = 10_000;

/**
 * Europe/London with its offset looked up once an hour of time: the clocks change on full hours of UTC, and asking Intl for
 * each date was a third of the processor time of a list.
 */
class LondonZone extends IANAZone {
  private readonly offsets = new Map<number, number>();

  override offset(ts: number): number {
    const hour = Math.floor(ts / HOUR_MS);
    const known = this.offsets.get(hour);
    if (known !== undefined) return known;
    const found = super.offset(ts);
    if (this.offsets.size >= MOST_HOURS) this.offsets.clear();
    if (!Number.isNaN(found)) this.offsets.set(hour, found);
    return found;
  }
}

/** The name of the zone all local times are computed in. */
export const ZONE = 'Europe/London';
/** The zone itself, for Luxon. */
export const LONDON: IANAZone = new LondonZone(ZONE);

/** An instant as a London date-time. */
export const london = (at: Date): DateTime => DateTime.fromJSDate(at, { zone: LONDON });

/** The London calendar day of an instant, `2026-11-24`. */
export const londonDay = (at: Date): string => london(at).toISODate()!;

/** The instant at which a London day begins (00:00), for `2026-11-24`. */
export const startOfDay = (day: string): Date =>
  DateTime.fromISO(day, { zone: LONDON }).startOf('day').toJSDate();

/** The first instant after a London day: what ends "with that day" ends before it. */
export const endOfDay = (day: string): Date =>
  DateTime.fromISO(day, { zone: LONDON }).plus({ days: 1 }).startOf('day').toJSDate();

/** "Tuesday 24 November 2026" */
export const longDate = (at: Date): string => london(at).setLocale('en-GB').toFormat('cccc d LLLL yyyy');
/** "24 November 2026" */
export const plainDate = (at: Date): string => london(at).setLocale('en-GB').toFormat('d LLLL yyyy');
/** "24 Nov 2026", for tables */
export const shortDate = (at: Date): string => london(at).setLocale('en-GB').toFormat('d LLL yyyy');
/** "9:30am", "12 noon", "2pm" */
export function clockTime(at: Date): string {
  const t = london(at);
  if (t.hour === 12 && t.minute === 0) return '12 noon';
  if (t.hour === 0 && t.minute === 0) return 'midnight';
  return `${t.hour % 12 || 12}${t.minute ? ':' + String(t.minute).padStart(2, '0') : ''}${t.hour < 12 ? 'am' : 'pm'}`;
}
/** "4:31:08pm", where entries a second apart have to be told apart */
export const secondsTime = (at: Date): string =>
  london(at).setLocale('en-GB').toFormat('h:mm:ssa').toLowerCase();
/** "9:30am to 12 noon" */
export const timeRange = (from: Date, to: Date): string => `${clockTime(from)} to ${clockTime(to)}`;
/** Pence as "£75" or "£7.50"; 0 is "Free". */
export const money = (pence: number): string =>
  pence === 0
    ? 'Free'
    : '£' + (pence % 100 ? (pence / 100).toFixed(2) : (pence / 100).toLocaleString('en-GB'));
/** "1 person", "3 people": `count(3, 'person', 'people')`. */
export const count = (n: number, one: string, many: string): string =>
  `${n.toLocaleString('en-GB')} ${n === 1 ? one : many}`;
/** "a", "a and b", "a, b and c"; '' of none. */
export const commasAndAnd = (parts: readonly string[]): string =>
  parts.length < 2 ? (parts[0] ?? '') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
