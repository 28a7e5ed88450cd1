import type { Tx } from '#platform';
import { claimableStates, leadingTo, listed } from '../message.rules.js';
import { EXPIRED } from './claim.rules.js';

/** Ends what is not worth sending any more; what another worker has in hand is left to it. */
export function expire(tx: Tx, now: Date): Promise<number> {
  return tx.execute(
    `UPDATE message SET state = 'expired', reason = $2, settled_at = $1, next_attempt_at = NULL
      WHERE id IN (SELECT id FROM message WHERE state IN (${listed(leadingTo('expired'))}) AND expires_at <= $1
                    ORDER BY id FOR UPDATE SKIP LOCKED)`,
    [now, EXPIRED],
  );
}

/** A message that is due. */
export interface Due {
  id: string;
  area_id: string;
  /** Its worker was stopped with it before: it is taken in hand by itself. */
  alone: boolean;
}

/** What is due now: service mail first, then by time. */
export function due(tx: Tx, now: Date, limit: number): Promise<Due[]> {
  return tx.query(
    `SELECT id, area_id,
            state = 'retry' AND EXISTS (SELECT FROM attempt a WHERE a.area_id = m.area_id AND a.message_id = m.id
                                           AND a.outcome = 'stopped') AS alone
       FROM message m
      WHERE state IN (${listed(claimableStates)}) AND next_attempt_at <= $1
      ORDER BY purpose <> 'service', next_attempt_at, id LIMIT $2`,
    [now, limit],
  );
}
