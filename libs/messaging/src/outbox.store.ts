import type { Tx } from '#platform';
import type { Purpose } from './mail.js';

/** A message row as it is first written; times as ISO 8601. */
export interface NewMessage {
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
  template: string;
  template_version: number;
  data: unknown;
  subject: string;
  cause: string;
  campaign: string | null;
  created_at: string;
  next_attempt_at: string;
  expires_at: string | null;
}

/** Writes rows in one statement; those whose send key is there already are left out of the answer. */
export function insertMessages(tx: Tx, rows: NewMessage[]): Promise<{ id: string; area_id: string }[]> {
  return tx.query(
    `INSERT INTO message (id, area_id, send_key, message_id, verp_token, employer_id, contact_id, address,
            recipient_name, purpose, template, template_version, data, subject, cause, campaign, state, created_at,
            next_attempt_at, expires_at)
     SELECT id, area_id, send_key, message_id, verp_token, employer_id, contact_id, address, recipient_name, purpose,
            template, template_version, data, subject, cause, campaign, 'queued', created_at, next_attempt_at,
            expires_at
       FROM jsonb_to_recordset($1::jsonb) AS r(id uuid, area_id uuid, send_key text, message_id text,
            verp_token text, employer_id uuid, contact_id uuid, address text, recipient_name text, purpose text,
            template text, template_version integer, data jsonb, subject text, cause text, campaign text,
            created_at timestamptz, next_attempt_at timestamptz, expires_at timestamptz)
     ON CONFLICT (area_id, send_key) DO NOTHING
     RETURNING id, area_id`,
    [JSON.stringify(rows)],
  );
}

/** What to stop: everything of a campaign, or by send key; one of them at least. */
export interface CancelFilter {
  campaign?: string;
  sendKeys?: readonly string[];
}

/**
 * Ends what has not left. A mail being sent is stopped too while it is only claimed: taking its lease away is what the
 * sender checks before the first byte.
 */
export function cancelMessages(
  tx: Tx,
  areaId: string,
  filter: CancelFilter,
  reason: string,
  now: Date,
): Promise<number> {
  return tx.execute(
    `UPDATE message
        SET state = 'cancelled', reason = $4, settled_at = $5, next_attempt_at = NULL, lease_token = NULL,
            lease_until = NULL, phase = NULL
      WHERE area_id = $1 AND ($2::text IS NULL OR campaign = $2) AND ($3::text[] IS NULL OR send_key = ANY($3))
        AND (state IN ('queued', 'retry', 'held') OR state = 'sending' AND phase = 'claimed')`,
    [areaId, filter.campaign ?? null, filter.sendKeys ?? null, reason, now],
  );
}
