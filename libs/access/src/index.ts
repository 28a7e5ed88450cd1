/**
 * access: who is asking and what they may do. Owns areas, staff accounts, role grants, sign-ins, personal links, API
 * tokens and the audit; reads the access matrix (data/matrix.json). It must not know employers, mail or pages.
 */
import { Area } from './area.entity.js';
import { AuditEntry } from './audit.entity.js';
import { SignInFailure, SignInSession } from './session.entity.js';
import { ApiToken, LinkToken } from './token.entity.js';
import { RoleGrant, User } from './user.entity.js';

export { AccessModule } from './access.module.js';
export { Areas, type AreaView, slugOf } from './areas.service.js';
export { Audit, type AuditInput } from './audit.service.js';
export { FIRST_ACCOUNT, FirstAccount } from './first-account.service.js';
export { type LinkInput, Links, type LinkView } from './links.service.js';
export { passwordProblem } from './password.rules.js';
export { Passwords } from './password.service.js';
export {
  type Cell,
  cellOf,
  type Grant,
  isKnownPair,
  matrix,
  mayManage,
  type OutsideRole,
  type Resource,
  type Right,
  rightOf,
  STAFF_ROLES,
  type StaffRole,
  tokenRight,
  tokenScopes,
  VERBS,
  type Verb,
} from './rights.rules.js';
export { IDLE_MS, type Session, Sessions } from './sessions.service.js';
export { SignIn, TooManyTries } from './sign-in.service.js';
export { TOKEN_PREFIX, Tokens, type TokenView } from './tokens.service.js';
export { INVITATION, type NewPerson, type Person, Users, type UserView } from './users.service.js';

export const accessEntities = [
  ApiToken,
  Area,
  AuditEntry,
  LinkToken,
  RoleGrant,
  SignInFailure,
  SignInSession,
  User,
];
