import type { Tx } from '#platform';
import { EXPIRED } from './claim.rules.js';

/**
 * Messages whose worker died, by the database's clock. Claimed only: nothing can have left, so at once again. In phase
 * data: nobody knows; a service mail goes once more at `resendAt`, the others wait for a bounce or a person.
 */
export async function takeBack(
  tx: Tx,
  now: Date,
  resendAt: Date,
): Promise<{ id: string; areaId: string; state: 'retry' | 'unknown' }[]> {
  return tx.query(
    `WITH lost AS (
       SELECT area_id, id, phase, attempts FROM message
        WHERE state = 'sending' AND lease_until < clock_timestamp()
        ORDER BY id FOR UPDATE SKIP LOCKED
     ), back AS (
       UPDATE message m
          SET state = CASE WHEN lost.phase = 'data' THEN 'unknown' ELSE 'retry' END,
              reason = CASE WHEN lost.phase = 'data'
                THEN 'The program stopped while it handed the mail over. It may have arrived.'
                ELSE 'The program stopped before anything was handed over.' END,
              next_attempt_at = CASE WHEN lost.phase = 'claimed' THEN $1::timestamptz
                WHEN m.purpose = 'service' AND m.unknowns = 0 THEN $2::timestamptz END,
              settled_at = CASE WHEN lost.phase = 'data' THEN $1::timestamptz END,
              unknowns = m.unknowns + (lost.phase = 'data')::int,
              lease_token = NULL, lease_until = NULL, phase = NULL
         FROM lost WHERE m.area_id = lost.area_id AND m.id = lost.id
       RETURNING m.id, m.area_id, m.state, m.attempts
     ), noted AS (
       UPDATE attempt a SET ended_at = $1, outcome = back.state, smtp_text = 'The program stopped'
         FROM back WHERE a.area_id = back.area_id AND a.message_id = back.id AND a.number = back.attempts
     )
     SELECT id, area_id AS "areaId", state FROM back`,
    [now, resendAt],
  );
}

/** Ends what is not worth sending any more. */
export function expire(tx: Tx, now: Date): Promise<number> {
  return tx.execute(
    `UPDATE message SET state = 'expired', reason = $2, settled_at = $1, next_attempt_at = NULL
      WHERE state IN ('queued', 'retry', 'held') AND expires_at <= $1`,
    [now, EXPIRED],
  );
}

/** What is due now: service mail first, then by time. */
export function due(tx: Tx, now: Date, limit: number): Promise<{ id: string; area_id: string }[]> {
  return tx.query(
    `SELECT id, area_id FROM message
      WHERE state IN ('queued', 'retry', 'unknown') AND next_attempt_at <= $1
      ORDER BY purpose <> 'service', next_attempt_at, id LIMIT $2`,
    [now, limit],
  );
}
