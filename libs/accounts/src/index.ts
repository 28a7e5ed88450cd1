/**
 * accounts: what becomes of staff accounts, and that their owners hear of it. It stands above access, which keeps the
 * accounts, and messaging, which writes to people; it owns no table.
 */
export { AccountsModule } from './accounts.module.js';
export { Accounts, type Invited, roleWords } from './accounts.service.js';
export { Administrators, type ProposedAdministrator } from './administrators.service.js';
export { IDLE_ACCOUNTS_JOB, IdleAccountsWork } from './idle-accounts.job.js';
export { type NewFactor, OwnAccount } from './own-account.service.js';
export { PasswordReset } from './password-reset.service.js';
export { ADMINISTRATORS_PAGE } from './public-pages.js';
