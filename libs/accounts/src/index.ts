/**
 * accounts: what becomes of staff accounts, and that their owners hear of it. It stands above access, which keeps the
 * accounts, and messaging, which writes to people; it owns no table.
 */
export { AccountsModule } from './accounts.module.js';
export { Accounts, roleWords } from './accounts.service.js';
export { Administrators, type ProposedAdministrator } from './administrators.service.js';
export { PasswordReset } from './password-reset.service.js';
