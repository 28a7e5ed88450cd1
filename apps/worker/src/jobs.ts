import type { JobData, Settings } from '#platform';

/** What happens to one kind of job. It may be called twice for the same job, and at the same time elsewhere. */
export interface JobHandler {
  /** How many of these one worker process does at once. */
  concurrency: number;
  handle: (data: JobData) => Promise<void>;
}

/** A domain's handlers, by job name (`<lib>.<verb>`). */
export interface JobHandlers {
  readonly jobs: Readonly<Record<string, JobHandler>>;
}

/** One line of schedules.ts. */
export interface Schedule {
  job: string;
  everySeconds: (settings: Settings) => number;
}

/**
 * The handlers by name, after the checks that stop a boot: every job has exactly one handler, every schedule a job,
 * and no job is scheduled twice.
 */
export function checkedJobs(
  all: readonly JobHandlers[],
  schedules: readonly Schedule[],
): Map<string, JobHandler> {
  const jobs = new Map<string, JobHandler>();
  for (const handlers of all)
    for (const [name, handler] of Object.entries(handlers.jobs)) {
      if (jobs.has(name)) throw new Error(`The job ${name} has two handlers`);
      jobs.set(name, handler);
    }
  const scheduled = new Set<string>();
  for (const { job } of schedules) {
    if (!jobs.has(job)) throw new Error(`The schedule names the job ${job}, which has no handler`);
    if (scheduled.has(job)) throw new Error(`The job ${job} is scheduled twice`);
    scheduled.add(job);
  }
  return jobs;
}
