import { Injectable } from '@nestjs/common';
import { Settings, type Tx } from '#platform';
import { type Granted, grant, type RateLimits, type Slot } from './rates.rules.js';

/** What `Rates.take` answers. */
export interface RateGrant {
  granted: number;
  /** When to ask again, by this process's own clock; null where everything was granted. */
  nextAt: Date | null;
}

/** Limits of the whole installation, MAIL_PER_SECOND and MAIL_PER_HOUR, however many workers send. */
@Injectable()
export class SendRates {
  constructor(private readonly settings: Settings) {}

  /** How many mails might go now, and when to ask again where that is none; a look that holds nobody up. */
  async free(tx: Tx): Promise<RateGrant> {
    const { limits } = this;
    if (!limits) return { granted: Number.POSITIVE_INFINITY, nextAt: null };
    const row = await tx.one<Row>(`SELECT seconds, hours, ${NOW} FROM send_rate WHERE id = 1`);
    return granted(grant(Number.MAX_SAFE_INTEGER, limits, row!, row!.now), row!);
  }

  /**
   * Takes leave to send up to `n` mails in the claiming transaction; what is not claimed with it is lost for its window.
   * The row is locked until the transaction ends, so that two workers never share one leave. No statement where no limit
   * is set.
   */
  async take(tx: Tx, n: number): Promise<RateGrant> {
    const { limits } = this;
    if (n <= 0 || !limits) return { granted: Math.max(0, n), nextAt: null };
    // The clock is read once the lock is held.
    const row = await tx.one<Row>(
      `WITH held AS MATERIALIZED (SELECT seconds, hours FROM send_rate WHERE id = 1 FOR UPDATE)
       SELECT seconds, hours, ${NOW} FROM held`,
    );
    const given = grant(n, limits, row!, row!.now);
    if (given.granted)
      await tx.execute(`UPDATE send_rate SET seconds = $1, hours = $2 WHERE id = 1`, [
        JSON.stringify(given.seconds),
        JSON.stringify(given.hours),
      ]);
    return granted(given, row!);
  }

  private get limits(): RateLimits | undefined {
    const { mailPerSecond: perSecond, mailPerHour: perHour } = this.settings;
    return perSecond === undefined && perHour === undefined ? undefined : { perSecond, perHour };
  }
}

interface Row {
  seconds: Slot[];
  hours: Slot[];
  /** Milliseconds of the database's clock. */
  now: number;
}

const NOW = '(extract(epoch FROM clock_timestamp()) * 1000)::float8 AS now';

const granted = (given: Granted, { now }: Row): RateGrant => ({
  granted: given.granted,
  nextAt: given.nextAt === null ? null : new Date(Date.now() + Math.ceil(given.nextAt - now)),
});
