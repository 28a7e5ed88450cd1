import { addDays, daysBetween, londonDay } from '#platform';
import {
  type ContactEvent,
  type ContactLimit,
  type ContactLimits,
  type ContactSettings,
  type LimitLevel,
  purposeOf,
} from './contact-policy.types.js';

/** A contact that fills days. `day` is its London date. */
export interface Contact {
  day: string;
  kind: string;
  agency: string;
  employer: string | null;
  person: string | null;
  mailing: string | null;
}

/** Whom a message would be a contact of. */
export interface ContactTarget {
  employer: string | null;
  person: string | null;
  mailing: string | null;
}

/** The limit that frees last, the day it does, and the contact it counts from. */
export interface Freed {
  day: string;
  level: LimitLevel;
  limit: { max: number; days: number };
  counted: Contact;
}

/** Where nobody has said anything (automation.md section 1). */
export const DEFAULT_LIMITS: ContactLimits = {
  employer: { short: { max: 1, days: 14 }, long: { max: 6, days: 91 } },
  person: { short: { max: 1, days: 14 }, long: { max: 4, days: 91 } },
};

const said = (
  limit: ContactLimit | null | undefined,
): limit is ContactLimit & { max: number | 'unlimited' } => limit?.max !== null && limit?.max !== undefined;

/** The limits of a level in force: the area's; what is blank there, wholly from the level above. */
function limitsOf(settings: ContactSettings, level: LimitLevel): { max: number; days: number }[] {
  return (['short', 'long'] as const).flatMap((span) => {
    const limit = [settings.limits, settings.inherited, DEFAULT_LIMITS]
      .map((limits) => limits[level][span])
      .find(said)!;
    return limit.max === 'unlimited' ? [] : [{ max: limit.max, days: limit.days }];
  });
}

/** Person first: on a tie the person's limit is named. */
function levels(target: ContactTarget): LimitLevel[] {
  return (['person', 'employer'] as const).filter((level) => target[level] !== null);
}

/**
 * Which level says that nobody at all is to be contacted; undefined where none does. Mail always goes to a person, also
 * where it is not known yet who that is.
 */
export const zeroLimit = (
  target: ContactTarget & { channel: string },
  settings: ContactSettings,
): LimitLevel | undefined =>
  levels(target.channel === 'mail' ? { ...target, person: target.person ?? '' } : target).find((level) =>
    limitsOf(settings, level).some((limit) => limit.max === 0),
  );

/** Whether an answer on this day is still a reply to what they wrote: until the 14th day after (by settings). */
export function isReply(replyTo: Date | null, at: Date, settings: ContactSettings): boolean {
  if (!replyTo) return false;
  const days = daysBetween(londonDay(replyTo), londonDay(at));
  return days >= 0 && days <= settings.replyDays;
}

/** The states in which each kind has reached somebody, or may have. */
const REACHED: Readonly<Record<string, readonly string[]>> = {
  mail: ['sent', 'sending', 'unknown'],
  call: ['spoke', 'answered', 'voicemail'],
  visit: ['done'],
  letter: ['posted', 'sent'],
};

/** Whether what came of it says that somebody was reached, or may have been. */
export const reached = (kind: string, state: string): boolean => REACHED[kind]?.includes(state) === true;

/** An agency as it is compared: however somebody typed it. */
const agencyKey = (agency: string): string => agency.trim().toLowerCase();

/** Whether the area counts this kind of thing as a contact; a service mail or letter never is one. */
export function countsAsContact(
  kind: string,
  purpose: ContactEvent['purpose'],
  agency: string,
  settings: ContactSettings,
): boolean {
  const named = kind === 'mail' ? (purpose ?? 'engagement') : kind;
  const service = (kind === 'mail' || kind === 'letter') && purpose === 'service';
  const leftOut = settings.agenciesNotCounted.some((one) => agencyKey(one) === agencyKey(agency));
  return !service && settings.counts[named] !== false && !leftOut;
}

/**
 * Whether what happened is a contact (automation.md section 1, "Contacts"): it reached them, by any agency. Not: what they
 * began, replies, service mail, and what the area leaves out.
 */
export function isContact(event: ContactEvent, settings: ContactSettings): boolean {
  const purpose = event.purpose && purposeOf({ purpose: event.purpose, promotional: event.promotional });
  return (
    event.direction === 'out' &&
    reached(event.kind, event.state) &&
    countsAsContact(event.kind, purpose, event.agency, settings) &&
    !isReply(event.replyTo, event.at, settings)
  );
}

/** The contacts in all that happened. */
export function contactsIn(history: readonly ContactEvent[], settings: ContactSettings): Contact[] {
  return history
    .filter((event) => isContact(event, settings))
    .map(({ at, kind, agency, employer, person, mailing }) => ({
      day: londonDay(at),
      kind,
      agency,
      employer,
      person,
      mailing,
    }));
}

/**
 * From which day on a message may make one more contact, by the limits of person and employer: per limit the max-th
 * latest contact's day plus its days, and of all of them the latest. `day` is the day on which it would go: what the
 * same mailing sent to colleagues that day is the same contact of the employer, and not counted again.
 * Undefined where nothing is counted against it; limits of 0 are `zeroLimit`'s.
 */
export function nextAllowed(
  target: ContactTarget,
  contacts: readonly Contact[],
  settings: ContactSettings,
  day: string,
): Freed | undefined {
  let latest: Freed | undefined;
  for (const level of levels(target)) {
    const counted = contactsOf(level, target, contacts, day);
    for (const limit of limitsOf(settings, level)) {
      const oldest = limit.max > 0 ? counted[limit.max - 1] : undefined;
      if (!oldest) continue;
      const freed = addDays(oldest.day, limit.days);
      if (!latest || freed > latest.day) latest = { day: freed, level, limit, counted: oldest };
    }
  }
  return latest;
}

/** The contacts of a level, latest first; one mailing on one day is one contact of the employer. */
function contactsOf(
  level: LimitLevel,
  target: ContactTarget,
  contacts: readonly Contact[],
  day: string,
): Contact[] {
  const seen = new Set<string>();
  const own = contacts.filter((contact) => {
    if (contact[level] !== target[level]) return false;
    if (level === 'person' || contact.mailing === null) return true;
    if (contact.mailing === target.mailing && contact.day === day) return false;
    const key = contact.day + contact.mailing;
    return !seen.has(key) && Boolean(seen.add(key));
  });
  return own.sort((a, b) => (a.day < b.day ? 1 : a.day > b.day ? -1 : 0));
}
