/**
 * messaging: every mail, from the row its cause writes to its fate. It owns message, attempt, delivery_event,
 * suppression and caught_mail, the look of mails, sending and the sweeping of what was left lying.
 * It must not know employers, bookings or surveys: they declare their mails and hand over ids and data.
 */

import { lanesEntities } from './lanes/index.js';
import { leavingEntities } from './leaving/index.js';
import { CaughtMail } from './mailbox/caught-mail.entity.js';
import { Message } from './message.entity.js';
import { Attempt, DeliveryEvent } from './sending/delivery.entity.js';

export { type ContactCase, decideCase, instantText, readContactCases } from './contact/contact-cases.js';
export { decide } from './contact/contact-policy.rules.js';
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
} from './contact/contact-policy.types.js';
export * from './lanes/index.js';
export { LeaveLinks, Permissions, Suppressions } from './leaving/index.js';
export { mailAreas } from './mail-area.store.js';
export { Mailbox } from './mailbox/mailbox.service.js';
export { type MessageState, openStates, states } from './message.rules.js';
export { MAIL_BOUNCED } from './messaging.facts.js';
export { MessagingModule, SendingModule } from './messaging.module.js';
export { type MailRequest, Outbox } from './outbox/outbox.service.js';
export { SEND_JOB, SWEEP_JOB } from './outbox/send-job.js';
export { Messages, type MessageView } from './reading/messages.service.js';
export type {
  AttemptLine,
  EventLine,
  MessageCursor,
  MessageFilter,
  MessageLine,
  PlannedLine,
} from './reading/messages.store.js';
export { classifyBounce } from './returns/bounce.rules.js';
export type { Returned } from './returns/returned.js';
export { Sending } from './sending/sending.service.js';
export { Sweeper } from './sending/sweeper.service.js';
export { maskLinks } from './writing/mail.data.js';
export { defineMail, type MailDefinition, type Purpose } from './writing/mail.js';
export { MailRegistry } from './writing/mail.registry.js';
export { MailTexts } from './writing/mail.texts.js';

/** For the connection to the database. */
export const messagingEntities = [Message, Attempt, DeliveryEvent, ...lanesEntities, ...leavingEntities, CaughtMail];
