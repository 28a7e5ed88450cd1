import { LessThan } from 'typeorm';
import type { Reads, Tx } from './database.js';
import { RateCount } from './rate-count.entity.js';

/** One window of one key of a limit. */
export type RateKey = Pick<RateCount, 'limitName' | 'keyHash' | 'beganAt'>;

/** How many acts were let through in a window. */
export const takenIn = async (tx: Tx, key: RateKey): Promise<number> =>
  (await tx.repository(RateCount).findOneBy(key))?.taken ?? 0;

/** Counts acts while no more than `free` are taken with them; false when they would be more, and counts none then. */
export const takeActs = async (
  tx: Tx,
  key: RateKey,
  { free, acts, keptUntil }: { free: number; acts: number; keptUntil: Date },
): Promise<boolean> =>
  (await tx.execute(
    `INSERT INTO rate_count AS c (limit_name, key_hash, began_at, kept_until, taken, refused)
     SELECT $1, $2, $3::timestamptz, $4::timestamptz, $6::integer, 0 WHERE $5 >= $6::integer
     ON CONFLICT (limit_name, key_hash, began_at) DO UPDATE SET taken = c.taken + $6 WHERE c.taken + $6 <= $5`,
    [key.limitName, key.keyHash, key.beganAt, keptUntil, free, acts],
  )) > 0;

/** Counts a refusal; answers how many acts were let through in the window, and how many refused. */
export async function countRefusal(
  tx: Tx,
  key: RateKey,
  keptUntil: Date,
): Promise<{ taken: number; refused: number }> {
  const row = await tx.one<{ taken: number; refused: number }>(
    `INSERT INTO rate_count AS c (limit_name, key_hash, began_at, kept_until, taken, refused)
     VALUES ($1, $2, $3, $4, 0, 1)
     ON CONFLICT (limit_name, key_hash, began_at)
       DO UPDATE SET refused = c.refused + 1, kept_until = greatest(c.kept_until, EXCLUDED.kept_until)
     RETURNING taken, refused`,
    [key.limitName, key.keyHash, key.beganAt, keptUntil],
  );
  return row!;
}

/** A limit that was met: how often, by how many, and the window in which it was last. */
export interface LimitMet {
  name: string;
  refused: number;
  keys: number;
  last: Date;
}

export const limitsMet = (reads: Reads, most: number): Promise<LimitMet[]> =>
  reads.query<LimitMet>(
    `SELECT limit_name AS name, sum(refused)::int AS refused, count(DISTINCT key_hash)::int AS keys, max(began_at) AS last
       FROM rate_count WHERE refused > 0 GROUP BY limit_name ORDER BY max(began_at) DESC, limit_name LIMIT $1`,
    [most],
  );

/** Takes acts back. */
export async function untakeActs(tx: Tx, key: RateKey, acts: number): Promise<void> {
  await tx.execute(
    `UPDATE rate_count SET taken = greatest(0, taken - $4)
      WHERE limit_name = $1 AND key_hash = $2 AND began_at = $3`,
    [key.limitName, key.keyHash, key.beganAt, acts],
  );
}

/** Takes away what was kept until before an instant; answers how many. */
export const sweepCounts = async (tx: Tx, now: Date): Promise<number> =>
  (await tx.repository(RateCount).delete({ keptUntil: LessThan(now) })).affected ?? 0;
