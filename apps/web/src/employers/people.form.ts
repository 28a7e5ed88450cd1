import { DateTime } from 'luxon';
import { z } from 'zod';
import {
  type ActivityKind,
  type ActivityOutcome,
  activityKinds,
  type ContactRole,
  contactRoles,
} from '#employers';
import { london, ZONE } from '#platform';

const keys = <K extends string>(of: Record<K, unknown>) => Object.keys(of) as [K, ...K[]];
const text = (max: number) => z.string().max(max, `Use at most ${max} characters`).default('');

/** Adding or changing a contact; a page and the API share it. */
export const contactForm = z.object({
  name: z.string().min(1, 'Enter the name of the contact').max(200, 'Use at most 200 characters'),
  jobRole: text(200),
  roles: z
    .preprocess(
      (v) => (v === undefined || v === '' ? [] : [v].flat()),
      z.array(z.enum(keys<ContactRole>(contactRoles))),
    )
    .default([]),
  email: z.string().max(254, 'Use at most 254 characters').default(''),
  phone: text(50),
  isPrimary: z.enum(['yes', 'no']).optional(),
});

/** The same on the page: `sameAs` is an address that was said to be somebody else's too, and is right all the same. */
export const contactPageForm = contactForm.extend({
  sameAs: z.string().max(254).default(''),
  /** The returned email whose address is corrected. */
  mail: z.uuid().optional(),
});

/**
 * The same for callers who see name and job of a contact only. Adding, they say how to reach the person; once it is there
 * they change what they see. Who is written to first and in which role stays with the coordinators: mail follows it.
 */
export const sharedContactForm = {
  add: contactForm.omit({ roles: true, isPrimary: true }),
  change: contactForm.pick({ name: true, jobRole: true }),
};

/**
 * What came of a call, visit or letter, as it is asked, and whether the contact rules count it (messaging: contact policy,
 * "Contacts"; the page of rules says the same).
 */
export const outcomes = {
  reached: {
    text: 'Spoke to them',
    hint: 'Or the visit took place, or the letter was posted. Counts as a contact.',
  },
  voicemail: { text: 'Left a message', hint: 'Of a call. Counts as a contact.' },
  missed: {
    text: 'Nobody was reached',
    hint: 'Or the visit did not take place. Does not count as a contact.',
  },
  theirs: { text: 'They contacted us', hint: 'Does not count as a contact.' },
} as const;
type Outcome = keyof typeof outcomes;

/** The same as the log keeps it. */
export function outcomeOf(
  kind: ActivityKind,
  outcome: Outcome,
): { outcome: ActivityOutcome | null; direction: 'in' | 'out' } {
  const direction = outcome === 'theirs' ? 'in' : 'out';
  if (outcome === 'voicemail' && kind === 'call') return { outcome, direction };
  if (outcome !== 'missed') return { outcome: null, direction };
  return { outcome: kind === 'call' ? 'no-answer' : 'cancelled', direction };
}

/** Logging a call, visit or note. Day and time are UK time. */
export const activityForm = z.object({
  kind: z.enum(keys<ActivityKind>(activityKinds), { error: 'Choose what it was' }),
  day: z.iso.date('Enter the day it was'),
  time: z
    .string()
    .regex(/^(?:[01]?\d|2[0-3]):[0-5]\d$/, 'Enter the time like 14:30')
    .or(z.literal(''))
    .default(''),
  outcome: z.enum(keys<Outcome>(outcomes), 'Choose the outcome').default('reached'),
  subject: z.string().min(1, 'Say in a few words what it was about').max(200, 'Use at most 200 characters'),
  notes: text(5000),
  contactId: z.union([z.literal(''), z.uuid('Choose a contact from the list')]).default(''),
  next: text(200),
  nextOn: z.iso.date('Enter the day it is due').or(z.literal('')).default(''),
  /** Pressed where the day lies ahead: a next step is made of what was typed. */
  as: z.enum(['step']).optional(),
});

/** The instant of a day and time in the UK; without a time, midday, but never later than now. */
export function instantOf(day: string, time: string, now: Date): Date {
  const at = DateTime.fromISO(`${day}T${time ? time.padStart(5, '0') : '12:00'}`, { zone: ZONE }).toJSDate();
  return !time && at > now && london(now).toISODate() === day ? now : at;
}
