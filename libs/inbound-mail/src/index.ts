/**
 * inbound-mail: mail that comes back. Owns reading it (bounces, complaints, automatic replies, unsubscribe mails), what
 * follows by the area's policy, and the place where the mailbox reader stands. It settles the message a mail is about
 * through messaging, and must not know bookings, surveys or pages.
 */
import { ReturnedMail, ReturnedReading, ReturnPolicyRow, ReturnsPlace } from './inbound-mail.entity.js';

export { kindWords, sentenceFor } from './bounce.labels.js';
export { classifyBounce } from './bounce.rules.js';
export {
  defaultPolicy,
  type PolicyAction,
  type PolicyKind,
  type PolicyLine,
  policyActions,
  policyKinds,
} from './bounce-policy.rules.js';
export { ReturnPolicy } from './bounce-policy.service.js';
export type { Returned } from './bounce-report.js';
export type { OpenLine, ReturnedCursor, ReturnedLine } from './inbound-list.repository.js';
export { ReturnedMails, type ReturnedView } from './inbound-list.service.js';
export type { MatchedBy } from './inbound-mail.entity.js';
export { InboundMailModule } from './inbound-mail.module.js';
export { FOLLOW_RETURNED_JOB, READ_MAILBOX_JOB, Returns } from './inbound-mail.service.js';
export { MOST_BYTES } from './inbound-parser.js';
export {
  leasePlace,
  leavePlace,
  mailboxName,
  mailboxState,
  movePlace,
  type Place,
} from './mailbox-position.repository.js';

/** For the connection to the database. */
export const inboundMailEntities = [ReturnedMail, ReturnedReading, ReturnPolicyRow, ReturnsPlace];
