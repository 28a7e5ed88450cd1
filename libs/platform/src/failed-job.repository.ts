import { In, LessThan, Not } from 'typeorm';
import type { Tx } from './database.js';
import { FailedJob } from './failed-job.entity.js';

/** Keeps a failure; of the same work only the latest, with the tries of all. */
export async function upsertFailedJob(tx: Tx, row: FailedJob): Promise<void> {
  await tx.execute(
    `INSERT INTO failed_job AS f (id, job, work, data, failed_at, tries, error) VALUES ($1, $2, $3, $4, $5, $6, $7)
     ON CONFLICT (job, work) DO UPDATE
        SET data = EXCLUDED.data, failed_at = EXCLUDED.failed_at, error = EXCLUDED.error, tries = f.tries + EXCLUDED.tries`,
    [row.id, row.job, row.work, row.data, row.failedAt, row.tries, row.error],
  );
}

/** All that are kept, the latest first. */
export const listFailedJobs = (tx: Tx): Promise<FailedJob[]> =>
  tx.repository(FailedJob).find({ order: { failedAt: 'DESC', id: 'DESC' } });

/** Takes one off the list and answers it; undefined when it is not there (any more). A second taker waits for the first. */
export const takeFailedJob = (tx: Tx, id: string): Promise<FailedJob | undefined> =>
  tx.one<FailedJob>(
    `DELETE FROM failed_job WHERE id = $1
     RETURNING id, job, work, data, failed_at AS "failedAt", tries, error`,
    [id],
  );

/** Forgets the failure of a work. */
export async function deleteFailedWork(tx: Tx, job: string, work: string): Promise<void> {
  await tx.repository(FailedJob).delete({ job, work });
}

/** Which work of these jobs has a failure that is kept. */
export const failedWork = (tx: Tx, jobs: readonly string[]): Promise<Pick<FailedJob, 'job' | 'work'>[]> =>
  tx.repository(FailedJob).find({ select: { job: true, work: true }, where: { job: In([...jobs]) } });

/** How many are kept of each job, and since when the oldest. */
export const countFailedJobs = (tx: Tx): Promise<{ job: string; n: number; oldest: Date }[]> =>
  tx.query(`SELECT job, count(*)::integer AS n, min(failed_at) AS oldest FROM failed_job GROUP BY job`);

/** Forgets what failed before an instant, but not of these jobs; answers how many. */
export const forgetFailedJobs = async (tx: Tx, before: Date, but: readonly string[]): Promise<number> =>
  (await tx.repository(FailedJob).delete({ failedAt: LessThan(before), job: Not(In([...but])) })).affected ??
  0;
