import { newId, type Tx } from '#platform';
import { claimableStates, listed, type MessageState } from '../message.rules.js';
import type { Purpose } from '../writing/mail.js';

/** A message in the hands of this worker. */
export interface Claimed {
  id: string;
  areaId: string;
  employerId: string | null;
  contactId: string | null;
  messageId: string;
  verpToken: string;
  address: string;
  recipientName: string;
  purpose: Purpose;
  template: string;
  templateVersion: number;
  data: Record<string, unknown>;
  subject: string;
  state: MessageState;
  attempts: number;
  unknowns: number;
  datedAt: Date;
  giveUpAt: Date;
  expiresAt: Date | null;
  leaseToken: string;
}

const COLUMNS = `id, area_id AS "areaId", employer_id AS "employerId", contact_id AS "contactId",
  message_id AS "messageId", verp_token AS "verpToken", address, recipient_name AS "recipientName", purpose, template,
  template_version AS "templateVersion", data, subject, state, attempts, unknowns, dated_at AS "datedAt",
  give_up_at AS "giveUpAt", expires_at AS "expiresAt", lease_token AS "leaseToken"`;

/**
 * Locks messages in the one order in which every change of several does it, so that two such changes never wait for each
 * other in a circle. To be followed by the change, which then sees them as they are.
 */
export async function lockMessages(tx: Tx, ids: readonly string[]): Promise<void> {
  await tx.execute(`SELECT id FROM message WHERE id = ANY($1) ORDER BY id FOR UPDATE`, [ids]);
}

/** Locks those of the messages that are due; whatever another worker holds is left to it. */
export function lockDue(tx: Tx, areaId: string, ids: readonly string[], now: Date): Promise<Claimed[]> {
  return tx.query(
    `SELECT ${COLUMNS} FROM message
      WHERE area_id = $1 AND id = ANY($2) AND state IN (${listed(claimableStates)}) AND next_attempt_at <= $3
      ORDER BY id FOR UPDATE SKIP LOCKED`,
    [areaId, ids, now],
  );
}

/** Ends locked messages that may not go. `reason` null keeps the one that is there (a mail of unknown fate). */
export async function endUnsent(
  tx: Tx,
  areaId: string,
  ends: { id: string; to: MessageState; reason: string | null }[],
  now: Date,
): Promise<void> {
  if (!ends.length) return;
  await tx.execute(
    `UPDATE message m SET state = r."to", reason = coalesce(r.reason, m.reason), next_attempt_at = NULL,
            settled_at = CASE WHEN r."to" = 'unknown' THEN m.settled_at ELSE $3::timestamptz END
       FROM jsonb_to_recordset($2::jsonb) AS r(id uuid, "to" text, reason text)
      WHERE m.area_id = $1 AND m.id = r.id`,
    [areaId, JSON.stringify(ends), now],
  );
}

/**
 * Takes locked messages under a lease and writes their attempt rows. The lease is measured by the database's clock, the
 * only one all workers share: it says whether a worker is alive, not when something is due.
 */
export async function claim(
  tx: Tx,
  areaId: string,
  ids: readonly string[],
  lease: { token: string; seconds: number },
  now: Date,
  giveUpAt: Date,
): Promise<Claimed[]> {
  if (!ids.length) return [];
  const claimed = await tx.query<Claimed>(
    `UPDATE message
        SET state = 'sending', phase = 'claimed', lease_token = $3,
            lease_until = clock_timestamp() + make_interval(secs => $4), attempts = attempts + 1,
            dated_at = coalesce(dated_at, $5), give_up_at = coalesce(give_up_at, $6), next_attempt_at = NULL,
            reason = NULL, settled_at = NULL
      WHERE area_id = $1 AND id = ANY($2)
      RETURNING ${COLUMNS}`,
    [areaId, ids, lease.token, lease.seconds, now, giveUpAt],
  );
  await tx.execute(
    `INSERT INTO attempt (id, area_id, message_id, number, lease_token, started_at, phase)
     SELECT r.id, $1, r.message_id, r.number, $2, $3, 'claimed'
       FROM jsonb_to_recordset($4::jsonb) AS r(id uuid, message_id uuid, number integer)`,
    [
      areaId,
      lease.token,
      now,
      JSON.stringify(claimed.map((row) => ({ id: newId(), message_id: row.id, number: row.attempts }))),
    ],
  );
  return claimed;
}

/** Messages whose worker died, by the database's clock; what another sweep holds is left to it. */
export function lockLost(tx: Tx): Promise<(Claimed & { phase: 'claimed' | 'data'; stops: number })[]> {
  return tx.query(
    `SELECT ${COLUMNS}, phase,
            (SELECT count(*) FROM attempt a
              WHERE a.area_id = m.area_id AND a.message_id = m.id AND a.outcome = 'stopped')::int AS stops
       FROM message m
      WHERE state = 'sending' AND lease_until < clock_timestamp()
      ORDER BY id FOR UPDATE SKIP LOCKED`,
  );
}

/** Says that this worker is alive and still has these. */
export async function renewLeases(
  tx: Tx,
  held: readonly { id: string; leaseToken: string }[],
  seconds: number,
): Promise<void> {
  await lockMessages(
    tx,
    held.map((row) => row.id),
  );
  await tx.execute(
    `UPDATE message m SET lease_until = clock_timestamp() + make_interval(secs => $2)
       FROM jsonb_to_recordset($1::jsonb) AS r(id uuid, token uuid)
      WHERE m.id = r.id AND m.state = 'sending' AND m.lease_token = r.token`,
    [JSON.stringify(held.map((row) => ({ id: row.id, token: row.leaseToken }))), seconds],
  );
}

/**
 * The point of no return, committed before a mail's first byte leaves. Answers the ids whose lease still stands; the
 * others must not be sent.
 */
export async function enterDataPhase(
  tx: Tx,
  held: readonly { id: string; leaseToken: string }[],
  seconds: number,
): Promise<Set<string>> {
  await lockMessages(
    tx,
    held.map((row) => row.id),
  );
  const rows = await tx.query<{ id: string }>(
    `WITH moved AS (
       UPDATE message m SET phase = 'data', lease_until = clock_timestamp() + make_interval(secs => $2)
         FROM jsonb_to_recordset($1::jsonb) AS r(id uuid, token uuid)
        WHERE m.id = r.id AND m.state = 'sending' AND m.lease_token = r.token
       RETURNING m.area_id, m.id, m.attempts
     ), noted AS (
       UPDATE attempt a SET phase = 'data' FROM moved
        WHERE a.area_id = moved.area_id AND a.message_id = moved.id AND a.number = moved.attempts
     )
     SELECT id FROM moved`,
    [JSON.stringify(held.map((row) => ({ id: row.id, token: row.leaseToken }))), seconds],
  );
  return new Set(rows.map((row) => row.id));
}
