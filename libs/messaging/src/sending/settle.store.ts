import type { Tx } from '#platform';
import { lateAnswers, listed } from '../message.rules.js';
import { lockMessages } from './claim.store.js';
import type { Ending } from './ending.rules.js';

/** How one attempt ended. */
export interface Settlement extends Ending {
  id: string;
  areaId: string;
  leaseToken: string;
  /** Number of the attempt. */
  number: number;
  /** As written, with links masked. */
  html: string | null;
  plain: string | null;
}

/**
 * Writes how attempts ended. Only the holder of the lease settles, with one exception: an answer that came after the
 * sweeper had called the fate unknown is still the truth. Answers the ids that were settled.
 */
export async function settle(tx: Tx, ends: readonly Settlement[], now: Date): Promise<Set<string>> {
  await lockMessages(
    tx,
    ends.map((end) => end.id),
  );
  const rows = await tx.query<{ id: string }>(
    `WITH ended AS (
       SELECT * FROM jsonb_to_recordset($1::jsonb) AS r(id uuid, "areaId" uuid, "leaseToken" uuid, number integer, "to" text,
              outcome text, reason text, "nextAttemptAt" timestamptz, code integer, text text, html text, plain text)
     ), settled AS (
       UPDATE message m
          SET state = r."to", reason = r.reason, next_attempt_at = r."nextAttemptAt", lease_token = NULL,
              lease_until = NULL, phase = NULL, html = coalesce(r.html, m.html), plain = coalesce(r.plain, m.plain),
              unknowns = m.unknowns + (r."to" = 'unknown')::int,
              settled_at = CASE WHEN r."to" = 'retry' THEN NULL ELSE $2::timestamptz END
         FROM ended r
        WHERE m.area_id = r."areaId" AND m.id = r.id
          AND (m.lease_token = r."leaseToken"
               OR m.state = 'unknown' AND m.attempts = r.number AND r."to" IN (${listed(lateAnswers)}))
       RETURNING m.id, m.area_id
     ), noted AS (
       UPDATE attempt a
          SET ended_at = $2, smtp_code = r.code, smtp_text = r.text, outcome = r.outcome
         FROM ended r
        WHERE a.area_id = r."areaId" AND a.message_id = r.id AND a.number = r.number AND a.lease_token = r."leaseToken"
     )
     SELECT id FROM settled`,
    [JSON.stringify(ends), now],
  );
  return new Set(rows.map((row) => row.id));
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
    actor: object;
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
