/** contact: whether a mail may go now, hold until when, or never, and the area's rules by which that is decided. */
import { ContactBooks } from './contact-book.js';
import { ContactGate } from './contact-gate.service.js';
import { ContactOverrides } from './contact-override.service.js';
import { ContactRulesRow } from './contact-rules.entity.js';
import { ContactRulesOfArea } from './contact-rules.service.js';
import { ContactStandings } from './contact-standing.service.js';
import { ContactSurroundings } from './contact-surroundings.js';
import { EmailStandings } from './email-standing.service.js';

export {
  type BookEmployer,
  type BookEvent,
  type BookPerson,
  ContactBook,
} from './contact-book.js';
export { type ContactCase, decideCase, instantText, readContactCases } from './contact-cases.js';
export { type AfterDecision, afterDecision } from './contact-ending.rules.js';
export {
  type Explained,
  explain,
  overridable,
  quietHolds,
  type RuleWords,
  ruleOf,
} from './contact-explain.rules.js';
export type { GatedMail, PlannedMail } from './contact-gate.types.js';
export type { HeldBy, Reconsidered } from './contact-history.store.js';
export { DEFAULT_LIMITS } from './contact-limits.rules.js';
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
export {
  type ContactRules,
  type CountedKind,
  contactSettings,
  countedKinds,
  programRules,
} from './contact-rules.rules.js';
export type { RulesInForce } from './contact-rules.store.js';
export type { ContactStanding, LastContact, NextContact } from './contact-standing.rules.js';
export type { EmailBlock } from './email-standing.rules.js';
export { nextOpening } from './working-time.rules.js';
export { ContactBooks, ContactGate, ContactOverrides, ContactRulesOfArea, ContactStandings, EmailStandings };

/** For the module. */
export const contactServices = [
  ContactBooks,
  ContactGate,
  ContactOverrides,
  ContactRulesOfArea,
  ContactStandings,
  ContactSurroundings,
  EmailStandings,
];
/** What other libs use. */
export const contactExports = [
  ContactBooks,
  ContactGate,
  ContactOverrides,
  ContactRulesOfArea,
  ContactStandings,
  EmailStandings,
];
export const contactEntities = [ContactRulesRow];
