import { type Fact, SYSTEM_ACTOR } from '#platform';
import type { MessageState } from './message.rules.js';

/** Facts of this lib; `subject` is `message:<id>`, data holds the mail's subject line, template and purpose. */
export const MAIL_SENT = 'messaging.sent';
export const MAIL_BOUNCED = 'messaging.bounced';
export const MAIL_FAILED = 'messaging.failed';
/** Something came back about a mail that did not end it: a complaint, an answer, a delay. */
export const MAIL_RETURNED = 'messaging.returned';

const kinds: Partial<Record<MessageState, string>> = {
  sent: MAIL_SENT,
  bounced: MAIL_BOUNCED,
  failed: MAIL_FAILED,
};

/** What a timeline, a journey or an indicator may want to know of a mail. */
export interface MailOfFact {
  id: string;
  areaId: string;
  employerId: string | null;
  contactId: string | null;
  subject: string;
  template: string;
  purpose: string;
}

/** The fact that a mail came to this end; undefined where nobody outside needs to know. */
export function mailFact(
  mail: MailOfFact,
  to: MessageState,
  at: Date,
  reason: string | null,
): Fact | undefined {
  const kind = kinds[to];
  return kind
    ? {
        areaId: mail.areaId,
        kind,
        employerId: mail.employerId,
        contactId: mail.contactId,
        subject: `message:${mail.id}`,
        at,
        actor: SYSTEM_ACTOR,
        data: {
          title: mail.subject,
          template: mail.template,
          purpose: mail.purpose,
          ...(reason ? { reason } : {}),
        },
      }
    : undefined;
}
