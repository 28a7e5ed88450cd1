import type { Tx } from '#platform';
import { Message } from '../message/message.entity.js';
import type { ContentHold } from '../outbox/content-hold.rules.js';
import { TO_MEND } from './messages.repository.js';

/** How many mails of an area, or of one sending, wait for their words or data to be mended. */
export async function countToMend(
  tx: Tx,
  areaId: string,
  hidden: readonly string[],
  campaign?: string,
): Promise<number> {
  const row = await tx.one<{ n: number }>(
    `SELECT count(*)::int AS n FROM message WHERE area_id = $1 AND ${TO_MEND} AND template <> ALL ($3::text[])
        AND ($2::text IS NULL OR campaign = $2)`,
    [areaId, campaign ?? null, hidden],
  );
  return row!.n;
}

/** The same of an area, with whom the first one is for. */
export async function firstToMend(
  tx: Tx,
  areaId: string,
  hidden: readonly string[],
): Promise<{ n: number; name: string | null }> {
  const row = await tx.one<{ n: number; name: string | null }>(
    `SELECT count(*)::int AS n, (array_agg(recipient_name ORDER BY id))[1] AS name
       FROM message WHERE area_id = $1 AND ${TO_MEND} AND template <> ALL ($2::text[])`,
    [areaId, hidden],
  );
  return row!;
}

/** Their ids in one sending, at most `limit`. */
export async function idsToMend(tx: Tx, areaId: string, campaign: string, limit: number): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    `SELECT id FROM message WHERE area_id = $1 AND campaign = $2 AND ${TO_MEND} ORDER BY id LIMIT $3`,
    [areaId, campaign, limit],
  );
  return rows.map((row) => row.id);
}

/** A held mail in new words: it goes (`hold` null), or is held for what stands against it now. */
export interface Rewritten {
  id: string;
  subject: string;
  templateId: string | null;
  templateVersion: number;
  hold: ContentHold | null;
  reason: string | null;
}

/** Writes locked held mails anew; those that go are due at once. */
export async function rewriteHeld(
  tx: Tx,
  areaId: string,
  mails: readonly Rewritten[],
  now: Date,
): Promise<void> {
  await tx.execute(
    `UPDATE message m
        SET subject = r.subject, template_id = r."templateId", template_version = r."templateVersion", hold = r.hold,
            reason = r.reason, state = CASE WHEN r.hold IS NULL THEN 'queued' ELSE m.state END,
            next_attempt_at = CASE WHEN r.hold IS NULL THEN $3::timestamptz END, due_at = NULL
       FROM jsonb_to_recordset($2::jsonb)
            AS r(id uuid, subject text, "templateId" uuid, "templateVersion" integer, hold text, reason text)
      WHERE m.area_id = $1 AND m.id = r.id AND m.state = 'held'`,
    [areaId, JSON.stringify(mails), now],
  );
}

/** Ends a locked held mail; false when it is held no more. */
export async function stopHeld(
  tx: Tx,
  message: { areaId: string; id: string },
  reason: string,
  now: Date,
): Promise<boolean> {
  const stopped = await tx
    .repository(Message)
    .update(
      { areaId: message.areaId, id: message.id, state: 'held' },
      { state: 'cancelled', reason, settledAt: now, nextAttemptAt: null, hold: null, dueAt: null },
    );
  return stopped.affected === 1;
}
