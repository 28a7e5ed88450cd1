import type { Tx } from '#platform';
import { SendRate } from './flow-control.entity.js';

/** What was handed out lately, and the milliseconds of the database's clock. */
export interface RatesNow extends Pick<SendRate, 'seconds' | 'hours'> {
  now: number;
}

const NOW = '(extract(epoch FROM clock_timestamp()) * 1000)::float8 AS now';

/** A look that holds nobody up. */
export const ratesNow = async (tx: Tx): Promise<RatesNow> =>
  (await tx.one<RatesNow>(`SELECT seconds, hours, ${NOW} FROM send_rate WHERE id = 1`))!;

/** The same, locked until the transaction ends; the clock is read once the lock is held. */
export const lockedRates = async (tx: Tx): Promise<RatesNow> =>
  (await tx.one<RatesNow>(
    `WITH held AS MATERIALIZED (SELECT seconds, hours FROM send_rate WHERE id = 1 FOR UPDATE)
     SELECT seconds, hours, ${NOW} FROM held`,
  ))!;

export async function setRates(tx: Tx, rates: Pick<SendRate, 'seconds' | 'hours'>): Promise<void> {
  await tx.repository(SendRate).update({ id: 1 }, rates);
}
