import type { Job } from 'bullmq';
import { checkedData, harmlessData, type JobData, JobDataError, type JobDefinition } from './job.js';
import { errorForLog, errorLine, type Log } from './logging.js';

/** How long a job is put off whose failure could not be written down. */
const PUT_OFF_MS = 5_000;
/** What is kept of a job that ended its worker twice: there is no error. */
const STALLED = 'stalled: its worker ended twice while at it';

/** How one job failed for good. */
export interface JobFailure {
  /** Stays the same when the queue hands the job out once more. */
  work: string;
  data: JobData;
  tries: number;
  /** One line without a message (`errorLine`). */
  error: string;
}

/** Where failures are counted, kept and forgotten: `FailedJobs`. */
export interface JobLedger {
  /** A try failed, whether or not it was the last. */
  count(job: Pick<JobDefinition, 'name'>): void;
  /** A job failed for good; said twice of the same work it is one. */
  keep(job: Pick<JobDefinition, 'name'>, failure: JobFailure): Promise<void>;
  /** A job was done: what is kept of the same work is forgotten. */
  succeeded<Data extends JobData>(job: JobDefinition<Data>, data: Data): Promise<void>;
}

/** What a queue's worker does with each job, and how its failures are kept. */
export interface JobRun {
  /** One try. */
  run(job: Job, token?: string): Promise<void>;
  /** BullMQ gave a job up: it ended its worker twice. Those that failed in `run` are kept already. */
  givenUp(job: Job, error: Error): Promise<void>;
}

/**
 * Joins a handler to its declaration: data is checked once more, errors are logged with ids, and what failed for good is
 * written down before the queue forgets the job. While it cannot be, the job is put off and tried again, unless its work
 * is found again anyway. BullMQ gets errors without words: it keeps what it is thrown beside jobs that wait.
 */
export async function jobRun<Data extends JobData>(
  job: JobDefinition<Data>,
  handle: (data: Data) => Promise<unknown>,
  ledger: JobLedger,
  log: Log,
): Promise<JobRun> {
  const { DelayedError, UnrecoverableError } = await import('bullmq');
  const told = new WeakSet<Error>();

  /** Whether it was written down. */
  const keep = async (given: Job, error: string, tries: number): Promise<boolean> => {
    const parsed = job.data.safeParse(given.data);
    // The queue counts its jobs anew when it was emptied.
    const itself = `${given.id} ${given.timestamp}`;
    const failure = {
      work: parsed.success ? (job.sameWork?.(parsed.data) ?? itself) : itself,
      data: parsed.success ? parsed.data : harmlessData(given.data),
      tries,
      error,
    };
    try {
      await ledger.keep(job, failure);
      return true;
    } catch (trouble) {
      log.error(
        { queue: job.name, data: failure.data, error, err: errorForLog(trouble) },
        'failed job not kept',
      );
      return false;
    }
  };

  const wordless = (Kind: new (message: string) => Error, text: string): Error => {
    const error = new Kind(text);
    error.stack = '';
    told.add(error);
    return error;
  };

  return {
    run: async (given, token) => {
      let data: Data;
      try {
        data = checkedData(job, given.data);
        await handle(data);
      } catch (error) {
        ledger.count(job);
        const tries = given.attemptsMade + 1;
        log.error(
          { queue: job.name, data: harmlessData(given.data), tries, err: errorForLog(error) },
          'job failed',
        );
        const text = errorLine(error);
        if (!(error instanceof JobDataError) && tries < (given.opts.attempts ?? 1))
          throw wordless(Error, text);
        if (!(await keep(given, text, given.attemptsStarted)) && !job.sameWork) {
          // Where the queue is away too, the job stays as if its worker had died, and is handed out again.
          await given.moveToDelayed(Date.now() + PUT_OFF_MS, token).catch(() => undefined);
          throw new DelayedError();
        }
        throw wordless(UnrecoverableError, text);
      }
      await ledger
        .succeeded(job, data)
        .catch((error) => log.warn({ queue: job.name, err: errorForLog(error) }, 'failure not forgotten'));
    },
    givenUp: async (given, error) => {
      if (told.has(error) || error.name !== 'UnrecoverableError') return;
      ledger.count(job);
      log.error({ queue: job.name, data: harmlessData(given.data) }, STALLED);
      // Taking it up to give it up is counted as a start, too.
      await keep(given, STALLED, given.attemptsStarted - 1);
    },
  };
}
