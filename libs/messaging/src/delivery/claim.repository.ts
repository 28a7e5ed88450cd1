import type { Purpose } from '#mail-templates';
import { areaEqualsNoIndex, newId, type Tx } from '#platform';
import type { MessageDecision, MessageOverride } from '../message/message.entity.js';
import { claimableStates, listed, type MessageState } from '../message/message.rules.js';
import { CRASHED } from './delivery-result.rules.js';

/** A message that is due, with all that the last look goes by and a sender needs. */
export interface DueMail {
  id: string;
  areaId: string;
  employerId: string | null;
  contactId: string | null;
  messageId: string;
  verpToken: string;
  address: string;
  recipientName: string;
  purpose: Purpose;
  immediate: boolean;
  promotional: boolean;
  topic: string | null;
  campaign: string | null;
  hold: string | null;
  override: MessageOverride | null;
  template: string;
  templateVersion: number;
  templateId: string | null;
  data: Record<string, unknown>;
  subject: string;
  cause: string;
  state: MessageState;
  attempts: number;
  unknowns: number;
  createdAt: Date;
  datedAt: Date | null;
  nextAttemptAt: Date | null;
  giveUpAt: Date | null;
  expiresAt: Date | null;
}

/** A message in the hands of this worker. */
export interface ClaimedMail extends DueMail {
  datedAt: Date;
  giveUpAt: Date;
  leaseToken: string;
  /** Id of its open attempt. */
  attemptId: string;
}

export const DUE_COLUMNS = `id, area_id AS "areaId", employer_id AS "employerId", contact_id AS "contactId",
  message_id AS "messageId", verp_token AS "verpToken", address, recipient_name AS "recipientName", purpose, immediate,
  promotional, topic, campaign, hold, override, template, template_version AS "templateVersion", template_id AS "templateId",
  data, subject, cause, state, attempts, unknowns, created_at AS "createdAt", dated_at AS "datedAt",
  next_attempt_at AS "nextAttemptAt", give_up_at AS "giveUpAt", expires_at AS "expiresAt"`;

/**
 * Locks messages in the one order in which every change of several does it, so that two such changes never wait for each
 * other in a circle. To be followed by the change, which then sees them as they are.
 */
export async function lockMessages(tx: Tx, ids: readonly string[]): Promise<void> {
  await tx.execute(`SELECT id FROM message WHERE id = ANY($1) ORDER BY id FOR UPDATE`, [ids]);
}

/**
 * The instant by which a worker judges what is due: never ahead of the database's clock, which all workers share, so that
 * one whose own clock is ahead sends nothing early. In trials the file is the time, for all of them.
 */
export async function dueBy(tx: Tx, now: Date, trial: boolean): Promise<Date> {
  if (trial) return now;
  const row = await tx.one<{ at: Date }>('SELECT clock_timestamp() AS at');
  return row && row.at < now ? row.at : now;
}

/**
 * Locks those of the messages that are due, in the order of ids; whatever another worker holds is left to it. What is due
 * is said as a CASE, so that they are found by their ids and not by the index of all that is due.
 */
export function lockDue(tx: Tx, areaId: string, ids: readonly string[], now: Date): Promise<DueMail[]> {
  return tx.query(
    `SELECT ${DUE_COLUMNS} FROM message
      WHERE ${areaEqualsNoIndex('area_id', '$1')} AND id = ANY($2)
        AND CASE WHEN state IN (${listed(claimableStates)}) THEN next_attempt_at <= $3 END
      ORDER BY id FOR UPDATE SKIP LOCKED`,
    [areaId, ids, now],
  );
}

/** What the last look made of a message that does not go now. */
export interface NotNow {
  id: string;
  /** `queued` or `retry` with a date: looked at again then. */
  to: MessageState;
  /** null keeps the reason that is there (a mail of unknown fate). */
  reason: string | null;
  until: Date | null;
  hold: string | null;
  decision: MessageDecision | null;
}

/** Ends or holds locked messages that do not go now. */
export async function setAside(
  tx: Tx,
  areaId: string,
  some: readonly NotNow[],
  now: Date,
  settled: readonly MessageState[],
): Promise<void> {
  if (!some.length) return;
  await tx.execute(
    `UPDATE message m
        SET state = r."to", reason = coalesce(r.reason, m.reason), next_attempt_at = r.until, hold = r.hold,
            decision = coalesce(r.decision, m.decision),
            settled_at = CASE WHEN r."to" = ANY($4) THEN $3::timestamptz ELSE m.settled_at END
       FROM jsonb_to_recordset($2::jsonb)
            AS r(id uuid, "to" text, reason text, until timestamptz, hold text, decision jsonb)
      WHERE ${areaEqualsNoIndex('m.area_id', '$1')} AND m.id = r.id`,
    [areaId, JSON.stringify(some), now, settled],
  );
}

/** What is to be claimed: a message, the words it goes in, and what the policy said of it. */
export interface ToClaim {
  id: string;
  attempt: number;
  editionId: string | null;
  decision: MessageDecision | null;
}

/**
 * Takes locked messages in hand and opens their attempts, whose ids are answered by message. From now on the open attempt
 * says who has the mail and how far it is.
 */
export async function claim(
  tx: Tx,
  areaId: string,
  mails: readonly ToClaim[],
  token: string,
  now: Date,
  giveUpAt: Date,
): Promise<Map<string, string>> {
  const rows = mails.map((mail) => ({ ...mail, attemptId: newId() }));
  if (rows.length)
    await tx.execute(
      `WITH r AS (
         SELECT * FROM jsonb_to_recordset($2::jsonb)
                AS r(id uuid, attempt integer, "attemptId" uuid, "editionId" uuid, decision jsonb)
       ), taken AS (
         UPDATE message m
            SET state = 'sending', lease_token = $3, attempts = r.attempt, dated_at = coalesce(m.dated_at, $4),
                give_up_at = coalesce(m.give_up_at, $5), next_attempt_at = NULL, reason = NULL, hold = NULL,
                settled_at = NULL, edition_id = coalesce(r."editionId", m.edition_id),
                decision = coalesce(r.decision, m.decision)
           FROM r WHERE ${areaEqualsNoIndex('m.area_id', '$1')} AND m.id = r.id
       )
       INSERT INTO attempt (id, area_id, message_id, number, lease_token, started_at, phase)
       SELECT "attemptId", $1, id, attempt, $3, $4, 'claimed' FROM r`,
      [areaId, JSON.stringify(rows), token, now, giveUpAt],
    );
  return new Map(rows.map((row) => [row.id, row.attemptId]));
}

/** A message whose worker died, with what its open attempt says. */
export interface LostMail extends ClaimedMail {
  phase: 'claimed' | 'data';
  /** How often it was stopped before with nothing handed over. */
  stops: number;
  /** What the mail server had answered, where the worker had time to write that down. */
  answered: { outcome: string; reason: string | null; code: number | null; text: string | null } | null;
}

/** Messages of workers that are gone, at most `limit`, locked; what another sweep or a settling worker holds is left to it. */
export async function lockLost(tx: Tx, limit: number): Promise<LostMail[]> {
  const mails = await tx.query<DueMail & { datedAt: Date; giveUpAt: Date; leaseToken: string }>(
    `SELECT ${DUE_COLUMNS}, lease_token AS "leaseToken" FROM message m
      WHERE state = 'sending'
        AND NOT EXISTS (SELECT FROM worker_lease l WHERE l.token = m.lease_token AND l.until > clock_timestamp())
      ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED`,
    [limit],
  );
  if (!mails.length) return [];
  // The attempt decides: a worker that was only late cannot let the mail leave while this is locked.
  const attempts = await tx.query<
    Pick<LostMail, 'attemptId' | 'phase'> & {
      messageId: string;
      stops: number;
      answered: LostMail['answered'];
    }
  >(
    `SELECT a.id AS "attemptId", a.message_id AS "messageId", a.phase,
            CASE WHEN a.outcome IS NOT NULL
                 THEN jsonb_build_object('outcome', a.outcome, 'reason', a.reason, 'code', a.smtp_code, 'text', a.smtp_text)
            END AS answered,
            (SELECT count(*) FROM attempt b
              WHERE b.area_id = a.area_id AND b.message_id = a.message_id AND b.outcome = 'stopped'
                AND b.smtp_text = $2)::int AS stops
       FROM attempt a
       JOIN jsonb_to_recordset($1::jsonb) AS r(id uuid, "areaId" uuid, attempts integer)
         ON a.area_id = r."areaId" AND a.message_id = r.id AND a.number = r.attempts
      ORDER BY a.id FOR UPDATE OF a`,
    [JSON.stringify(mails.map(({ id, areaId, attempts }) => ({ id, areaId, attempts }))), CRASHED],
  );
  const byMessage = new Map(attempts.map((attempt) => [attempt.messageId, attempt]));
  return mails.map((mail) => {
    // Of one without an attempt, which no part of the program makes, nobody knows: it stops no sweep, and goes to a person.
    const unheard = { attemptId: newId(), phase: 'data', stops: 0, answered: null } as const;
    const { attemptId, phase, stops, answered } = byMessage.get(mail.id) ?? unheard;
    return { ...mail, attemptId, phase, stops, answered };
  });
}
