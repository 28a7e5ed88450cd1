import type { MailReader, Purpose } from '#mail-templates';
import { type Actor, type KeysetList, keyset, type ListPage, type PagePlace, type Tx } from '#platform';
import { Attempt } from '../delivery/delivery.entity.js';
import type { MessageDecision, MessageOverride } from '../message/message.entity.js';
import {
  listed,
  type MessageState,
  missedStates,
  states,
  unsentStates,
  waitingStates,
} from '../message/message.rules.js';
import { contentHolds } from '../outbox/content-hold.rules.js';

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
  /** Code of what holds it back, while something does. */
  hold: string | null;
  decision: MessageDecision | null;
  attempts: number;
  nextAttemptAt: Date | null;
  settledAt: Date | null;
  /** When it went or ended, or goes; lists stand in this order. */
  movedAt: Date;
}

/** A message with everything staff may see of it. */
export interface MessageRecord extends MessageLine {
  sendKey: string;
  messageId: string;
  templateVersion: number;
  templateId: string | null;
  editionId: string | null;
  data: Record<string, unknown>;
  cause: string;
  promotional: boolean;
  topic: string | null;
  override: MessageOverride | null;
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
  /** The returned mail that says so; null: nothing that came back. */
  returnedId?: string | null;
}

/** What a list is narrowed to. */
export interface MessageFilter {
  states?: readonly MessageState[];
  /** How the address or the recipient's name begins, or the surname beside any other names; or one employer below. */
  search?: string;
  employerIds?: readonly string[];
  campaign?: string;
  /** Only what waits for its words or data to be mended; no part of counts. */
  toMend?: boolean;
  /** Who asks; default: nobody who may know of mail about accounts. */
  reader?: MailReader;
}

/** A filter with the names of the mails its reader may know nothing of (MailRegistry.hiddenFrom) in the reader's place. */
export type StoredFilter = Omit<MessageFilter, 'reader'> & { hidden?: readonly string[] };

export const LINE = `id, area_id AS "areaId", created_at AS "createdAt", subject, address,
  recipient_name AS "recipientName", employer_id AS "employerId", contact_id AS "contactId", purpose, template, campaign,
  state, reason, hold, decision, attempts, next_attempt_at AS "nextAttemptAt", settled_at AS "settledAt",
  moved_at AS "movedAt"`;

export const RECORD = `${LINE}, send_key AS "sendKey", message_id AS "messageId", template_version AS "templateVersion",
  template_id AS "templateId", edition_id AS "editionId", data, cause, promotional, topic, override,
  expires_at AS "expiresAt", unknowns`;

/** Held until somebody mends its words or data. */
export const TO_MEND = `state = 'held' AND hold IN (${contentHolds.map((hold) => `'${hold}'`).join(', ')})`;

/** Held by a person's leave or by a rule; all else that is queued is on its way. */
const WAITS = `(m.state = 'held' OR m.state IN (${listed(waitingStates)}) AND m.hold IS NOT NULL)`;

/** Behind every text that begins with the one before it, in byte order. */
const LAST = 'chr(1114111)';

/** The words of a name as somebody typed it, "Patel, Sam" too; of a long text the first few. */
const wordsOf = (search: string): string[] =>
  search
    .split(/[\s,]+/)
    .filter(Boolean)
    .slice(0, 4);

/** What a filter without its states lets through, and its parameters from $1 on. Each part has its index. */
function matching(areaId: string, filter: StoredFilter): { where: string; params: unknown[] } {
  const params: unknown[] = [areaId];
  const parts = ['area_id = $1'];
  const add = (value: unknown) => `$${params.push(value)}`;
  if (filter.campaign !== undefined) parts.push(`campaign = ${add(filter.campaign)}`);
  if (filter.search !== undefined) {
    const begins = (column: string, by: string) => `${column} >= ${by} AND ${column} < ${by} || ${LAST}`;
    const whole = `lower(${add(filter.search)})`;
    const words = wordsOf(filter.search).map((word) => `lower(${add(word)})`);
    const named = words.map((word) => `strpos(name_key, ${word}) > 0`);
    parts.push(
      `(${[
        begins('address_key', whole),
        begins('name_key', whole),
        ...words.map((word) => [begins('surname_key', word), ...named].join(' AND ')),
        `employer_id = ANY (${add(filter.employerIds ?? [])}::uuid[])`,
      ].join(' OR ')})`,
    );
  }
  if (filter.hidden?.length) parts.push(`template <> ALL (${add(filter.hidden)}::text[])`);
  return { where: parts.join(' AND '), params };
}

const byMoved: KeysetList = { sort: { sql: 'moved_at', type: 'timestamptz', way: 'DESC' } };

/** One page of the area named, by when it went or goes, latest first. */
export async function listMessages(
  tx: Tx,
  areaId: string,
  filter: StoredFilter,
  place: PagePlace,
  limit: number,
): Promise<ListPage<MessageLine>> {
  const { where, params } = matching(areaId, filter);
  const parts = [where];
  // Written out, so that the partial index on all that is not simply sent can serve.
  if (filter.states) parts.push(filter.states.length ? `state IN (${listed(filter.states)})` : 'false');
  if (filter.toMend) parts.push(TO_MEND);
  const read = keyset(byMoved, place, limit, params);
  return read.page(
    await tx.query<MessageLine & { place: [string, string] }>(
      `SELECT ${LINE}, ${read.column} FROM message WHERE ${parts.join(' AND ')} ${read.where}
        ORDER BY ${read.order} LIMIT ${read.limit}`,
      params,
    ),
  );
}

/** Most that a quick look puts in order. */
const LOOKED_AT = 200;

/** A few of those a search finds, by when they went or go, latest first; of more than 200 any 200. */
export function someMessages(
  tx: Tx,
  areaId: string,
  filter: StoredFilter,
  most: number,
): Promise<MessageLine[]> {
  const { where, params } = matching(areaId, filter);
  return tx.query<MessageLine>(
    `SELECT ${LINE} FROM (SELECT * FROM message WHERE ${where} LIMIT ${LOOKED_AT}) m
      ORDER BY moved_at DESC LIMIT $${params.push(most)}`,
    params,
  );
}

/** No message in any state. */
export const noneOfAny = (): Record<MessageState, number> =>
  Object.fromEntries(states.map((state) => [state, 0])) as Record<MessageState, number>;

/**
 * Counts from indexes. The wall compares the area with a list, which the planner takes for ten areas: it would think the
 * index ten times as long and read the whole table.
 */
export async function fromIndexes<T>(tx: Tx, count: () => Promise<T>): Promise<T> {
  const scans = (allowed: 'on' | 'off') =>
    tx.query(`SELECT set_config('enable_seqscan', $1, true)`, [allowed]);
  await scans('off');
  const counted = await count();
  await scans('on');
  return counted;
}

/**
 * How many messages of the filter (its states left out) are in each state; every state is there. Without a filter the
 * ones sent are all less the others: both are counted from indexes alone, in one statement and so at one instant. So is what
 * is hidden, which is taken off: mail about accounts, which is at no employer.
 */
export async function countMessages(
  tx: Tx,
  areaId: string,
  filter: Omit<StoredFilter, 'states'>,
): Promise<Record<MessageState, number>> {
  const counts = noneOfAny();
  if (filter.search === undefined && filter.campaign === undefined) {
    const rows = await fromIndexes(tx, () =>
      tx.query<{ state: MessageState | null; n: string }>(
        `SELECT state, count(*) AS n FROM message WHERE area_id = $1 AND state <> 'sent' GROUP BY state
          UNION ALL SELECT NULL, count(*) FROM message WHERE area_id = $1
          UNION ALL SELECT state, -count(*) FROM message
                     WHERE area_id = $1 AND employer_id IS NULL AND template = ANY ($2::text[]) AND state <> 'sent'
                     GROUP BY state
          UNION ALL SELECT NULL, -count(*) FROM message
                     WHERE area_id = $1 AND employer_id IS NULL AND template = ANY ($2::text[])`,
        [areaId, filter.hidden ?? []],
      ),
    );
    for (const row of rows) {
      if (row.state) counts[row.state] += Number(row.n);
      counts.sent += row.state ? -Number(row.n) : Number(row.n);
    }
    return counts;
  }
  const { where, params } = matching(areaId, filter);
  const rows = await tx.query<{ state: MessageState; n: string }>(
    `SELECT state, count(*) AS n FROM message WHERE ${where} GROUP BY state`,
    params,
  );
  for (const row of rows) counts[row.state] = Number(row.n);
  return counts;
}

/** By id, in whatever areas the transaction names; `hidden`: mails that are not found. */
export const findMessage = (
  tx: Tx,
  id: string,
  hidden: readonly string[] = [],
): Promise<MessageRecord | undefined> =>
  tx.one(`SELECT ${RECORD} FROM message WHERE id = $1 AND template <> ALL ($2::text[])`, [id, hidden]);

/** Subject and recipient of those of one area among the ids. */
export const messageNames = (
  tx: Tx,
  areaId: string,
  ids: readonly string[],
  hidden: readonly string[],
): Promise<Pick<MessageLine, 'id' | 'subject' | 'recipientName'>[]> =>
  tx.query(
    `SELECT id, subject, recipient_name AS "recipientName" FROM message
      WHERE area_id = $1 AND id = ANY ($2::uuid[]) AND template <> ALL ($3::text[])`,
    [areaId, ids, hidden],
  );

/** Those of one area among the ids, locked in the order of their ids until the transaction ends. */
export const lockedMessages = (tx: Tx, areaId: string, ids: readonly string[]): Promise<MessageRecord[]> =>
  tx.query(
    `SELECT ${RECORD} FROM message WHERE area_id = $1 AND id = ANY ($2::uuid[]) ORDER BY id FOR UPDATE`,
    [areaId, ids],
  );

/** Oldest first. */
export const attemptsOf = (tx: Tx, areaId: string, messageId: string): Promise<AttemptLine[]> =>
  tx.repository(Attempt).find({
    select: {
      number: true,
      startedAt: true,
      endedAt: true,
      phase: true,
      smtpCode: true,
      smtpText: true,
      outcome: true,
    },
    where: { areaId, messageId },
    order: { number: 'ASC' },
  });

/** The last attempt of each message; those never tried are left out. */
export async function lastAttempts(
  tx: Tx,
  areaId: string,
  ids: readonly string[],
): Promise<Map<string, AttemptLine>> {
  const rows = await tx.query<AttemptLine & { id: string }>(
    `SELECT DISTINCT ON (message_id) message_id AS id, number, started_at AS "startedAt", ended_at AS "endedAt", phase,
            smtp_code AS "smtpCode", smtp_text AS "smtpText", outcome
       FROM attempt WHERE area_id = $1 AND message_id = ANY ($2::uuid[]) ORDER BY message_id, number DESC`,
    [areaId, ids],
  );
  return new Map(rows.map(({ id, ...attempt }) => [id, attempt]));
}

/** What some messages are and how they stand, without their words. */
export const writtenMails = (
  tx: Tx,
  areaId: string,
  ids: readonly string[],
): Promise<Pick<MessageRecord, 'address' | 'purpose' | 'topic' | 'campaign' | 'state'>[]> =>
  tx.query(
    `SELECT address, purpose, topic, campaign, state FROM message WHERE area_id = $1 AND id = ANY ($2::uuid[])`,
    [areaId, ids],
  );

/** Oldest first. */
export function eventsOf(tx: Tx, areaId: string, messageId: string): Promise<EventLine[]> {
  return tx.query(
    `SELECT kind, at, actor, detail,
            CASE WHEN source = 'returned'
                 THEN (SELECT r.returned_id FROM returned_reading r
                        WHERE r.area_id = e.area_id AND r.id = e.event_id::uuid) END AS "returnedId"
       FROM delivery_event e WHERE area_id = $1 AND message_id = $2 ORDER BY at, id`,
    [areaId, messageId],
  );
}

/** Not yet gone, in the order in which it will go. */
export function upcoming(
  tx: Tx,
  areaId: string,
  hidden: readonly string[],
  limit: number,
): Promise<MessageLine[]> {
  return tx.query(
    `SELECT ${LINE} FROM message
      WHERE area_id = $1 AND state IN (${listed(waitingStates)}) AND template <> ALL ($2::text[])
      ORDER BY next_attempt_at, id LIMIT $3`,
    [areaId, hidden, limit],
  );
}

/** Mail of one kind that goes on one London day. */
export interface PlannedLine {
  day: string;
  template: string;
  /** What the mail is called, for several of them. */
  title: string;
  /** The subject of the only one. */
  subject: string;
  count: number;
}

/** How much goes out on which London day until an instant, by kind of mail; what is overdue counts as today. */
export async function planned(
  tx: Tx,
  areaId: string,
  hidden: readonly string[],
  now: Date,
  until: Date,
): Promise<Omit<PlannedLine, 'title'>[]> {
  const rows = await tx.query<Omit<PlannedLine, 'count' | 'title'> & { count: string }>(
    `SELECT to_char(greatest(next_attempt_at, $2) AT TIME ZONE 'Europe/London', 'YYYY-MM-DD') AS day, template,
            max(subject) AS subject, count(*) AS count
       FROM message
      WHERE area_id = $1 AND state IN (${listed(waitingStates)}) AND next_attempt_at < $3
        AND template <> ALL ($4::text[])
      GROUP BY 1, 2 ORDER BY 1, 2`,
    [areaId, now, until, hidden],
  );
  return rows.map((row) => ({ ...row, count: Number(row.count) }));
}

/** Mail that did not arrive, or perhaps not, since an instant, and was not sent again since; newest first. */
export function cameBack(
  tx: Tx,
  areaId: string,
  hidden: readonly string[],
  since: Date,
  limit: number,
): Promise<MessageLine[]> {
  return tx.query(
    `SELECT ${LINE} FROM message
      WHERE area_id = $1 AND state IN (${listed(missedStates)}) AND settled_at >= $2 AND template <> ALL ($4::text[])
        AND NOT EXISTS (SELECT FROM delivery_event e
                         WHERE e.area_id = $1 AND e.message_id = message.id AND e.kind = 'sent-again')
      ORDER BY settled_at DESC, id DESC LIMIT $3`,
    [areaId, since, limit, hidden],
  );
}

/** Somebody a campaign has not written to: its emails wait for the rules or for a person, or ended unsent. */
export interface NotWritten {
  campaign: string;
  employerId: string;
  waits: boolean;
}

/** Of these campaigns the employers of which no email has gone nor is on its way. `employerId`: only of this one. */
export const notWritten = (
  tx: Tx,
  areaId: string,
  campaigns: readonly string[],
  employerId: string | null,
): Promise<NotWritten[]> =>
  tx.query<NotWritten>(
    `SELECT m.campaign, m.employer_id AS "employerId", bool_or(${WAITS}) AS waits FROM message m
      WHERE m.area_id = $1 AND m.campaign = ANY ($2::text[]) AND m.employer_id IS NOT NULL
        AND ($3::uuid IS NULL OR m.employer_id = $3) AND (${WAITS} OR m.state IN (${listed(unsentStates)}))
        AND NOT EXISTS (SELECT 1 FROM message o
                         WHERE o.area_id = $1 AND o.campaign = m.campaign AND o.employer_id = m.employer_id
                           AND NOT (o.state = 'held' OR o.state IN (${listed(waitingStates)}) AND o.hold IS NOT NULL
                                    OR o.state IN (${listed(unsentStates)})))
      GROUP BY m.campaign, m.employer_id`,
    [areaId, campaigns, employerId],
  );
