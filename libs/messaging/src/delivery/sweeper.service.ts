import { Inject, Injectable } from '@nestjs/common';
import { Clock, Database, LOG, type Log, Queues } from '#platform';
import type { MessageState } from '../message/message.rules.js';
import {
  BATCH,
  queueJobs,
  SEND_JOB,
  SEND_SERVICE_JOB,
  SERVICE,
  SWEEP_JOB,
  sendJobs,
} from '../outbox/send-job.js';
import { type LostMail, lockLost } from './claim.repository.js';
import { afterAnswer, afterCrash, type Outcome } from './delivery-result.rules.js';
import { SendMeter } from './send-meter.js';
import { closeAttempts } from './settlement.repository.js';
import { SettlementService } from './settlement.service.js';
import { due, expire, PRIORITIES } from './sweep.repository.js';

/** Ids fed to the queue in one sweep; the backlog stays in our table (a long queue slows PostgreSQL's planner). */
const FEED = 4_000;
/** Messages taken back in one transaction. */
const LOST = 500;

/** Finds what is due and what was left lying, so that an emptied queue or a dead worker loses nothing. */
@Injectable()
export class Sweeper {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly queues: Queues,
    private readonly settlements: SettlementService,
    private readonly meter: SendMeter,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /** One sweep; any number may run at once. */
  async sweep(): Promise<void> {
    const now = this.clock.now();
    await this.db.write('all', (tx) => expire(tx, now));
    for (;;) {
      const lost = await this.takeBack(now);
      if (lost.length)
        this.log.warn({ messages: lost.length, to: countsOf(lost) }, 'messages of a stopped worker');
      if (lost.length < LOST) break;
    }
    await this.feed(now);
    this.meter.swept();
  }

  /**
   * One transaction for all areas: that a lease ran out or a time is over is the program's own affair, decided by rules
   * alone, with no word from outside in it; so no area has anything that could stop the others.
   */
  private takeBack(now: Date): Promise<MessageState[]> {
    return this.db.write('all', async (tx) => {
      const ends = (await lockLost(tx, LOST)).map((mail) => ({ mail, outcome: outcomeOf(mail, now) }));
      if (!ends.length) return [];
      await closeAttempts(tx, ends, now);
      await this.settlements.write(tx, ends);
      return ends.map(({ outcome }) => outcome.to);
    });
  }

  private async feed(now: Date): Promise<void> {
    // What is still queued, or waits in the queue until a limit lets it go, need not be queued again; service mail waits
    // behind none of the rest.
    const full = async (job: { name: string }) => (await this.queues.waiting(job, true)) * BATCH >= FEED / 2;
    const [service, rest] = await Promise.all([full(SEND_SERVICE_JOB), full(SEND_JOB)]);
    const fed = PRIORITIES.filter((priority) => !(priority === SERVICE ? service : rest));
    if (!fed.length) return;
    const rows = await this.db.read('all', (tx) => due(tx, now, FEED, fed));
    if (!rows.length) return;
    await queueJobs(this.queues, sendJobs(rows));
    // There may be more: the sweep after these comes behind them in the queue's time, not in thirty seconds.
    if (rows.length === FEED) await this.queues.add(SEND_JOB, [{ data: { sweep: 1 } }]);
  }

  /** Queues another sweep; asked for by the job behind the last ids that were fed. */
  again(): Promise<void> {
    return this.queues.add(SWEEP_JOB, [{ data: {} }]);
  }
}

/** What the dead worker wrote in the attempt log counts; where it knew nothing, how far the mail was. */
function outcomeOf(mail: LostMail, now: Date): Outcome {
  const { answered } = mail;
  if (!answered) return afterCrash(mail, now);
  return afterAnswer(mail, { ...answered, to: answered.outcome as 'sent' }, now);
}

/** How many of each. */
function countsOf(states: readonly MessageState[]): Partial<Record<MessageState, number>> {
  const counts: Partial<Record<MessageState, number>> = {};
  for (const state of states) counts[state] = (counts[state] ?? 0) + 1;
  return counts;
}
