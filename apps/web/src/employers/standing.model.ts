import type { LastContact, NextContact } from '#messaging';
import { clockTime, londonDay, longDate, shortDate } from '#platform';
import { agoWords } from '../shell/index.js';

const kinds: Record<LastContact['kind'], string> = {
  mail: 'email',
  call: 'call',
  visit: 'visit',
  letter: 'letter',
};

/** Who was in touch last, as a row of the list says it: day, agency, and by what. */
export const lastInRow = (last: LastContact | null, shared: boolean) =>
  last && {
    on: shortDate(last.at),
    by: `${last.agency ?? (shared ? 'The area’s team' : 'Our team')}, ${kinds[last.kind]}`,
  };

/** The same at the top of a record: "Last contacted by Jobcentre Plus, today". */
export const lastAtTop = (last: LastContact | null, today: string, shared: boolean) =>
  last && {
    by: last.agency ?? (shared ? 'the area’s team' : (last.by ?? 'our team')),
    kind: kinds[last.kind],
    ago: agoWords(londonDay(last.at), today),
    at: last.at,
  };

/** From when the next contact may be, in a row: "Now", "From 8 Dec 2026", "No". */
export const nextInRow = (next: NextContact): { text: string; tone: string } => {
  if (next.may === 'now') return { text: 'Now', tone: 'green' };
  if (next.may === 'no') return { text: 'No', tone: 'red' };
  return { text: `From ${shortDate(next.from)}`, tone: 'amber' };
};

/** The same at the top of a record, with what stands against it now. */
export const nextAtTop = (next: NextContact, today: string): { text: string; why: string; held: boolean } => {
  if (next.may === 'now') return { text: 'May be contacted now', why: '', held: false };
  if (next.may === 'no') return { text: 'Not to be contacted', why: next.why, held: true };
  const from = londonDay(next.from) === today ? `${clockTime(next.from)} today` : longDate(next.from);
  return { text: `May be contacted from ${from}`, why: next.why, held: true };
};

/** The same for programs. */
export const nextForPrograms = (next: NextContact) => ({
  mayContact: next.may,
  mayContactFrom: next.may === 'from' ? next.from.toISOString() : null,
});
