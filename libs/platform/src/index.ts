/**
 * platform: what every part stands on. Settings, clock, log, database (unit of work, the wall, migrations), queue, facts.
 * It knows no employer, survey or mail.
 */

export { type Actor, SYSTEM_ACTOR } from './actor.js';
export { lockName } from './advisory-lock.repository.js';
export { areaEqualsNoIndex } from './area-equals.js';
export { Clock } from './clock.js';
export {
  type AreaScope,
  callOf,
  connectionErrorCode,
  constraintOf,
  Database,
  type Reads,
  readsOf,
  setAreas,
  sqlState,
  Tx,
  type TxRepository,
} from './database.js';
export { emailKey, isEmail, isPlausibleEmail } from './email.rules.js';
export { columnsOf, type EntityColumns } from './entity-columns.js';
export { CodedError, type ErrorKind, invalid, notFound } from './errors.js';
export {
  type EmployerFact,
  employerFacts,
  latestFact,
  type StoredFact,
  standingFact,
  subjectFacts,
  type TimelineFact,
} from './facts/fact.repository.js';
export { FactDelivery, FOLLOW_FACT_JOB } from './facts/fact-delivery.service.js';
export { defineFact, type Fact, type FactAbout, type FactKind, factKinds } from './facts/fact-kind.js';
export { type FactSubscriber, FactSubscribers, FOLLOW_FACTS_JOB } from './facts/fact-subscribers.js';
export { Facts } from './facts/facts.service.js';
export type { FailedJob } from './failed-job.entity.js';
export { FailedJobs, FORGET_FAILED_JOBS } from './failed-jobs.js';
export * from './format.js';
export { hashToken, isId, NO_AREA, newId, newToken } from './ids.js';
export { eachInTurn } from './in-turn.js';
export {
  checkedData,
  declaredJobs,
  defineJob,
  defineSweep,
  idList,
  type JobData,
  JobDataError,
  type JobDefinition,
  type NewJob,
  programName,
} from './job.js';
export type { Schedule } from './job-schedule.js';
export {
  type KeysetList,
  type KeysetQuery,
  keyset,
  keysetBefore,
  type ListPage,
  type PagePlace,
  type SortKey,
} from './keyset.js';
export { type ClockChange, localInstant } from './local-time.js';
export { createLog, errorForLog, LOG, type Log } from './logging.js';
export { Metrics } from './metrics.js';
export { migrate } from './migrate.js';
export { ranMigrations } from './migration.repository.js';
export { networkOf } from './network.rules.js';
export {
  cutoffOf,
  declarePersonalData,
  defineRetention,
  type Kept,
  lengthOf,
  overOn,
  type Period,
  type PersonalData,
  PURPOSES,
  periodOf,
  periodWords,
  personalData,
  type RetentionRecord,
  retentionRecords,
  unitOf,
} from './personal-data/declarations.js';
export { forgetFactWords } from './personal-data/facts.retention.repository.js';
export {
  type Cutoff,
  leavesTrace,
  noTrace,
  type RetentionStep,
  retentionStep,
} from './personal-data/retention-step.repository.js';
export { openDatabase, PlatformModule } from './platform.module.js';
export { projectFile, projectPath, projectRoot } from './project.js';
export { type PublicPage, PublicUrls, publicPage } from './public-urls.js';
export { Queues } from './queue.js';
export { queueProblem } from './queue-check.js';
export type { Limit } from './rate.rules.js';
export { RateLimiter, SWEEP_LIMITS_JOB, TooOften } from './rate-limiter.js';
export { REASON_LENGTH, REASON_WORDS, reasonProblem } from './reason.rules.js';
export { seal, unseal } from './seal.js';
export { LOOPBACK, readSettings, Settings, SettingsError, settingsSchema } from './settings.js';
export { beginning, oneLine, visible } from './text.rules.js';
export {
  addDays,
  bankHolidays,
  bankHolidaysCheckedUntil,
  daysBetween,
  isWorkingDay,
  mondayToFriday,
  type Nation,
  nations,
  onWorkingDay,
  type Weekday,
  type WorkingWeek,
  weekdays,
} from './working-day.js';
