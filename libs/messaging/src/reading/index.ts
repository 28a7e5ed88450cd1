/** reading: what staff see of messages, and what they decide about them. */
export { type CampaignTitle, CampaignTitles } from './campaign-titles.js';
export { deliveryReason } from './delivery-words.rules.js';
export { HeldMails, waitsForWords } from './held.service.js';
export { type MailDetails, MailDetailsOf } from './mail-details.service.js';
export type { MailFigures } from './mail-figures.store.js';
export { MailPeople, type MailPerson } from './mail-people.js';
export type { MailAlert } from './mail-standing.rules.js';
export { MailStanding } from './mail-standing.service.js';
export { Messages, type MessageView } from './messages.service.js';
export type {
  AttemptLine,
  EventLine,
  MessageCursor,
  MessageFilter,
  MessageLine,
  PlannedLine,
} from './messages.store.js';
export { plainReason } from './plain-reason.rules.js';
export { type MailCount, NO_MAILS, PlannedCount } from './planned-count.service.js';
export { type PersonNow, type ResendVerdict, resendable } from './resend.rules.js';
export { type MissedLine, type PeopleNow, Resend } from './resend.service.js';
export type { RoundLine } from './resend.store.js';
export { type Progress, type SendingLine, Sendings, type SendingView } from './sendings.service.js';
export type { SendingCounts, SendingCursor, SendingPace } from './sendings.store.js';
export { type UnknownLine, Unknowns, type Verdict, wasLeft } from './unknown.service.js';
