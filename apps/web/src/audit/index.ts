/** audit: who did what and who saw whom, for those the access matrix lets see it. It knows no domain. */

export { doneWords } from './audit.labels.js';
export { AuditWebModule } from './audit.module.js';
