import { Injectable } from '@nestjs/common';
import { Settings, type Tx } from '#platform';
import { lockedRates, type RatesNow, ratesNow, setRates } from './rates.repository.js';
import { type Granted, grant, type RateLimits } from './rates.rules.js';

/** What `SendRates` answers. */
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
    const row = await ratesNow(tx);
    return granted(grant(Number.MAX_SAFE_INTEGER, limits, row, row.now), row);
  }

  /**
   * Takes leave to send up to `n` mails in the claiming transaction; what is not claimed with it is lost for its window.
   * The row is locked until the transaction ends, so that two workers never share one leave. No statement where no limit
   * is set.
   */
  async take(tx: Tx, n: number): Promise<RateGrant> {
    const { limits } = this;
    if (n <= 0 || !limits) return { granted: Math.max(0, n), nextAt: null };
    const row = await lockedRates(tx);
    const given = grant(n, limits, row, row.now);
    if (given.granted) await setRates(tx, { seconds: given.seconds, hours: given.hours });
    return granted(given, row);
  }

  private get limits(): RateLimits | undefined {
    const { mailPerSecond: perSecond, mailPerHour: perHour } = this.settings;
    return perSecond === undefined && perHour === undefined ? undefined : { perSecond, perHour };
  }
}

const granted = (given: Granted, { now }: RatesNow): RateGrant => ({
  granted: given.granted,
  nextAt: given.nextAt === null ? null : new Date(Date.now() + Math.ceil(given.nextAt - now)),
});
