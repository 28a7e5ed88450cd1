import type { EmailBlock } from '#contact-policy';
import type { LastContact, NextContact } from '#messaging';
import { clockTime, londonDay, longDate, plainDate, shortDate } from '#platform';
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

/** From when the next contact may be, in a row: "Now", "From 8 Dec 2026", "No"; and what stands against email. */
export const nextInRow = (
  next: NextContact,
  block: EmailBlock | undefined,
): { text: string; tone: string; email?: string | undefined } => {
  if (next.may === 'no') return { text: 'No', tone: 'red' };
  const email = block && emailInRow(block);
  if (next.may === 'from') return { text: `From ${shortDate(next.from)}`, tone: 'amber', email };
  return { text: 'Now', tone: block?.what === 'email' ? 'amber' : 'green', email };
};

const emailInRow = ({ who, what, until }: EmailBlock): string => {
  const text = `${what === 'email' ? 'not by email' : 'no offers by email'}${until ? ` before ${shortDate(until)}` : ''}`;
  return who === 'all' ? text.charAt(0).toUpperCase() + text.slice(1) : `Primary contact: ${text}`;
};

/** The same at the top of a record, with what stands against it now. */
export const nextAtTop = (
  next: NextContact,
  today: string,
  block: EmailBlock | undefined,
): { text: string; why: string; held: boolean; email?: string | undefined } => {
  if (next.may === 'no') return { text: 'Not to be contacted', why: next.why, held: true };
  const but = block?.who === 'all' && block.what === 'email' ? `, but not by email${before(block)}` : '';
  const email = block && emailAtTop(block);
  if (next.may === 'now') return { text: `May be contacted now${but}`, why: '', held: but !== '', email };
  const from = londonDay(next.from) === today ? `${clockTime(next.from)} today` : longDate(next.from);
  return { text: `May be contacted from ${from}${but}`, why: next.why, held: true, email };
};

const before = ({ until }: EmailBlock): string => (until ? ` before ${plainDate(until)}` : '');

const emailAtTop = (block: EmailBlock): string => {
  if (block.who === 'all')
    return block.what === 'email'
      ? 'Everybody here who has an email address asked for no email, or their address does not work.'
      : `No offers by email${before(block)}: nobody here who has an email address may get them.`;
  return block.what === 'email'
    ? `The primary contact may not be emailed${before(block)}; somebody else here may.`
    : `No offers by email to the primary contact${before(block)}; somebody else here may get them.`;
};

/** The same for programs. */
export const nextForPrograms = (next: NextContact) => ({
  mayContact: next.may,
  mayContactFrom: next.may === 'from' ? next.from.toISOString() : null,
});
