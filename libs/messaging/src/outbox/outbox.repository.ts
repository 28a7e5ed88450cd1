import type { Purpose } from '#mail-templates';
import type { Tx } from '#platform';
import { leadingTo, listed } from '../message/message.rules.js';
import type { ToQueue } from './send-job.js';

/** A message row as it is first written; times as ISO 8601. */
export interface NewMessageRow {
  id: string;
  area_id: string;
  send_key: string;
  message_id: string;
  verp_token: string;
  employer_id: string | null;
  contact_id: string | null;
  address: string;
  recipient_name: string;
  purpose: Purpose;
  immediate: boolean;
  promotional: boolean;
  topic: string | null;
  template: string;
  template_version: number;
  template_id: string | null;
  data: unknown;
  subject: string;
  cause: string;
  campaign: string | null;
  /** `held` when a person must act first: `reason` then says why. */
  state: 'queued' | 'held';
  hold: string | null;
  reason: string | null;
  created_at: string;
  next_attempt_at: string | null;
  expires_at: string | null;
}

/**
 * Writes rows in one statement, in the order of their keys (two that write the same ones wait for each other and not in
 * a circle); those whose send key is there already are left out of the answer.
 */
export function insertMessages(tx: Tx, rows: readonly NewMessageRow[]): Promise<ToQueue[]> {
  return tx.query(
    `INSERT INTO message (id, area_id, send_key, message_id, verp_token, employer_id, contact_id, address,
            recipient_name, purpose, immediate, promotional, topic, template, template_version, template_id, data,
            subject, cause, campaign, state, hold, reason, created_at, next_attempt_at, expires_at)
     SELECT id, area_id, send_key, message_id, verp_token, employer_id, contact_id, address, recipient_name, purpose,
            immediate, promotional, topic, template, template_version, template_id, data, subject, cause, campaign,
            state, hold, reason, created_at, next_attempt_at, expires_at
       FROM jsonb_to_recordset($1::jsonb) AS r(id uuid, area_id uuid, send_key text, message_id text,
            verp_token text, employer_id uuid, contact_id uuid, address text, recipient_name text, purpose text,
            immediate boolean, promotional boolean, topic text, template text, template_version integer,
            template_id uuid, data jsonb, subject text, cause text, campaign text, state text, hold text, reason text,
            created_at timestamptz, next_attempt_at timestamptz, expires_at timestamptz)
      ORDER BY area_id, send_key
     ON CONFLICT (area_id, send_key) DO NOTHING
     RETURNING id, area_id, priority`,
    [JSON.stringify(rows)],
  );
}

/** What to stop: everything of a campaign, of one employer where that is named, or by send key; one of them at least. */
export interface CancelFilter {
  campaign?: string;
  employerId?: string;
  sendKeys?: readonly string[];
}

/**
 * Ends what has not left; answers how many. A mail being sent is stopped too while it is only claimed: its attempt is
 * closed, which the sender sees before the first byte. One that is leaving cannot be stopped; whatever comes of it, it
 * does not go a second time (it is too late for that from now on). One of unknown fate stays so, for it may have arrived,
 * and does not go once more, also where a pause holds its second way: the end of the pause must not bring that back.
 */
export async function cancelMessages(
  tx: Tx,
  areaId: string,
  filter: CancelFilter,
  reason: string,
  now: Date,
): Promise<number> {
  const meant = await tx.query<{ id: string; state: string }>(
    `SELECT id, state FROM message
      WHERE area_id = $1 AND ($2::text IS NULL OR campaign = $2) AND ($3::text[] IS NULL OR send_key = ANY($3))
        AND ($4::uuid IS NULL OR employer_id = $4)
        AND (state IN (${listed(leadingTo('cancelled'))}) OR state = 'unknown' AND (next_attempt_at IS NOT NULL OR hold IS NOT NULL))
      ORDER BY id FOR UPDATE`,
    [areaId, filter.campaign ?? null, filter.sendKeys ?? null, filter.employerId ?? null],
  );
  if (!meant.length) return 0;
  const sending = meant.filter((row) => row.state === 'sending').map((row) => row.id);
  const inTime = new Set(await stopAttempts(tx, areaId, sending, now));
  const leaving = sending.filter((id) => !inTime.has(id));
  await tx.execute(
    `UPDATE message SET expires_at = least(expires_at, $3) WHERE area_id = $1 AND id = ANY($2)`,
    [areaId, leaving, now],
  );
  const stopped = meant.map((row) => row.id).filter((id) => !leaving.includes(id));
  return tx.execute(
    `UPDATE message
        SET state = CASE WHEN state = 'unknown' THEN state ELSE 'cancelled' END,
            reason = CASE WHEN state = 'unknown' THEN concat_ws(' ', reason, 'It does not go once more: ' || $3::text)
                          ELSE $3 END,
            settled_at = CASE WHEN state = 'unknown' THEN settled_at ELSE $4::timestamptz END,
            next_attempt_at = NULL, due_at = NULL, lease_token = NULL, hold = NULL
      WHERE area_id = $1 AND id = ANY($2)`,
    [areaId, stopped, reason, now],
  );
}

/** Closes the open attempts of locked messages that are only claimed; answers whose: theirs no byte leaves any more. */
async function stopAttempts(tx: Tx, areaId: string, ids: readonly string[], now: Date): Promise<string[]> {
  if (!ids.length) return [];
  // In the order in which a sender's attempt log locks them, so that the two never wait for each other in a circle.
  const rows = await tx.query<{ message_id: string }>(
    `WITH claimed AS (
       SELECT a.id FROM message m
         JOIN attempt a ON a.area_id = m.area_id AND a.message_id = m.id AND a.number = m.attempts
        WHERE m.area_id = $1 AND m.id = ANY($2) AND a.phase = 'claimed' AND a.outcome IS NULL
        ORDER BY a.id FOR UPDATE OF a
     )
     UPDATE attempt a SET ended_at = $3, outcome = 'stopped'
       FROM claimed
      WHERE a.area_id = $1 AND a.id = claimed.id AND a.phase = 'claimed' AND a.outcome IS NULL
     RETURNING a.message_id`,
    [areaId, ids, now],
  );
  return rows.map((row) => row.message_id);
}
