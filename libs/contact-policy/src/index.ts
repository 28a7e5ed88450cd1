/**
 * contact-policy: may this person be written to? Owns the decision (limits, turns, hours, PECR), the area's rules for it,
 * suppressions, consents and preferences, and the unsubscribe link. It decides on what it is given: it must not know
 * message rows, queues or pages; messaging loads the history, takes the locks and ends what waits.
 */

export { contacted, OWN_AGENCY } from './contact-policy.facts.js';
export { ContactPolicyModule } from './contact-policy.module.js';
export { competingMessages } from './decision/competing-messages.rules.js';
export {
  ContactDirectories,
  ContactDirectory,
  type DirectoryEmployer,
  type DirectoryEvent,
  type DirectoryPerson,
} from './decision/contact-directory.js';
export { countsAsContact, DEFAULT_LIMITS, isContact, reached } from './decision/contact-limits.rules.js';
export { decide, whyOf } from './decision/contact-policy.rules.js';
export {
  type Consent,
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
  type ContactSuppression,
  overrides,
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
export { decisionSentence } from './decision/decision-sentences.rules.js';
export { type EmailAddressee, type EmailBlock, emailBlock } from './decision/email-block.rules.js';
export { isPrivateMailbox } from './decision/private-mailbox.rules.js';
export { ruleChanges } from './decision/rule-changes.rules.js';
export { nextOpening } from './decision/working-time.rules.js';
export { AddressHash, isErased } from './suppression/address-hash.js';
export type { ConsentKind } from './suppression/consent.entity.js';
export type { ConsentLine } from './suppression/consent.repository.js';
export { Consents, type ConsentsHeld } from './suppression/consent.service.js';
export { type LawfulBasisInput, lawfulBasisLabel } from './suppression/lawful-basis.labels.js';
export {
  ADVERTISING,
  changeTo,
  choiceOf,
  maskAddress,
  type PreferenceChoice,
  preferenceChoices,
} from './suppression/preference.rules.js';
export {
  scopeLabel,
  sourceLabel,
  statusLabel,
  suppressionLabels,
  untilLabel,
} from './suppression/suppression.labels.js';
export {
  countSuppressions,
  listSuppressions,
  type SuppressionFilter,
  type SuppressionRow,
  suppressionById,
} from './suppression/suppression.repository.js';
export {
  asContactSuppression,
  isWish,
  offersUnsubscribe,
  type SuppressionReason,
  type SuppressionScope,
  type SuppressionSource,
  type SuppressionTerms,
  suppressedByOneClick,
  suppressionScopes,
  suppressionSources,
} from './suppression/suppression.rules.js';
export { Suppressions } from './suppression/suppression.service.js';
export { type Topic, topics, topicTitle } from './suppression/topics.js';
export {
  UNSUBSCRIBE_PAGE,
  type UnsubscribeLink,
  UnsubscribeLinks,
} from './suppression/unsubscribe-links.service.js';
