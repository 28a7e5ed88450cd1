/**
 * retention: does each night what the libs' declarations say of how long their data are kept (declarePersonalData,
 * defineRetention in platform; periods in access), announces it seven days before and tells administrators. It must not
 * know what a record is: the steps are its owner's.
 */
export { RETENTION_PAGE } from './public-pages.js';
export { RetentionModule } from './retention.module.js';
export { ANNOUNCED_DAYS } from './retention.rules.js';
export {
  type RecordOutlook,
  Retention,
  type RetentionOutlook,
  RUN_RETENTION_JOB,
} from './retention.service.js';
export { TABLES_WITHOUT_PERSONAL_DATA } from './tables-without.js';
