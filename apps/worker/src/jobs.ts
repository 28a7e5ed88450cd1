import type { JobData, JobDefinition, Schedule, Settings } from '#platform';

/** What happens to one kind of job. It may be called twice for the same job, and at the same time elsewhere. */
export interface JobHandler {
  job: JobDefinition;
  handle: (data: JobData) => Promise<unknown>;
}

/** A domain's handlers, made by `handles`. */
export interface JobHandlers {
  readonly jobs: readonly JobHandler[];
}

/** Joins a job to what happens to it; the data is what its declaration says. */
export const handles = <Data extends JobData>(
  job: JobDefinition<Data>,
  handle: (data: Data) => Promise<unknown>,
): JobHandler => ({ job, handle }) as unknown as JobHandler;

/** One line of schedules.ts. */
export interface ScheduledJob {
  job: Pick<JobDefinition, 'name' | 'attempts' | 'backoff'>;
  when: (settings: Settings) => Schedule;
}

/**
 * All handlers, after the checks that stop a boot: every declared job has exactly one handler, every schedule a job, and no
 * job is scheduled twice.
 */
export function checkedJobs(
  all: readonly JobHandlers[],
  schedules: readonly ScheduledJob[],
  declared: ReadonlyMap<string, unknown>,
): JobHandler[] {
  const jobs = all.flatMap((handlers) => handlers.jobs);
  const handled = new Set<string>();
  for (const { job } of jobs) {
    if (handled.has(job.name)) throw new Error(`The job ${job.name} has two handlers`);
    handled.add(job.name);
  }
  for (const name of declared.keys())
    if (!handled.has(name)) throw new Error(`The job ${name} is declared and has no handler`);
  const scheduled = new Set<string>();
  for (const { job } of schedules) {
    if (!handled.has(job.name))
      throw new Error(`The schedule names the job ${job.name}, which has no handler`);
    if (scheduled.has(job.name)) throw new Error(`The job ${job.name} is scheduled twice`);
    scheduled.add(job.name);
  }
  return jobs;
}
