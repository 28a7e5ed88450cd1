import type { Tx } from '#platform';
import { claimableStates, leadingTo, listed } from '../message/message.rules.js';
import { SERVICE, type ToQueue } from '../outbox/send-job.js';
import { CRASHED } from './delivery-result.rules.js';

export const EXPIRED = 'It was not worth sending any more when its turn came.';

/** Ends what is not worth sending any more; what another worker has in hand is left to it. */
export function expire(tx: Tx, now: Date): Promise<number> {
  return tx.execute(
    `UPDATE message SET state = 'expired', reason = $2, settled_at = $1, next_attempt_at = NULL, hold = NULL
      WHERE id IN (SELECT id FROM message WHERE state IN (${listed(leadingTo('expired'))}) AND expires_at <= $1
                    ORDER BY id FOR UPDATE SKIP LOCKED)`,
    [now, EXPIRED],
  );
}

/** Priorities of messages, the urgent first (message.priority). */
export const PRIORITIES = [SERVICE, 2, 3];

/**
 * What is due now: by priority, then by time; each priority comes straight from its stretch of the index. An area that
 * waits for its release after a restore is left out: nothing of it would be claimed, and the others would wait behind it
 * (`coalesce` keeps the planner from taking that for a rare thing and leaving the index).
 */
export function due(
  tx: Tx,
  now: Date,
  limit: number,
  priorities: readonly number[] = PRIORITIES,
): Promise<ToQueue[]> {
  const stretch = (priority: number) =>
    `(SELECT id, area_id, priority, next_attempt_at, attempts, state FROM message
       WHERE priority = ${priority} AND state IN (${listed(claimableStates)}) AND next_attempt_at <= $1
         AND coalesce(area_id <> ALL (ARRAY(SELECT area_id FROM mail_restore WHERE released_at IS NULL)), true)
       ORDER BY next_attempt_at, id LIMIT $2)`;
  return tx.query(
    `SELECT id, area_id, priority,
            CASE WHEN state = 'retry' THEN (SELECT count(*)::int FROM attempt a
                                             WHERE a.area_id = m.area_id AND a.message_id = m.id
                                               AND a.outcome = 'stopped' AND a.smtp_text = $3)
                 ELSE 0 END AS stops
       FROM (${priorities.map(stretch).join(' UNION ALL ')}) m
      ORDER BY priority, next_attempt_at, id LIMIT $2`,
    [now, limit, CRASHED],
  );
}
