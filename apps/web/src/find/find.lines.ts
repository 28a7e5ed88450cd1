import type { FoundPerson, FoundSession } from '#bookings';
import { type Contact, type Employer, nameHas, registers, stages } from '#employers';
import type { MessageLine } from '#messaging';
import { plainDate, startOfDay } from '#platform';
import type { WaveRow } from '#surveys';

/** A result as the page shows it. */
export interface FoundLine {
  href: string;
  name: string;
  /** What it is, said beside its name in a short list. */
  what: string;
  /** More of it, in one line. */
  about: string;
  /** What besides the name has the words looked for, where the line does not show it anyway. */
  matched?: string | undefined;
  /** Of a person, by which several bookings are one. */
  person?: string;
  /** Of an employer. */
  id?: string;
}

const joined = (parts: (string | null | undefined | false)[]): string => parts.filter(Boolean).join(', ');
const packed = (text: string): string => text.replace(/[^\p{L}\p{N}]/gu, '').toLowerCase();

/** The first of these texts that has a word which the name has not. */
export function matchedBy(q: string, name: string, others: [label: string, text: string | null][]) {
  const missing = q.split(/\s+/).filter((word) => packed(word) && !nameHas(name, word));
  const whole = packed(q);
  const has = (text: string) =>
    packed(text).includes(whole) ||
    missing.some((word) => nameHas(text, word) || packed(text) === packed(word));
  const hit = missing.length ? others.find(([, text]) => text && has(text)) : undefined;
  return hit && `${hit[0]}: ${hit[1]}`;
}

/** `shared`: only what a partner may see (access matrix, `employer.shared`). */
export function employerLine(e: Employer, q: string, shared: boolean): FoundLine {
  const stage = e.closedAt ? 'closed' : stages[e.stage];
  const place = shared ? (e.postcode?.split(' ')[0] ?? '') : joined([e.town, e.postcode]);
  const names = e.tradingNames.map((name): [string, string] => ['Also called', name]);
  const rest: [string, string | null][] = shared
    ? []
    : [
        [(e.register && registers[e.register]) ?? 'Register number', e.registerNumber],
        ['Website', e.website],
      ];
  return {
    id: e.id,
    href: `/employers/${e.id}`,
    name: e.name,
    what: `Employer, ${stage}`,
    about: joined([stage, place]),
    matched: matchedBy(q, `${e.name} ${place}`, [...names, ...rest]),
  };
}

/** `all`: email and telephone too; else only what is shared (`contact.shared`). */
export function contactLine(c: Contact, employer: string, all: boolean): FoundLine {
  return {
    href: `/employers/${c.employerId}/contacts`,
    name: c.name,
    what: `${c.leftAt ? 'Was' : 'Contact'} at ${employer}`,
    about: joined([c.leftAt && 'has left', c.jobRole, employer, all && c.email, all && c.phone]),
    person: personOf(c.name, c.email),
  };
}

export function bookedLine(p: FoundPerson): FoundLine {
  const session = joined([p.sessionTitle, p.startsAt && plainDate(p.startsAt)]);
  return {
    href: `/training/sessions/${p.sessionId}`,
    name: p.name,
    what: `${p.booked ? 'Booked' : 'On'} ${p.sessionTitle}`,
    about: joined([
      p.booked ? `Booked ${session} (${p.reference})` : `On ${session}`,
      p.employerName,
      p.email,
      p.phone,
    ]),
    person: personOf(p.name, p.email),
  };
}

const personOf = (name: string, email: string | null): string => packed(`${name} ${email ?? ''}`);

/** Somebody with several bookings, or who is a contact too, once: as they were found first. */
export function onePersonEach(lines: readonly FoundLine[]): FoundLine[] {
  const seen = new Set<string>();
  return lines.filter(({ person = '' }) => !seen.has(person) && seen.add(person));
}

export function sessionLine(s: FoundSession, now: Date): FoundLine {
  const day = s.startsAt ? plainDate(s.startsAt) : 'no date yet';
  const state =
    s.state === 'open'
      ? s.startsAt && s.startsAt < now
        ? 'over'
        : ''
      : s.state === 'draft'
        ? 'draft'
        : 'cancelled';
  return {
    href: `/training/sessions/${s.id}`,
    name: s.title,
    what: joined([s.kind === 'event' ? 'Meeting' : 'Session', day]),
    about: joined([day, s.venue, s.town, state]),
  };
}

export function surveyLine(w: WaveRow): FoundLine {
  const wave = w.kind === 'baseline' ? 'Baseline' : 'Follow-up';
  return {
    href: `/surveys/waves/${w.id}`,
    name: w.title,
    what: 'Survey',
    about: `${wave} of ${plainDate(startOfDay(w.opensOn))}`,
  };
}

export function messageLine(m: MessageLine): FoundLine {
  return {
    href: `/mail/${m.id}`,
    name: m.subject,
    what: `Email to ${m.recipientName || m.address}`,
    about: joined([`To ${m.recipientName || 'somebody without a name'}`, m.address, plainDate(m.movedAt)]),
  };
}
