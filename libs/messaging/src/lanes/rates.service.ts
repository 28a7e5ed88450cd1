import { Injectable } from '@nestjs/common';
import { Settings, type Tx } from '#platform';
import { give, type Slot } from './rates.rules.js';

/** What `Rates.take` answers. */
export interface RateGrant {
  granted: number;
  /** When to ask again, by this process's own clock; null where everything was granted. */
  nextAt: Date | null;
}

/** Limits of the whole installation, MAIL_PER_SECOND and MAIL_PER_HOUR, however many workers send. */
@Injectable()
export class Rates {
  constructor(private readonly settings: Settings) {}

  /**
   * Takes leave to send up to `n` mails in the claiming transaction; what is not claimed with it is lost for its window.
   * The row is locked until the transaction ends, so that two workers never share one leave. No statement where no limit
   * is set.
   */
  async take(tx: Tx, n: number): Promise<RateGrant> {
    const limits = { perSecond: this.settings.mailPerSecond, perHour: this.settings.mailPerHour };
    if (n <= 0 || (limits.perSecond === undefined && limits.perHour === undefined))
      return { granted: Math.max(0, n), nextAt: null };
    // The clock is read once the lock is held.
    const row = await tx.one<{ seconds: Slot[]; hours: Slot[]; now: number }>(
      `WITH held AS MATERIALIZED (SELECT seconds, hours FROM send_rate WHERE id = 1 FOR UPDATE)
       SELECT seconds, hours, (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS now FROM held`,
    );
    const given = give(n, limits, row!, row!.now);
    if (given.granted)
      await tx.execute(`UPDATE send_rate SET seconds = $1, hours = $2 WHERE id = 1`, [
        JSON.stringify(given.seconds),
        JSON.stringify(given.hours),
      ]);
    return {
      granted: given.granted,
      nextAt: given.nextAt === null ? null : new Date(Date.now() + Math.ceil(given.nextAt - row!.now)),
    };
  }
}
