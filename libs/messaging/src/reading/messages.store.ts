import type { Actor, Tx } from '#platform';
import { listed, type MessageState, missedStates, states, waitingStates } from '../message.rules.js';
import type { Purpose } from '../writing/mail.js';

/** A message as lists show it. */
export interface MessageLine {
  id: string;
  areaId: string;
  createdAt: Date;
  subject: string;
  address: string;
  recipientName: string;
  employerId: string | null;
  contactId: string | null;
  purpose: Purpose;
  template: string;
  campaign: string | null;
  state: MessageState;
  reason: string | null;
  attempts: number;
  nextAttemptAt: Date | null;
  settledAt: Date | null;
}

/** A message with everything staff may see of it. */
export interface MessageRecord extends MessageLine {
  sendKey: string;
  messageId: string;
  templateVersion: number;
  data: Record<string, unknown>;
  html: string | null;
  plain: string | null;
  cause: string;
  expiresAt: Date | null;
  unknowns: number;
}

export interface AttemptLine {
  number: number;
  startedAt: Date;
  endedAt: Date | null;
  phase: 'claimed' | 'data';
  smtpCode: number | null;
  smtpText: string | null;
  outcome: string | null;
}

export interface EventLine {
  kind: string;
  at: Date;
  actor: Actor;
  detail: string | null;
}

/** What a list is narrowed to. */
export interface MessageFilter {
  states?: readonly MessageState[];
  /** Part of the address, the recipient's name or the subject; or exactly one employer below. */
  search?: string;
  employerIds?: readonly string[];
  campaign?: string;
}

/** Place in a list: what was shown last. */
export interface MessageCursor {
  createdAt: string;
  id: string;
}

const LINE = `id, area_id AS "areaId", created_at AS "createdAt", subject, address, recipient_name AS "recipientName",
  employer_id AS "employerId", contact_id AS "contactId", purpose, template, campaign, state, reason, attempts,
  next_attempt_at AS "nextAttemptAt", settled_at AS "settledAt"`;

/** Search words match as they are: `%` and `_` are letters here. */
const contains = (search: string) => `%${search.replace(/[\\%_]/g, '\\$&')}%`;

/** What a filter without its states lets through, and its parameters from $1 on. */
const MATCHING = `area_id = $1
        AND ($2::text IS NULL OR address ILIKE $2 OR recipient_name ILIKE $2 OR subject ILIKE $2
             OR employer_id = ANY($3::uuid[]))
        AND ($4::text IS NULL OR campaign = $4)`;
const matching = (areaId: string, filter: MessageFilter) => [
  areaId,
  filter.search ? contains(filter.search) : null,
  filter.employerIds ?? [],
  filter.campaign ?? null,
];

/** The area named, newest first, at most `limit`, from behind the cursor on. */
export function listMessages(
  tx: Tx,
  areaId: string,
  filter: MessageFilter,
  limit: number,
  after?: MessageCursor,
): Promise<MessageLine[]> {
  return tx.query(
    `SELECT ${LINE} FROM message
      WHERE ${MATCHING} AND ($5::text[] IS NULL OR state = ANY($5))
        AND ($6::timestamptz IS NULL OR (created_at, id) < ($6, $7::uuid))
      ORDER BY created_at DESC, id DESC LIMIT $8`,
    [...matching(areaId, filter), filter.states ?? null, after?.createdAt ?? null, after?.id ?? null, limit],
  );
}

/** How many messages of the filter (its states left out) are in each state; every state is there. */
export async function countMessages(
  tx: Tx,
  areaId: string,
  filter: Omit<MessageFilter, 'states'>,
): Promise<Record<MessageState, number>> {
  const rows = await tx.query<{ state: MessageState; n: string }>(
    `SELECT state, count(*) AS n FROM message WHERE ${MATCHING} GROUP BY state`,
    matching(areaId, filter),
  );
  const counts = Object.fromEntries(states.map((state) => [state, 0])) as Record<MessageState, number>;
  for (const row of rows) counts[row.state] = Number(row.n);
  return counts;
}

/** By id, in whatever areas the transaction names. */
export function findMessage(tx: Tx, id: string): Promise<MessageRecord | undefined> {
  return tx.one(
    `SELECT ${LINE}, send_key AS "sendKey", message_id AS "messageId", template_version AS "templateVersion", data,
            html, plain, cause, expires_at AS "expiresAt", unknowns
       FROM message WHERE id = $1`,
    [id],
  );
}

/** Oldest first. */
export function attemptsOf(tx: Tx, areaId: string, messageId: string): Promise<AttemptLine[]> {
  return tx.query(
    `SELECT number, started_at AS "startedAt", ended_at AS "endedAt", phase, smtp_code AS "smtpCode",
            smtp_text AS "smtpText", outcome
       FROM attempt WHERE area_id = $1 AND message_id = $2 ORDER BY number`,
    [areaId, messageId],
  );
}

/** Oldest first. */
export function eventsOf(tx: Tx, areaId: string, messageId: string): Promise<EventLine[]> {
  return tx.query(
    `SELECT kind, at, actor, detail FROM delivery_event WHERE area_id = $1 AND message_id = $2 ORDER BY at, id`,
    [areaId, messageId],
  );
}

/** Not yet gone, in the order in which it will go. */
export function upcoming(tx: Tx, areaId: string, limit: number): Promise<MessageLine[]> {
  return tx.query(
    `SELECT ${LINE} FROM message
      WHERE area_id = $1 AND state IN (${listed(waitingStates)}) ORDER BY next_attempt_at, id LIMIT $2`,
    [areaId, limit],
  );
}

/** Mail of one kind that goes on one London day. */
export interface PlannedLine {
  day: string;
  template: string;
  /** A subject of it, for words. */
  subject: string;
  count: number;
}

/** How much goes out on which London day until an instant, by kind of mail; what is overdue counts as today. */
export async function planned(tx: Tx, areaId: string, now: Date, until: Date): Promise<PlannedLine[]> {
  const rows = await tx.query<Omit<PlannedLine, 'count'> & { count: string }>(
    `SELECT to_char(greatest(next_attempt_at, $2) AT TIME ZONE 'Europe/London', 'YYYY-MM-DD') AS day, template,
            max(subject) AS subject, count(*) AS count
       FROM message
      WHERE area_id = $1 AND state IN (${listed(waitingStates)}) AND next_attempt_at < $3
      GROUP BY 1, 2 ORDER BY 1, 2`,
    [areaId, now, until],
  );
  return rows.map((row) => ({ ...row, count: Number(row.count) }));
}

/** Mail that did not arrive, or perhaps not, since an instant; newest first. */
export function cameBack(tx: Tx, areaId: string, since: Date, limit: number): Promise<MessageLine[]> {
  return tx.query(
    `SELECT ${LINE} FROM message
      WHERE area_id = $1 AND state IN (${listed(missedStates)}) AND settled_at >= $2
      ORDER BY settled_at DESC, id DESC LIMIT $3`,
    [areaId, since, limit],
  );
}

/** A person decides about a mail of unknown fate; false when its fate is not unknown any more. */
export async function decideUnknown(
  tx: Tx,
  areaId: string,
  id: string,
  to: 'sent' | 'queued',
  reason: string,
  now: Date,
): Promise<boolean> {
  const n = await tx.execute(
    `UPDATE message
        SET state = $3, reason = $4, next_attempt_at = CASE WHEN $3 = 'queued' THEN $5::timestamptz END,
            give_up_at = NULL, settled_at = CASE WHEN $3 = 'sent' THEN $5::timestamptz END
      WHERE area_id = $1 AND id = $2 AND state = 'unknown'`,
    [areaId, id, to, reason, now],
  );
  return n === 1;
}
