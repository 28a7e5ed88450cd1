/**
 * messaging: every mail, from the row its cause writes to its delivery result. Owns messages, attempts, delivery events,
 * flow control (pauses, rates, the restore guard), the message log and the trial mailbox. It must not know employers,
 * bookings or surveys: they declare their mails and hand over ids and data.
 */

export { explain, quietHolds, ruleOf } from './contact/contact-explain.rules.js';
export { ContactGate } from './contact/contact-gate.service.js';
export type { GatedMail } from './contact/contact-gate.types.js';
export type { HeldBy } from './contact/contact-history.repository.js';
export { ContactOverrides } from './contact/contact-override.service.js';
export { AreaContactRules } from './contact/contact-rules.service.js';
export type { ContactStatus, LastContact, NextContact } from './contact/contact-status.rules.js';
export { ContactStatuses } from './contact/contact-status.service.js';
export { EmailBlockLookup } from './contact/email-block.service.js';
export { DeliveryService } from './delivery/delivery.service.js';
export { recordEvents } from './delivery/settlement.repository.js';
export { Sweeper } from './delivery/sweeper.service.js';
export type { PauseLine } from './flow-control/pauses.repository.js';
export { type PausesInForce, pauseReason } from './flow-control/pauses.rules.js';
export { MailPauses } from './flow-control/pauses.service.js';
export { SendRates } from './flow-control/rates.service.js';
export type { HeldGroup } from './flow-control/restore.repository.js';
export { RestoreGuard } from './flow-control/restore.service.js';
export { RestoreWatch } from './flow-control/restore-watch.service.js';
export type { MailAlert } from './health/mail-health.rules.js';
export { MailHealth } from './health/mail-health.service.js';
export { Mailbox } from './mailbox/mailbox.service.js';
export { MailFacts } from './message/mail-facts.service.js';
export {
  leadingTo,
  type MessageState,
  openStates,
  purposeNames,
  stateNames,
  states,
} from './message/message.rules.js';
export { notUnknown } from './message/messaging.errors.js';
export {
  aboutMail,
  isContactMail,
  mailSubject,
  messagingFacts,
} from './message/messaging.facts.js';
export { deliveryReason } from './messages/delivery-reason.rules.js';
export { HeldMails, waitsForContent } from './messages/held.service.js';
export { MailDetailsLookup } from './messages/mail-details.service.js';
export { MailPeople, type MailPerson } from './messages/mail-people.js';
export { type MailingTitle, MailingTitles } from './messages/mailing-titles.js';
export type { MailingCounts, MailingRate } from './messages/mailings.repository.js';
export { type MailingLine, type MailingProgress, Mailings } from './messages/mailings.service.js';
export type {
  AttemptLine,
  EventLine,
  MessageFilter,
  MessageLine,
  PlannedLine,
} from './messages/messages.repository.js';
export { Messages, type MessageView } from './messages/messages.service.js';
export { plainReason } from './messages/plain-reason.rules.js';
export { type MailCount, NO_MAILS, PlannedCount } from './messages/planned-count.service.js';
export { resendable } from './messages/resend.rules.js';
export { type MissedLine, type PeopleNow, Resend } from './messages/resend.service.js';
export { type UnknownLine, UnknownMails, wasLeft } from './messages/unknown.service.js';
export { MessagingModule, SendingModule } from './messaging.module.js';
export { type MailRequest, Outbox } from './outbox/outbox.service.js';
export { SEND_JOB, SEND_SERVICE_JOB, SWEEP_JOB } from './outbox/send-job.js';
export { TemplateTrials } from './trial/template-trial.service.js';
export { CONSENT_STATEMENT, Preferences, type PreferenceView } from './unsubscribe/preference.service.js';
export {
  type AddressStatus,
  type LiftRights,
  mayLift,
  SuppressionAdmin,
} from './unsubscribe/suppression-admin.service.js';
export { UnsubscribeService } from './unsubscribe/unsubscribe.service.js';
