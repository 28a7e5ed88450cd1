import { z } from 'zod';

/** Ids, counts and dates; never names, addresses or answers. */
export type JobData = Record<string, string | number>;

/** A kind of job, declared once by the lib that owns it, for whoever adds jobs and for whoever handles them. */
export interface JobDefinition<Data extends JobData = JobData> {
  /** `<lib>.<verb>`. */
  readonly name: string;
  /** What a job carries. Fields it does not name are left behind; a new one is optional while the version before works beside. */
  readonly data: z.ZodType<Data>;
  /** How many of these one worker process does at once. */
  readonly concurrency: number;
  /** How often a job is tried in all. */
  readonly attempts: number;
  /** How long a job waits before it is tried again; `delay` in milliseconds, `jitter` 0 to 1 of it by chance. */
  readonly backoff?: { type: 'exponential' | 'fixed'; delay: number; jitter?: number };
  /**
   * For work that is found again by itself, by a sweep or the next firing: which work a job does. Of jobs of the same work
   * one failure is kept at most, the latest, and it goes when a later one succeeds.
   */
  sameWork?(data: Data): string;
}

/** One job to be queued. `delayMs`: not before so many milliseconds. */
export interface NewJob<Data extends JobData = JobData> {
  data: Data;
  /** Merely thins out doubles: uniqueness belongs in our own tables. */
  jobId?: string;
  delayMs?: number;
}

/** A job's data is not what its declaration says: nothing that trying again would mend. */
export class JobDataError extends Error {
  readonly code = 'platform.job-data';

  constructor(job: string, fields: string[]) {
    super(`The data of the job ${job} does not fit its declaration: ${fields.join(', ')}`);
    this.name = 'JobDataError';
  }
}

const declared = new Map<string, JobDefinition>();

/** Declares a kind of job. Throws when the name is taken. */
export function defineJob<Data extends JobData>(job: JobDefinition<Data>): JobDefinition<Data> {
  if (declared.has(job.name)) throw new Error(`The job ${job.name} is declared twice`);
  declared.set(job.name, job);
  return job;
}

/** Declares a job that looks for all that is due: no data, one at a time, one try since the next firing is the next. */
export const defineSweep = (
  name: string,
  tries: Pick<JobDefinition, 'attempts' | 'backoff'> = { attempts: 1 },
): JobDefinition<Record<string, never>> =>
  defineJob({ name, data: z.object({}), concurrency: 1, ...tries, sameWork: () => 'all' });

/** Every kind of job of the libs that are loaded, by name. */
export const declaredJobs: ReadonlyMap<string, JobDefinition> = declared;

const ID = '[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}';
/** Several ids in one field, with a space between. */
export const idList = z.string().regex(new RegExp(`^${ID}(?: ${ID})*$`));

/** A permanent name of the program's own, `<lib>.<what>`: of a job, a fact, a subscriber. */
export const programName = /^[a-z]+(?:-[a-z]+)*\.[a-z]+(?:-[a-z]+)*$/;

/** The data as the declaration has it. Throws `JobDataError`, which names fields and no values. */
export function checkedData<Data extends JobData>(job: JobDefinition<Data>, data: unknown): Data {
  const parsed = job.data.safeParse(data);
  if (parsed.success) return parsed.data;
  const fields = parsed.error.issues.map((issue) => issue.path.join('.') || 'all of it');
  throw new JobDataError(job.name, [...new Set(fields)]);
}

const HARMLESS = new RegExp(`^(?:${ID}(?: ${ID})*|\\d{4}-\\d{2}-\\d{2}(?:T[\\d:.]+Z)?)$`);

/** Of data that does not fit its declaration what is safe to keep and to log: ids, dates and numbers. */
export function harmlessData(data: unknown): JobData {
  const entries = Object.entries((data ?? {}) as Record<string, unknown>);
  return Object.fromEntries(
    entries.filter(
      ([field, value]) =>
        /^\w{1,40}$/.test(field) && (typeof value === 'number' || HARMLESS.test(String(value))),
    ),
  ) as JobData;
}
