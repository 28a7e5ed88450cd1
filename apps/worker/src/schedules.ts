import { SETTLE_JOB } from '#bookings';
import { IMPORT_SWEEP_JOB } from '#employers';
import { FOLLOW_RETURNED_JOB, READ_MAILBOX_JOB } from '#inbound-mail';
import { SWEEP_JOB } from '#messaging';
import { FOLLOW_FACTS_JOB, SWEEP_LIMITS_JOB } from '#platform';
import { FOLLOW_REVIEWS_JOB } from '#signatories';
import { OPEN_DUE_WAVES_JOB } from '#surveys';
import type { Schedule } from './jobs.js';

const HOUR = 3600;

/**
 * Every recurring job of the program. Each fires once for the whole installation, however many workers run; what it
 * does it decides by the clock and the tables, so that a firing too many or too few changes nothing.
 */
export const schedules: readonly Schedule[] = [
  { job: SWEEP_JOB, everySeconds: (s) => s.sweepSeconds },
  { job: READ_MAILBOX_JOB, everySeconds: (s) => s.sweepSeconds },
  { job: FOLLOW_RETURNED_JOB, everySeconds: (s) => s.sweepSeconds },
  { job: FOLLOW_FACTS_JOB, everySeconds: (s) => s.sweepSeconds },
  { job: IMPORT_SWEEP_JOB, everySeconds: (s) => s.sweepSeconds },
  { job: SETTLE_JOB, everySeconds: (s) => s.sweepSeconds },
  { job: FOLLOW_REVIEWS_JOB, everySeconds: (s) => s.sweepSeconds },
  { job: OPEN_DUE_WAVES_JOB, everySeconds: (s) => s.sweepSeconds },
  { job: SWEEP_LIMITS_JOB, everySeconds: () => HOUR },
];
