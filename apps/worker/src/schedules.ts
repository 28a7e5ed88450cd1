import { CHECK_AUDIT_JOB, SEAL_AUDIT_JOB } from '#access';
import { IDLE_ACCOUNTS_JOB } from '#accounts';
import { SETTLE_JOB } from '#bookings';
import { EXPORT_SWEEP_JOB } from '#documents';
import { IMPORT_SWEEP_JOB } from '#employers';
import { FOLLOW_RETURNED_JOB, READ_MAILBOX_JOB } from '#inbound-mail';
import { SWEEP_JOB } from '#messaging';
import { FOLLOW_FACTS_JOB, FORGET_FAILED_JOBS, type Settings, SWEEP_LIMITS_JOB, ZONE } from '#platform';
import { RUN_RETENTION_JOB } from '#retention';
import { FOLLOW_REVIEWS_JOB } from '#signatories';
import { OPEN_DUE_WAVES_JOB } from '#surveys';
import type { ScheduledJob } from './jobs.js';

const sweep = (settings: Settings) => ({ every: settings.sweepSeconds });

/**
 * Every recurring job of the program. Each fires once for the whole installation, however many workers run; what it
 * does it decides by the clock and the tables, so that a firing too many or too few changes nothing.
 */
export const schedules: readonly ScheduledJob[] = [
  { job: SWEEP_JOB, when: sweep },
  { job: READ_MAILBOX_JOB, when: sweep },
  { job: FOLLOW_RETURNED_JOB, when: sweep },
  { job: FOLLOW_FACTS_JOB, when: sweep },
  { job: IMPORT_SWEEP_JOB, when: sweep },
  { job: EXPORT_SWEEP_JOB, when: sweep },
  { job: SETTLE_JOB, when: sweep },
  { job: FOLLOW_REVIEWS_JOB, when: sweep },
  { job: OPEN_DUE_WAVES_JOB, when: sweep },
  { job: SWEEP_LIMITS_JOB, when: () => ({ every: 3600 }) },
  { job: IDLE_ACCOUNTS_JOB, when: () => ({ daily: { at: '02:30', tz: ZONE } }) },
  { job: SEAL_AUDIT_JOB, when: () => ({ every: 60 }) },
  { job: CHECK_AUDIT_JOB, when: () => ({ daily: { at: '03:00', tz: ZONE } }) },
  { job: FORGET_FAILED_JOBS, when: () => ({ daily: { at: '03:00', tz: ZONE } }) },
  { job: RUN_RETENTION_JOB, when: () => ({ daily: { at: '02:30', tz: ZONE } }) },
];
