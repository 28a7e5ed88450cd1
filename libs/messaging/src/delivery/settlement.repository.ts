import { type Actor, areaEqualsNoIndex, type Tx } from '#platform';
import { forceKeyLookups } from '../message/key-lookups.repository.js';
import { lateAnswers, listed } from '../message/message.rules.js';
import { type ClaimedMail, lockMessages } from './claim.repository.js';
import type { Outcome } from './delivery-result.rules.js';

/** How an attempt with a mail ended. */
export interface EndedAttempt {
  mail: ClaimedMail;
  outcome: Outcome;
}

/**
 * Writes what follows from attempts that ended. Only the holder of the lease settles, with one exception: an answer that
 * came after the sweeper had called the fate unknown is still the truth. Answers the ids that were settled.
 */
export async function settle(tx: Tx, ends: readonly EndedAttempt[], now: Date): Promise<Set<string>> {
  await forceKeyLookups(tx);
  await lockMessages(
    tx,
    ends.map(({ mail }) => mail.id),
  );
  const rows = await tx.query<{ id: string }>(
    `UPDATE message m
        SET state = r."to", reason = r.reason, next_attempt_at = r."nextAttemptAt", lease_token = NULL,
            unknowns = m.unknowns + (r."to" = 'unknown')::int,
            settled_at = CASE WHEN r."to" = 'retry' THEN NULL ELSE $2::timestamptz END
       FROM jsonb_to_recordset($1::jsonb) AS r(id uuid, "areaId" uuid, "leaseToken" uuid, number integer, "to" text,
            reason text, "nextAttemptAt" timestamptz)
      WHERE m.id = r.id AND ${areaEqualsNoIndex('m.area_id', 'r."areaId"')} AND m.attempts = r.number
        AND (m.lease_token = r."leaseToken"
             OR m.state = 'unknown' AND r."to" IN (${listed(lateAnswers)}))
     RETURNING m.id`,
    [
      JSON.stringify(
        ends.map(({ mail, outcome }) => ({
          id: mail.id,
          areaId: mail.areaId,
          leaseToken: mail.leaseToken,
          number: mail.attempts,
          to: outcome.to,
          reason: outcome.reason,
          nextAttemptAt: outcome.nextAttemptAt,
        })),
      ),
      now,
    ],
  );
  return new Set(rows.map((row) => row.id));
}

/** Closes the attempts of a stopped worker that the attempt log had left open. */
export async function closeAttempts(tx: Tx, ends: readonly EndedAttempt[], now: Date): Promise<void> {
  await tx.execute(
    `UPDATE attempt a
        SET ended_at = $2, outcome = r.outcome, reason = r.reason, smtp_code = r.code, smtp_text = r.text
       FROM jsonb_to_recordset($1::jsonb) AS r("attemptId" uuid, outcome text, reason text, code integer, text text)
      WHERE a.id = r."attemptId" AND a.outcome IS NULL`,
    [JSON.stringify(ends.map(({ mail, outcome }) => ({ attemptId: mail.attemptId, ...outcome }))), now],
  );
}

/** A fact about a mail from outside an attempt; the same event twice is one. */
export async function recordEvents(
  tx: Tx,
  events: readonly {
    id: string;
    areaId: string;
    messageId: string;
    source: string;
    eventId: string;
    kind: string;
    at: Date;
    actor: Actor;
    detail: string | null;
  }[],
): Promise<void> {
  if (!events.length) return;
  await tx.execute(
    `INSERT INTO delivery_event (id, area_id, message_id, source, event_id, kind, at, actor, detail)
     SELECT id, "areaId", "messageId", source, "eventId", kind, at, actor, detail
       FROM jsonb_to_recordset($1::jsonb) AS r(id uuid, "areaId" uuid, "messageId" uuid, source text, "eventId" text,
            kind text, at timestamptz, actor jsonb, detail text)
     ON CONFLICT (area_id, source, event_id) DO NOTHING`,
    [JSON.stringify(events)],
  );
}
