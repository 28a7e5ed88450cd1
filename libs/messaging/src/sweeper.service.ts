import { Inject, Injectable } from '@nestjs/common';
import { Clock, Database, LOG, type Log, Queues } from '#platform';
import { RESEND_MINUTES } from './message.rules.js';
import { BATCH, SEND_JOB, SWEEP_JOB, sendJobs } from './send-job.js';
import { due, expire, takeBack } from './sweep.store.js';

/** Ids fed to the queue in one sweep; the backlog stays in our table (a long queue slows PostgreSQL's planner). */
const FEED = 4_000;

/** Finds what is due and what was left lying, so that an emptied queue or a dead worker loses nothing. */
@Injectable()
export class Sweeper {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly queues: Queues,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /** One sweep; any number may run at once. */
  async sweep(): Promise<void> {
    const now = this.clock.now();
    const back = await this.db.write('all', async (tx) => {
      await expire(tx, now);
      return takeBack(tx, now, new Date(now.getTime() + RESEND_MINUTES * 60_000));
    });
    if (back.length)
      this.log.warn(
        {
          retry: back.filter((m) => m.state === 'retry').length,
          unknown: back.filter((m) => m.state === 'unknown').length,
        },
        'messages of a stopped worker taken back',
      );
    await this.feed(now);
  }

  private async feed(now: Date): Promise<void> {
    // What is still queued from the last sweep need not be queued again.
    if ((await this.queues.waiting(SEND_JOB)) * BATCH >= FEED / 2) return;
    const rows = await this.db.read('all', (tx) => due(tx, now, FEED));
    if (!rows.length) return;
    await this.queues.add(SEND_JOB, sendJobs(rows));
    // There may be more: the sweep after these comes behind them in the queue's time, not in thirty seconds.
    if (rows.length === FEED) await this.queues.add(SEND_JOB, [{ data: { sweep: 1 } }]);
  }

  /** The name of the job that sweeps, to be queued when the last fed ids are done. */
  again(): Promise<void> {
    return this.queues.add(SWEEP_JOB, [{ data: {} }]);
  }
}
