import { type KeysetList, keyset, type ListPage, type PagePlace, type Tx } from '#platform';
import { LINE, type MessageLine } from './messages.repository.js';

/** A staff act that leaves a mail of unknown fate as it is; it then no longer waits for a decision. */
export const LEFT_UNKNOWN = 'settled-left';

const byWritten: KeysetList = { sort: { sql: 'created_at', type: 'timestamptz', way: 'DESC' } };

/**
 * One page of mail of unknown fate that nobody has decided about since it became so, newest first; the oldest would be those whose
 * recipients nobody will remember.
 */
export async function undecided(
  tx: Tx,
  areaId: string,
  hidden: readonly string[],
  place: PagePlace,
  limit: number,
): Promise<ListPage<MessageLine & { unknowns: number }>> {
  const params: unknown[] = [areaId, LEFT_UNKNOWN, hidden];
  const read = keyset(byWritten, place, limit, params);
  return read.page(
    await tx.query<MessageLine & { unknowns: number; place: [string, string] }>(
      `SELECT ${LINE}, unknowns, ${read.column} FROM message m
        WHERE ${UNDECIDED} ${read.where} ORDER BY ${read.order} LIMIT ${read.limit}`,
      params,
    ),
  );
}

const UNDECIDED = `m.area_id = $1 AND m.state = 'unknown' AND m.template <> ALL ($3::text[])
  AND NOT EXISTS (SELECT FROM delivery_event e WHERE e.area_id = m.area_id AND e.message_id = m.id
                     AND e.kind = $2 AND e.at >= m.settled_at)`;

/** How many wait for a decision. */
export async function countUndecided(tx: Tx, areaId: string, hidden: readonly string[]): Promise<number> {
  const row = await tx.one<{ n: string }>(`SELECT count(*) AS n FROM message m WHERE ${UNDECIDED}`, [
    areaId,
    LEFT_UNKNOWN,
    hidden,
  ]);
  return Number(row!.n);
}

/** Gives locked messages of unknown fate their decision; answers those that were of unknown fate. */
export async function decideUnknown(
  tx: Tx,
  areaId: string,
  ids: readonly string[],
  to: 'sent' | 'queued' | 'unknown',
  reason: string,
  now: Date,
): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    `UPDATE message
        SET state = $3, reason = $4, give_up_at = NULL,
            next_attempt_at = CASE WHEN $3 = 'queued' THEN $5::timestamptz END,
            settled_at = CASE $3 WHEN 'queued' THEN NULL WHEN 'sent' THEN $5::timestamptz ELSE settled_at END
      WHERE area_id = $1 AND id = ANY ($2::uuid[]) AND state = 'unknown' RETURNING id`,
    [areaId, ids, to, reason, now],
  );
  return rows.map((row) => row.id);
}
