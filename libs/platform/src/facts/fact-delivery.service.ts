import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import { Clock } from '../clock.js';
import { Database, type Tx } from '../database.js';
import { FailedJobs } from '../failed-jobs.js';
import { defineJob, programName } from '../job.js';
import { errorForLog, errorLine, LOG, type Log } from '../logging.js';
import {
  factsAfterCursor,
  moveCursor,
  noteFailure,
  numberFacts,
  openCursors,
  type StoredFact,
  storedFact,
} from './fact.repository.js';
import { type FactSubscriber, FactSubscribers } from './fact-subscribers.js';

/** Facts numbered in one transaction; with four indexes some 20 µs each. */
const NUMBERED_AT_ONCE = 5_000;
const READ_AT_ONCE = 100;
/** What stands behind a transaction that still writes is looked for again after so long. */
const LOOK_AGAIN_MS = 1_000;
/** How long a fact that cannot be followed holds up those behind it, try by try; then it is set aside. */
const PAUSES_MS = [5_000, 30_000, 120_000, 600_000];

/**
 * Hands one fact that was set aside to its subscriber. Only ever queued from the list of failed jobs, where setting aside
 * puts it, and put back there when it fails again: nothing else finds it.
 */
export const FOLLOW_FACT_JOB = defineJob({
  name: 'platform.follow-fact',
  data: z.object({ subscriber: z.string().regex(programName), factId: z.uuid() }),
  concurrency: 1,
  attempts: 5,
  backoff: { type: 'exponential', delay: 2_000, jitter: 0.5 },
});

/** Numbers facts and hands them to their subscribers. */
@Injectable()
export class FactDelivery {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly subscribers: FactSubscribers,
    private readonly failedJobs: FailedJobs,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /**
   * Numbers what can be numbered, then hands on to each subscriber what is new to it. Any number of workers may do it at
   * once: one numbers at a time, and a subscriber gets each fact from one of them. One subscriber in trouble holds up no
   * other. Answers how many facts were followed.
   */
  async run(): Promise<number> {
    const kinds = this.subscribers.kinds;
    let left = false;
    for (let numbered = NUMBERED_AT_ONCE; numbered === NUMBERED_AT_ONCE; )
      ({ numbered, left } = await this.db.write('all', (tx) => numberFacts(tx, NUMBERED_AT_ONCE, kinds)));
    await this.db.write('all', (tx) =>
      openCursors(
        tx,
        this.subscribers.all.map(({ name }) => name),
      ),
    );
    const outcomes = await Promise.allSettled(this.subscribers.all.map((one) => this.deliver(one)));
    if (left) await this.subscribers.wake(LOOK_AGAIN_MS);
    const trouble = outcomes.find((outcome) => outcome.status === 'rejected');
    if (trouble) throw trouble.reason;
    return outcomes.reduce((sum, outcome) => sum + (outcome.status === 'fulfilled' ? outcome.value : 0), 0);
  }

  /**
   * Hands a fact that was set aside to its subscriber, after those that were behind it; the cursor stays where it is. It may
   * be done twice, as any job. Throws what the subscriber throws.
   */
  async followAgain({ subscriber, factId }: { subscriber: string; factId: string }): Promise<void> {
    const known = this.subscribers.get(subscriber);
    const fact = await this.db.read('all', (tx) => storedFact(tx, factId));
    // A subscriber this version has no more, or a fact that went with its area: there is nothing to be done.
    if (known && fact) await this.db.write([fact.areaId], (tx) => known.handle(tx, fact));
  }

  private async deliver(subscriber: FactSubscriber): Promise<number> {
    const { name } = subscriber;
    const kinds = subscriber.kinds.map(({ kind }) => kind);
    for (let followed = 0; ; ) {
      const now = this.clock.now();
      const found = await this.db.read('all', (tx) => factsAfterCursor(tx, name, kinds, now, READ_AT_ONCE));
      if (!found) return followed;
      let { cursor } = found;
      for (const fact of found.facts) {
        const mine = await this.one(subscriber, cursor, fact);
        if (!mine) return followed;
        cursor = fact.position;
        followed += 1;
      }
      if (found.facts.length < READ_AT_ONCE) {
        // What is not of its kinds lies behind it, and is not read again.
        if (cursor !== found.last)
          await this.db.write('all', (tx) => moveCursor(tx, name, cursor, found.last));
        return followed;
      }
    }
  }

  /** False: another worker follows this subscriber's facts, or the fact has to wait. */
  private async one(subscriber: FactSubscriber, cursor: string, fact: StoredFact): Promise<boolean> {
    try {
      return await this.db.write([fact.areaId], async (tx) => {
        if (!(await moveCursor(tx, subscriber.name, cursor, fact.position))) return false;
        await subscriber.handle(tx, fact);
        return true;
      });
    } catch (error) {
      this.log.warn(
        { subscriber: subscriber.name, fact: fact.id, err: errorForLog(error) },
        'fact not followed',
      );
      return this.db.write('all', (tx) => this.failed(tx, subscriber.name, cursor, fact, error));
    }
  }

  /** After the last pause the fact is set aside among the failed jobs, and those behind it go on. */
  private async failed(
    tx: Tx,
    subscriber: string,
    cursor: string,
    fact: StoredFact,
    error: unknown,
  ): Promise<boolean> {
    const now = this.clock.now().getTime();
    const pause = (tries: number) => PAUSES_MS[tries - 1] ?? 0;
    const tries = await noteFailure(tx, subscriber, cursor, (n) => new Date(now + pause(n)));
    if (tries === undefined) return false;
    if (tries <= PAUSES_MS.length) {
      tx.afterCommit(() => this.subscribers.wake(pause(tries)));
      return false;
    }
    const data = { subscriber, factId: fact.id };
    const work = `${subscriber} ${fact.id}`;
    await this.failedJobs.keepIn(tx, FOLLOW_FACT_JOB, { work, data, tries, error: errorLine(error) });
    return moveCursor(tx, subscriber, cursor, fact.position);
  }
}
