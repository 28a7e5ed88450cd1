import { In } from 'typeorm';
import type { Tx } from '#platform';
import { WorkerLease } from './delivery.entity.js';

/** Lets leases hold for so many seconds more, by the database's clock, and forgets those that ended long ago. */
export async function writeLeases(
  tx: Tx,
  tokens: readonly string[],
  { seconds, forgetAfter }: { seconds: number; forgetAfter: number },
): Promise<void> {
  await tx.execute(
    `INSERT INTO worker_lease (token, until)
     SELECT token, clock_timestamp() + make_interval(secs => $2) FROM unnest($1::uuid[]) AS token
     ON CONFLICT (token) DO UPDATE SET until = excluded.until`,
    [tokens, seconds],
  );
  await tx.execute(`DELETE FROM worker_lease WHERE until < clock_timestamp() - make_interval(secs => $1)`, [
    forgetAfter,
  ]);
}

export async function endLeases(tx: Tx, tokens: readonly string[]): Promise<void> {
  await tx.repository(WorkerLease).delete({ token: In([...tokens]) });
}
