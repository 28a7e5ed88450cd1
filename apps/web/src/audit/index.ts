/** audit: who did what and who saw whom, for those the access matrix lets see it. It knows no domain. */

export { entryRow } from './audit.model.js';
export { AuditWebModule } from './audit.module.js';
export { recordsOf } from './audit.names.js';
export { lately } from './lately.model.js';
