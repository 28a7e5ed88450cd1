/**
 * contact-policy: may this person be written to? Owns the decision (limits, turns, hours, PECR), the area's rules for it,
 * suppressions, consents and preferences, and the unsubscribe link. It decides on what it is given: it must not know
 * message rows, queues or pages; messaging loads the history, takes the locks and ends what waits.
 */
import { ContactRulesRow } from './decision/contact-rules.entity.js';
import { PermissionRow } from './suppression/consent.entity.js';
import { Suppression } from './suppression/suppression.entity.js';

export { ContactPolicyModule } from './contact-policy.module.js';
export { rivalsOf } from './decision/competing-messages.rules.js';
export {
  type BookEmployer,
  type BookEvent,
  type BookPerson,
  ContactBook,
  ContactBooks,
} from './decision/contact-directory.js';
export { DEFAULT_LIMITS, isContact } from './decision/contact-limits.rules.js';
export { decide, whyOf } from './decision/contact-policy.rules.js';
export {
  type ContactDecision,
  type ContactEmployer,
  type ContactEvent,
  type ContactLimits,
  type ContactMessage,
  type ContactOverride,
  type ContactPerson,
  type ContactPurpose,
  type ContactReason,
  type ContactSettings,
  type ContactStop,
  overrides,
  type Permission,
  purposeOf,
} from './decision/contact-policy.types.js';
export { insertRules, type RulesInForce, rulesInForce } from './decision/contact-rules.repository.js';
export {
  type ContactRules,
  type CountedKind,
  contactSettings,
  countedKinds,
  longestDays,
  nationOf,
  programRules,
} from './decision/contact-rules.rules.js';
export { reasonWords } from './decision/decision-sentences.rules.js';
export { type Addressee, type EmailBlock, emailBlock } from './decision/email-block.rules.js';
export { isPrivateMailbox } from './decision/private-mailbox.rules.js';
export { nextOpening } from './decision/working-time.rules.js';
export { AddressHash, isErased } from './suppression/address-hash.js';
export type { PermissionKind } from './suppression/consent.entity.js';
export type { PermissionLine } from './suppression/consent.repository.js';
export { Permissions, type Permitted } from './suppression/consent.service.js';
export { type RuleInput, ruleWords } from './suppression/lawful-basis.labels.js';
export {
  ADVERTISING,
  type Choice,
  changeTo,
  choiceOf,
  choices,
  maskAddress,
} from './suppression/preference.rules.js';
export {
  inOneBreath,
  scopeWords,
  sourceWords,
  standingWords,
  stopsInWords,
  untilWords,
} from './suppression/suppression.labels.js';
export {
  countStops,
  listStops,
  type StopFilter,
  type StopRow,
  stopById,
} from './suppression/suppression.repository.js';
export {
  canBeLeft,
  contactStop,
  isWish,
  type Stop,
  type StopScope,
  type StopSource,
  type StopWhy,
  stoppedByOneClick,
  stopScopes,
  stopSources,
} from './suppression/suppression.rules.js';
export { Suppressions } from './suppression/suppression.service.js';
export { type Topic, topics, topicTitle } from './suppression/topics.js';
export { type LeaveLink, LeaveLinks } from './suppression/unsubscribe-links.service.js';

/** For the connection to the database. */
export const contactPolicyEntities = [ContactRulesRow, PermissionRow, Suppression];
