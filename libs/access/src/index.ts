/**
 * access: who is asking and what they may do. Owns areas, staff accounts, role grants, sign-ins, personal links, API
 * tokens and the audit; reads the access matrix (data/matrix.json). It must not know employers, mail or pages.
 */

export { AccessModule } from './access.module.js';
export { Agencies, type AgencyView } from './agencies.service.js';
export { type AreaView, areaIds } from './area.repository.js';
export { type AreaIdentity, areaIdentities } from './area-identity.repository.js';
export {
  type AreaSettingChanges,
  type AreaSettingKey,
  type AreaSettings,
  areaSettings,
  missingSettings,
  NOTICE_NEEDS,
} from './area-settings.rules.js';
export { AreaSettingsService } from './area-settings.service.js';
export { Areas } from './areas.service.js';
export type { AuditCheck, AuditKind } from './audit.entity.js';
export type { AuditFilter, AuditLine, LastChange, LookLine, RecordLine } from './audit.repository.js';
export { Audit } from './audit.service.js';
export { AuditChain, AuditRetention, CHECK_AUDIT_JOB, SEAL_AUDIT_JOB } from './audit-chain.service.js';
export { AuditLooks } from './audit-looks.service.js';
export { AuditTrail, MOST_LOOKS } from './audit-trail.service.js';
export { EmailChanges } from './email-changes.service.js';
export type { FactorState, PasskeyView } from './factor.repository.js';
export { Factors, type NewSeed } from './factors.service.js';
export { FIRST_ACCOUNT, FirstAccount } from './first-account.service.js';
export { IDLE_DAYS, IdleAccounts, TOLD_DAYS } from './idle-accounts.service.js';
export { KnownBrowsers } from './known-browsers.service.js';
export { LinkTokens } from './link-tokens.js';
export { endedLink, Links, type OpenedLink, unknownLink } from './links.service.js';
export { LostFactors } from './lost-factors.service.js';
export { type PasskeyAnswer, type PasskeyQuestion, Passkeys } from './passkeys.service.js';
export { passwordProblem } from './password.rules.js';
export type { Proposal } from './proposal.entity.js';
export { Proposals, type ProposalsOf } from './proposals.service.js';
export { NEW_ADDRESS_PAGE, START_PAGE } from './public-pages.js';
export { type KeptRecord, limitWords, RetentionPeriods } from './retention-periods.service.js';
export {
  agencyIn,
  CONDITIONS,
  type Condition,
  cellOf,
  fieldsOf,
  type Grant,
  isKnownPair,
  mayManage,
  type Resource,
  type Right,
  rightOf,
  type Scope,
  STAFF_ROLES,
  type StaffRole,
  tokenRight,
  type Verb,
} from './rights.rules.js';
export { type Review, RightsReviews } from './rights-reviews.service.js';
export { type Asked, type Entry, SecondStep, stepEnded } from './second-step.service.js';
export { SignIn } from './sign-in.service.js';
export type { SignInSessionView, SignInStepView } from './sign-in-session.repository.js';
export { IDLE_MS, SignInSessions } from './sign-in-sessions.service.js';
export { TooManyTries } from './sign-in-tries.service.js';
export { TOKEN_PREFIX, Tokens } from './tokens.service.js';
export type { Person, UserView } from './user.repository.js';
export { type Held, INVITATION, type NewPerson, Users } from './users.service.js';
