import { z } from 'zod';
import { contacted, OWN_AGENCY } from '#contact-policy';
import type { Purpose } from '#mail-templates';
import { defineFact, type Fact, SYSTEM_ACTOR } from '#platform';
import type { MessageState } from './message.rules.js';

const mail = { title: z.string(), template: z.string(), purpose: z.string(), reason: z.string().optional() };
/** What came back, as the inbound mail is told apart (`bounce-hard` …), and what is asked of people. */
const returned = { about: z.string().optional(), wanted: z.enum(['new-address', 'look', 'none']).optional() };

/** Facts about mail; the subject is `message:<id>`, `title` its subject line. What makes a contact is `contacted`. */
export const messagingFacts = {
  /** It went, and is no contact: a service email, or to nobody's employer. */
  sent: defineFact('messaging.sent', z.strictObject(mail)),
  bounced: defineFact('messaging.bounced', z.strictObject({ ...mail, ...returned })),
  failed: defineFact('messaging.failed', z.strictObject(mail)),
  /** Something came back about a mail that did not end it: a complaint, an answer, a delay. */
  returned: defineFact('messaging.returned', z.strictObject({ ...mail, ...returned })),
};

/** What a timeline, a journey or an indicator may want to know of a mail. */
export interface MailOfFact {
  id: string;
  areaId: string;
  employerId: string | null;
  contactId: string | null;
  subject: string;
  template: string;
  purpose: Purpose;
  promotional: boolean;
  campaign: string | null;
}

/** The subject of facts about a mail. */
export const mailSubject = (id: string): `message:${string}` => `message:${id}`;

/** What every fact about a mail says. */
export const aboutMail = (of: MailOfFact, at: Date, reason: string | null = null) => ({
  areaId: of.areaId,
  employerId: of.employerId,
  contactId: of.contactId,
  subject: mailSubject(of.id),
  at,
  actor: SYSTEM_ACTOR,
  data: {
    title: of.subject,
    template: of.template,
    purpose: of.purpose,
    ...(reason && { reason }),
  },
});

/** Whether a mail that has gone was a contact with its employer: all but service mail (automation.md, section 1). */
export const isContactMail = (of: MailOfFact): boolean =>
  of.employerId !== null && (of.purpose !== 'service' || of.promotional);

/**
 * The fact that a mail came to this end; undefined where nobody outside needs to know. `counts`: whether the area counts
 * such mail as contacts.
 */
export function mailFact(
  of: MailOfFact,
  to: MessageState,
  at: Date,
  reason: string | null,
  counts: boolean,
): Fact | undefined {
  const about = aboutMail(of, at, reason);
  if (to === 'bounced') return messagingFacts.bounced.of(about);
  if (to === 'failed') return messagingFacts.failed.of(about);
  if (to !== 'sent') return undefined;
  if (!isContactMail(of)) return messagingFacts.sent.of(about);
  const { reason: _, ...data } = about.data;
  const contact = { agency: OWN_AGENCY, channel: 'mail' as const, counts };
  return contacted.of({
    ...about,
    data: { ...contact, ...(of.campaign && { mailing: of.campaign }), ...data },
  });
}
