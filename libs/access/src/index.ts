/**
 * access: who is asking and what they may do. Owns areas, staff accounts, role grants, sign-ins, personal links, API
 * tokens and the audit; reads the access matrix (data/matrix.json). It must not know employers, mail or pages.
 */

export { AccessModule } from './access.module.js';
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
export { AuditTrail } from './audit-trail.service.js';
export { FIRST_ACCOUNT, FirstAccount } from './first-account.service.js';
export { KnownBrowsers } from './known-browsers.service.js';
export { LinkTokens } from './link-tokens.js';
export { Links } from './links.service.js';
export { passwordProblem } from './password.rules.js';
export { START_PAGE } from './public-pages.js';
export {
  cellOf,
  type Grant,
  isKnownPair,
  mayManage,
  type Resource,
  type Right,
  rightOf,
  STAFF_ROLES,
  type StaffRole,
  tokenRight,
  type Verb,
} from './rights.rules.js';
export { SignIn, TooManyTries } from './sign-in.service.js';
export type { SignInSessionView } from './sign-in-session.repository.js';
export { IDLE_MS, SignInSessions } from './sign-in-sessions.service.js';
export { TOKEN_PREFIX, Tokens } from './tokens.service.js';
export type { Person, UserView } from './user.repository.js';
export { type Held, INVITATION, type NewPerson, Users } from './users.service.js';
