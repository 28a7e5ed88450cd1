/**
 * messaging: every mail, from the row its cause writes to its fate. It owns message, attempt, delivery_event,
 * suppression and caught_mail, the look of mails, sending and the sweeping of what was left lying.
 * It must not know employers, bookings or surveys: they declare their mails and hand over ids and data.
 */

import { contactEntities } from './contact/index.js';
import { lanesEntities } from './lanes/index.js';
import { leavingEntities } from './leaving/index.js';
import { CaughtMail } from './mailbox/caught-mail.entity.js';
import { Message } from './message.entity.js';
import { returnsEntities } from './returns/returned.entity.js';
import { Attempt, DeliveryEvent, WorkerLease } from './sending/delivery.entity.js';
import { MailEditionRow } from './writing/edition.entity.js';
import { templateEntities } from './writing/templates.js';

export * from './contact/index.js';
export * from './lanes/index.js';
export * from './leaving/index.js';
export { mailAreas } from './mail-area.store.js';
export { mailboxMark } from './mailbox/mailbox.mark.js';
export { Mailbox, NO_AREA } from './mailbox/mailbox.service.js';
export { type MessageState, openStates, states } from './message.rules.js';
export { MAIL_BOUNCED, MAIL_RETURNED } from './messaging.facts.js';
export { MessagingModule, SendingModule } from './messaging.module.js';
export { type MailRequest, Outbox } from './outbox/outbox.service.js';
export { SEND_JOB, SEND_SERVICE_JOB, SWEEP_JOB } from './outbox/send-job.js';
export * from './reading/index.js';
export * from './returns/index.js';
export { Sending } from './sending/sending.service.js';
export { Sweeper } from './sending/sweeper.service.js';
export { dkimKey, dkimRecord } from './smtp/dkim.js';
export { Editions } from './writing/edition.service.js';
export { maskLinks } from './writing/mail.data.js';
export { defineMail, type MailDefinition, type Purpose } from './writing/mail.js';
export { type MailReader, MailRegistry } from './writing/mail.registry.js';
export { MailSources } from './writing/mail.sources.js';
export { PersonalLinks } from './writing/personal-links.js';
export { PlannedMails } from './writing/planned-words.service.js';
export { type TemplateLine, Templates, type TemplateView } from './writing/template.service.js';
export type { TemplateFile, TemplateVersion } from './writing/template.store.js';
export type { Placeholder, TemplateWords } from './writing/template.types.js';
export { type Change, changesOf } from './writing/template-diff.rules.js';
export { TemplateTrials } from './writing/template-trial.service.js';

/** For the connection to the database. */
export const messagingEntities = [
  Message,
  Attempt,
  DeliveryEvent,
  ...contactEntities,
  ...lanesEntities,
  ...leavingEntities,
  CaughtMail,
  WorkerLease,
  MailEditionRow,
  ...templateEntities,
  ...returnsEntities,
];
