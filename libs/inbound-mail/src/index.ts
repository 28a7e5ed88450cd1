/**
 * inbound-mail: mail that comes back. Owns reading it (bounces, complaints, automatic replies, unsubscribe mails), what
 * follows by the area's policy, and the place where the mailbox reader stands. It settles the message a mail is about by
 * messaging's moves, in a statement of its own, and must not know bookings, surveys or pages.
 */

export { bounceKindLabel, bounceSentence } from './bounce.labels.js';
export { classifyBounce } from './bounce.rules.js';
export {
  defaultPolicy,
  type PolicyAction,
  type PolicyKind,
  type PolicyLine,
  policyActions,
  policyKinds,
} from './bounce-policy.rules.js';
export { BouncePolicy } from './bounce-policy.service.js';
export type { BounceReport } from './bounce-report.js';
export type { InboundLine, OpenLine } from './inbound-list.repository.js';
export { areasSeen, InboundMails, type InboundMailView } from './inbound-list.service.js';
export type { MatchedBy } from './inbound-mail.entity.js';
export { InboundMailModule } from './inbound-mail.module.js';
export { FOLLOW_RETURNED_JOB, InboundMailService, READ_MAILBOX_JOB } from './inbound-mail.service.js';
export { MOST_BYTES } from './inbound-parser.js';
export {
  leasePosition,
  leavePosition,
  type MailboxPosition,
  mailboxName,
  mailboxState,
  movePosition,
} from './mailbox-position.repository.js';
