import { clockTime, count, type Database, type FailedJobs, plainDate } from '#platform';
import type { Principal } from './principal.js';

/** That jobs failed for good, for whoever runs the program (views/failed-jobs.njk); undefined for others, and while none did. */
export async function failedJobsNote(who: Principal, db: Database, failed: FailedJobs) {
  if (!who.isSystemAdmin) return undefined;
  const standing = await db.read([], (tx) => failed.standing(tx));
  if (!standing) return undefined;
  const [one, since] = [standing.count === 1, standing.since];
  return {
    title: `${count(standing.count, 'job in the background has', 'jobs in the background have')} failed`,
    text: `${one ? 'It failed' : 'The first failed'} at ${clockTime(since)} on ${plainDate(since)}. This lists ${one ? 'it' : 'them'}, and can try again:`,
    command: 'npm run -s cli -- jobs failed',
  };
}
