import type { Tx } from '#platform';
import { leadingTo, listed } from '../message/message.rules.js';

/** Which messages of an area a pause means. */
export interface HoldScope {
  areaId: string;
  /** null: all. */
  campaign: string | null;
  /** Service mail goes on. */
  exceptService: boolean;
}

const IN_SCOPE = `area_id = $1 AND ($2::text IS NULL OR campaign = $2) AND (NOT $3 OR purpose <> 'service')`;
const scoped = (scope: HoldScope) => [scope.areaId, scope.campaign, scope.exceptService];

/**
 * Holds what has not left, keeping the time it was due; answers how many. A mail being sent is held too while it is only
 * claimed: its attempt is closed, which the sender sees before the first byte. One that is leaving cannot be stopped. One
 * of unknown fate stays so, but does not go once more meanwhile.
 */
export async function holdMessages(
  tx: Tx,
  scope: HoldScope,
  why: { hold: string; reason: string },
  now: Date,
): Promise<number> {
  await tx.execute(
    `SELECT id FROM message
      WHERE ${IN_SCOPE}
        AND (state IN (${listed(leadingTo('held'))}) OR state = 'unknown' AND next_attempt_at IS NOT NULL)
      ORDER BY id FOR UPDATE`,
    scoped(scope),
  );
  const rows = await tx.query<{ n: number }>(
    `WITH claimed AS (
       -- In the order in which a sender's attempt log locks them, so that the two never wait for each other in a circle.
       SELECT a.id FROM message m
         JOIN attempt a ON a.area_id = m.area_id AND a.message_id = m.id AND a.number = m.attempts
        WHERE m.area_id = $1 AND ($2::text IS NULL OR m.campaign = $2) AND (NOT $3 OR m.purpose <> 'service')
          AND m.state = 'sending' AND a.outcome IS NULL AND a.phase = 'claimed'
        ORDER BY a.id FOR UPDATE OF a
     ), stopped AS (
       UPDATE attempt a SET ended_at = $6, outcome = 'stopped', reason = $5
         FROM claimed WHERE a.area_id = $1 AND a.id = claimed.id AND a.outcome IS NULL AND a.phase = 'claimed'
       RETURNING a.message_id
     ), held AS (
       UPDATE message m
          SET state = CASE WHEN state = 'unknown' THEN state ELSE 'held' END, hold = $4,
              reason = CASE WHEN state = 'unknown' THEN reason ELSE $5 END,
              due_at = coalesce(due_at, next_attempt_at, $6), next_attempt_at = NULL, lease_token = NULL
        WHERE ${IN_SCOPE}
          AND (state IN ('queued', 'retry') OR state = 'unknown' AND next_attempt_at IS NOT NULL
               OR state = 'sending' AND id IN (SELECT message_id FROM stopped))
       RETURNING 1
     )
     SELECT count(*)::int AS n FROM held`,
    [...scoped(scope), why.hold, why.reason, now],
  );
  return rows[0]!.n;
}

/** Which of the held messages are meant. */
export interface HeldScope {
  areaId: string;
  /** Codes of what holds them. */
  holds: readonly string[];
  onlyService?: boolean;
  /** Of one sending: a campaign, or the single mails of one kind. */
  sending?: { campaign: string } | { template: string };
}

const HELD = `area_id = $1 AND hold = ANY($2) AND (NOT $3 OR purpose = 'service') AND ($4::text IS NULL OR campaign = $4)
  AND ($5::text IS NULL OR campaign IS NULL AND template = $5) AND (state = 'held' OR state = 'unknown' AND due_at IS NOT NULL)`;
const heldBy = ({ areaId, holds, onlyService, sending }: HeldScope) => [
  areaId,
  holds,
  onlyService ?? false,
  sending && 'campaign' in sending ? sending.campaign : null,
  sending && 'template' in sending ? sending.template : null,
];

/** Lets held messages go at the time they were due; answers how many. */
export function releaseMessages(tx: Tx, held: HeldScope, now: Date): Promise<number> {
  return tx.execute(
    `UPDATE message
        SET state = CASE WHEN state = 'held' THEN 'queued' ELSE state END,
            reason = CASE WHEN state = 'held' THEN NULL ELSE reason END,
            next_attempt_at = coalesce(due_at, $6), due_at = NULL, hold = NULL
      WHERE id IN (SELECT id FROM message WHERE ${HELD} ORDER BY id FOR UPDATE)`,
    [...heldBy(held), now],
  );
}

/** Ends held messages for good; one of unknown fate only does not go once more. Answers how many. */
export function cancelHeld(tx: Tx, held: HeldScope, reason: string, now: Date): Promise<number> {
  return tx.execute(
    `UPDATE message
        SET state = CASE WHEN state = 'held' THEN 'cancelled' ELSE state END,
            reason = CASE WHEN state = 'held' THEN $7 ELSE concat_ws(' ', reason, 'It does not go once more: ' || $7::text) END,
            settled_at = CASE WHEN state = 'held' THEN $6::timestamptz ELSE settled_at END,
            next_attempt_at = NULL, due_at = NULL, hold = NULL
      WHERE id IN (SELECT id FROM message WHERE ${HELD} ORDER BY id FOR UPDATE)`,
    [...heldBy(held), now, reason],
  );
}
