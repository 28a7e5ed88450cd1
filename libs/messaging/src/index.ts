/**
 * messaging: every mail, from the row its cause writes to its fate. It owns message, attempt, delivery_event,
 * suppression and caught_mail, the look of mails, sending and the sweeping of what was left lying.
 * It must not know employers, bookings or surveys: they declare their mails and hand over ids and data.
 */
import { CaughtMail } from './caught-mail.entity.js';
import { Attempt, DeliveryEvent } from './delivery.entity.js';
import { Message } from './message.entity.js';
import { Suppression } from './suppression.entity.js';

export { classifyBounce } from './bounce.rules.js';
export { type ContactCase, decideCase, instantText, readContactCases } from './contact-cases.js';
export { decide } from './contact-policy.rules.js';
export type {
  ContactDecision,
  ContactEmployer,
  ContactEvent,
  ContactLimits,
  ContactMessage,
  ContactPerson,
  ContactReason,
  ContactSettings,
  ContactStop,
} from './contact-policy.types.js';
export { maskLinks } from './mail.data.js';
export { defineMail, type MailDefinition, type Purpose } from './mail.js';
export { MailRegistry } from './mail.registry.js';
export { MailTexts } from './mail.texts.js';
export { mailAreas } from './mail-area.store.js';
export { Mailbox } from './mailbox.service.js';
export { type MessageState, openStates, states } from './message.rules.js';
export { Messages, type MessageView } from './messages.service.js';
export type {
  AttemptLine,
  EventLine,
  MessageCursor,
  MessageFilter,
  MessageLine,
  PlannedLine,
} from './messages.store.js';
export { MAIL_BOUNCED } from './messaging.facts.js';
export { MessagingModule, SendingModule } from './messaging.module.js';
export { type MailRequest, Outbox } from './outbox.service.js';
export type { Returned } from './returned.js';
export { SEND_JOB, SWEEP_JOB } from './send-job.js';
export { Sending } from './sending.service.js';
export { Suppressions } from './suppression.service.js';
export { Sweeper } from './sweeper.service.js';

/** For the connection to the database. */
export const messagingEntities = [Message, Attempt, DeliveryEvent, Suppression, CaughtMail];
