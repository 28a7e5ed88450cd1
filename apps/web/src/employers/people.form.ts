import { z } from 'zod';
import { type ActivityKind, type ActivityOutcome, activityKinds, contactRoles } from '#employers';
import { localInstant, london } from '#platform';
import { field } from '../shell/index.js';

/** Adding or changing a contact; a page and the API share it. */
export const contactForm = z.object({
  name: field.text('Enter the name of the contact', 200),
  jobRole: field.maybeText(200),
  roles: field.choices(contactRoles).default([]),
  email: field.maybeEmail(),
  phone: field.maybeText(50),
  isPrimary: field.yesNo(),
});

/** The same on the page: `sameAs` is an address that was said to be somebody else's too, and is right all the same. */
export const contactPageForm = contactForm.extend({
  sameAs: field.maybeText(254),
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
 * What came of a call, visit or letter, as it is asked, and whether the contact rules count it (contact-limits.rules.ts of
 * contact-policy; the page of rules says the same).
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
export function logOutcome(
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
  kind: field.choice(activityKinds, 'Choose what it was'),
  day: field.day('Enter the day it was'),
  time: field.maybeTime('Enter the time'),
  outcome: field.choice(outcomes, 'Choose the outcome').default('reached'),
  subject: field.text('Say in a few words what it was about', 200),
  notes: field.maybeLines(5000),
  contactId: field.maybeListed(),
  next: field.maybeText(200),
  nextOn: field.maybeDay('Enter the day it is due'),
  /** Pressed where the day lies ahead: a next step is made of what was typed. */
  as: z.enum(['step']).optional(),
});

/** The instant of a day and time in the UK; without a time, midday, but never later than now. */
export function instantOf(day: string, time: string, now: Date): Date {
  const at = localInstant(day, time || '12:00');
  return !time && at > now && london(now).toISODate() === day ? now : at;
}
