/** returns: mail that comes back. Reading it, taking it in, what follows by the area's policy, and staff's view of it. */
import { Following } from './following.service.js';
import { ReturnPolicy } from './return-policy.service.js';
import { ReturnedMails } from './returned-mails.service.js';
import { Returns } from './returns.service.js';

export { classifyBounce } from './bounce.rules.js';
export { MOST_BYTES } from './reading.js';
export {
  defaultPolicy,
  type PolicyAction,
  type PolicyKind,
  type PolicyLine,
  policyActions,
  policyKinds,
} from './return-policy.rules.js';
export { type PolicyView, ReturnPolicy } from './return-policy.service.js';
export type { MatchedBy, ReturnedState } from './returned.entity.js';
export { asCounted, type Returned } from './returned.js';
export type { OpenLine, ReturnedCursor, ReturnedFilter, ReturnedLine } from './returned-list.store.js';
export { ReturnedMails, type ReturnedView, type Seeing } from './returned-mails.service.js';
export { kindWords, reasonWords, sentenceFor } from './returned-words.rules.js';
export { FOLLOW_RETURNED_JOB, READ_MAILBOX_JOB, Returns, type Taken } from './returns.service.js';
export {
  leasePlace,
  leavePlace,
  type MailboxState,
  mailboxName,
  mailboxState,
  movePlace,
  type Place,
} from './returns-place.store.js';

/** For the module. */
export const returnsServices = [Returns, ReturnedMails, ReturnPolicy, Following];
