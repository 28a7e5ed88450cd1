import { DateTime } from 'luxon';
import { endOfDay, localInstant, london, onWorkingDay } from '#platform';

export type WaveKind = 'baseline' | 'followup';

/** planned → open → closed, and no other way (wave.repository.ts). Closed: the last day on which an answer counts has ended. */
export type WaveState = 'planned' | 'open' | 'closed';

/** Why an employer on the list was not invited; `leftOut` says which when several fit. */
export type LeftOut =
  | 'closed'
  | 'objected'
  | 'complained'
  | 'not_signatory'
  | 'no_contact'
  | 'no_address'
  | 'bounced';

/** The reasons in words, for the page that shows who is left out. */
export const leftOutWords: Record<LeftOut, string> = {
  closed: 'Has closed',
  objected: 'Asked not to be emailed',
  complained: 'Reported an email of ours as unwanted',
  not_signatory: 'No longer a current signatory',
  no_contact: 'No primary contact',
  no_address: 'The primary contact has no usable email address',
  bounced: 'Email to the primary contact was returned',
};

/** Why no survey may go to an address; as the stops in force say. */
export type Stopped = 'objection' | 'unsubscribe' | 'complaint' | 'bounce' | 'pause';

/** What is known of an employer and its primary contact when a wave opens. */
export interface Reach {
  closed: boolean;
  signatory: boolean;
  /** `email`: null when there is none, or none one could write to. */
  contact?: { email: string | null; emailState: string; stops: readonly Stopped[] };
}

/** The reason to leave an employer out, or undefined: it is invited. */
export function leftOut(reach: Reach): LeftOut | undefined {
  if (reach.closed) return 'closed';
  const stops = reach.contact?.stops ?? [];
  if (stops.includes('complaint')) return 'complained';
  // An address that came back is stopped too; that is nobody's wish.
  if (stops.some((why) => why !== 'bounce')) return 'objected';
  if (!reach.signatory) return 'not_signatory';
  if (!reach.contact) return 'no_contact';
  if (!reach.contact.email) return 'no_address';
  if (stops.length || reach.contact.emailState === 'bounced') return 'bounced';
  return undefined;
}

const plus = (day: string, span: { days?: number; months?: number }): string =>
  DateTime.fromISO(day, { zone: 'utc' }).plus(span).toISODate()!;

/**
 * A wave's London calendar days when it opens on `opensOn`, which is the first of the `openDays`: one opened on
 * 1 September for 21 days closes on the 21st.
 */
export function waveDays(opensOn: string, openDays: number, lateDays: number) {
  const closesOn = plus(opensOn, { days: openDays - 1 });
  return { opensOn, closesOn, countedUntil: plus(closesOn, { days: lateDays }) };
}

/**
 * The London day a follow-up opens: so many calendar months after the day the baseline opened (the last day of a
 * shorter month), on that day or the next working day.
 */
export const followUpDay = (baselineOpenedOn: string, months: number): string =>
  onWorkingDay(plus(baselineOpenedOn, { months }));

/** The instant a planned wave opens by itself: nine o'clock in London on its day. */
export const opensAt = (opensOn: string): Date => localInstant(opensOn, '09:00');

/** `open`: counts. `late`: after the closing day, still counts, flagged. `over`: kept out. */
export type Timing = 'open' | 'late' | 'over';

/** Where an instant stands in a wave; closing and counting end with their day in London. */
export function timing(wave: { closesOn: string; countedUntil: string }, at: Date): Timing {
  if (at < endOfDay(wave.closesOn)) return 'open';
  return at < endOfDay(wave.countedUntil) ? 'late' : 'over';
}

/** Campaigns of this kind are waves. */
export const WAVE_KIND = 'wave';
/** Campaign under which a wave's messages stand. */
export const waveCampaign = (waveId: string): string => `${WAVE_KIND}:${waveId}`;

/** Send key of a wave's email to an employer: there is one, whatever happens. */
export const invitationKey = (waveId: string, employerId: string): string =>
  `survey-invitation:${waveId}:${employerId}`;

/** "May", or "May 2026" when that is not the year of `now`. */
export function monthWords(at: Date, now: Date): string {
  const month = london(at).setLocale('en-GB');
  return month.toFormat(month.year === london(now).year ? 'LLLL' : 'LLLL yyyy');
}
