/** leaving: who may not be sent what, on whose word, and the personal link by which they say so. */
import { AddressHash } from './address-hash.js';
import { Blocked } from './blocked.service.js';
import { LeaveLinks } from './leave-links.service.js';
import { Leaving } from './leaving.service.js';
import { PermissionRow } from './permission.entity.js';
import { Permissions } from './permission.service.js';
import { Preferences } from './preference.service.js';
import { Suppression } from './suppression.entity.js';
import { Suppressions } from './suppression.service.js';

export { type AddressStanding, type KnownPerson, type LiftRights, mayLift } from './blocked.service.js';
export { inOneBreath, scopeWords, sourceWords, standingWords, untilWords } from './leave.words.js';
export type { LeaveLink } from './leave-links.service.js';
export type { PermissionKind } from './permission.entity.js';
export { ADVERTISING, type Choice, choices } from './preference.rules.js';
export { type PreferenceView, YES } from './preference.service.js';
export { type RuleInput, ruleWords } from './rule.words.js';
export { isWish, type Stop, type StopScope, type StopSource, stopScopes, stopSources } from './stop.rules.js';
export type { StopRow } from './suppression.store.js';
export { type Topic, topics, topicTitle } from './topics.js';
export { Blocked, LeaveLinks, Leaving, Permissions, Preferences, Suppressions };

export const leavingServices = [
  AddressHash,
  Blocked,
  LeaveLinks,
  Leaving,
  Permissions,
  Preferences,
  Suppressions,
];
export const leavingEntities = [Suppression, PermissionRow];
