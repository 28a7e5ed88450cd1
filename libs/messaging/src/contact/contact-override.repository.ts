import type { Tx } from '#platform';
import type { MessageOverride } from '../message/message.entity.js';

export interface Overridable {
  id: string;
  areaId: string;
  hold: string | null;
  /** Not gone and not ended. */
  open: boolean;
  /** The code of what the contact policy said last. */
  decided: string | null;
}

/** One message, locked, whichever of the named areas it is in. */
export const lockForOverride = (tx: Tx, id: string): Promise<Overridable | undefined> =>
  tx.one<Overridable>(
    `SELECT id, area_id AS "areaId", hold, state IN ('queued', 'retry', 'held') AS open,
            decision->>'code' AS decided
       FROM message WHERE id = $1 FOR UPDATE`,
    [id],
  );

/** Writes the leave and makes the message due. */
export const writeOverride = (
  tx: Tx,
  message: Overridable,
  override: MessageOverride,
  now: Date,
): Promise<number> =>
  tx.execute(
    `UPDATE message
        SET override = $3, state = CASE WHEN state = 'held' THEN 'queued' ELSE state END, next_attempt_at = $4,
            hold = NULL, reason = NULL
      WHERE area_id = $1 AND id = $2`,
    [message.areaId, message.id, JSON.stringify(override), now],
  );
