/** Reading returned mail for staff. An area sees a returned mail through its readings; those without any have no area. */
import { type KeysetList, keyset, type ListPage, type PagePlace, type Tx } from '#platform';
import { saysLeft } from './bounce-policy.rules.js';
import type { BounceReport } from './bounce-report.js';
import { InboundMailRow, type InboundState, type MatchedBy } from './inbound-mail.entity.js';

/** One line of the list: a returned mail and the message of the area it is about. */
export interface InboundLine {
  id: string;
  at: Date;
  kind: string;
  action: string | null;
  status: string | null;
  reason: string;
  matchedBy: MatchedBy;
  state: InboundState;
  done: string[] | null;
  messageId: string;
  subject: string;
  recipientName: string;
  address: string;
  employerId: string | null;
  contactId: string | null;
}

/** Kinds of one tab; `other`: none of these. */
export interface InboundFilter {
  kinds?: readonly string[] | undefined;
  notKinds?: readonly string[] | undefined;
}

/** `hidden` below: names of the mails the reader may know nothing of (MailRegistry.hiddenFrom). */
type Hidden = readonly string[];

const LINE = `r.returned_id AS id, r.at, r.kind, r.action, r.status, r.reason, r.matched_by AS "matchedBy", b.state, r.done,
  m.id AS "messageId", m.subject, m.recipient_name AS "recipientName", m.address, m.employer_id AS "employerId",
  m.contact_id AS "contactId"`;
const FROM = `returned_reading r JOIN returned_mail b ON b.id = r.returned_id
  JOIN message m ON m.area_id = r.area_id AND m.id = r.message_id`;

const readings: KeysetList = {
  sort: { sql: 'r.at', type: 'timestamptz', way: 'DESC' },
  id: { sql: 'r.id', type: 'uuid' },
};

/** One page of an area's returned mail, newest first; guesses are not among it. */
export async function listInbound(
  tx: Tx,
  areaId: string,
  filter: InboundFilter,
  hidden: Hidden,
  place: PagePlace,
  limit: number,
): Promise<ListPage<InboundLine>> {
  const params: unknown[] = [areaId, filter.kinds ?? null, filter.notKinds ?? null, hidden];
  const read = keyset(readings, place, limit, params);
  return read.page(
    await tx.query<InboundLine & { place: [string, string] }>(
      `SELECT ${LINE}, ${read.column} FROM ${FROM}
        WHERE r.area_id = $1 AND r.matched_by <> 'recipient'
          AND ($2::text[] IS NULL OR r.kind = ANY($2)) AND ($3::text[] IS NULL OR r.kind <> ALL($3))
          AND m.template <> ALL ($4::text[]) ${read.where}
        ORDER BY ${read.order} LIMIT ${read.limit}`,
      params,
    ),
  );
}

/** How many of each kind, guesses left out. */
export const countInbound = (
  tx: Tx,
  areaId: string,
  hidden: Hidden,
): Promise<{ kind: string; n: number }[]> =>
  tx.query(
    `SELECT r.kind, count(*)::int AS n FROM returned_reading r
       JOIN message m ON m.area_id = r.area_id AND m.id = r.message_id
      WHERE r.area_id = $1 AND r.matched_by <> 'recipient' AND m.template <> ALL ($2::text[]) GROUP BY r.kind`,
    [areaId, hidden],
  );

/** One line of the tab of what could not be matched. */
export interface OpenLine {
  id: string;
  at: Date;
  sender: string | null;
  subject: string | null;
  readings: BounceReport[];
  state: InboundState;
  remark: string | null;
  /** The message it may be about, of an area of the transaction. */
  guess: string | null;
}

const OPEN = `b.id, b.at, b.sender, b.subject, b.readings, b.state, b.remark`;

const GUESSED = `returned_mail b
         JOIN returned_reading r ON r.returned_id = b.id AND r.area_id = $1 AND r.matched_by = 'recipient'
         JOIN message m ON m.area_id = r.area_id AND m.id = r.message_id AND m.template <> ALL ($3::text[])
        WHERE b.state = 'guessed'`;

/** A mail stands there once for each guess, so `line` makes the order total. */
const open: KeysetList = {
  sort: { sql: 'at', type: 'timestamptz', way: 'DESC' },
  id: { sql: 'line', type: 'uuid' },
};

/** One page of what waits for a person: guesses of an area and, for whoever may see them, mails of no area. Newest first. */
export async function listOpen(
  tx: Tx,
  areaId: string,
  ofNoArea: boolean,
  hidden: Hidden,
  place: PagePlace,
  limit: number,
): Promise<ListPage<OpenLine>> {
  const params: unknown[] = [areaId, ofNoArea, hidden];
  const read = keyset(open, place, limit, params);
  return read.page(
    await tx.query<OpenLine & { place: [string, string] }>(
      `SELECT id, at, sender, subject, readings, state, remark, guess, ${read.column} FROM (
         SELECT ${OPEN}, r.message_id AS guess, r.id AS line FROM ${GUESSED}
         UNION ALL
         SELECT ${OPEN}, NULL, b.id FROM returned_mail b WHERE $2 AND b.state IN ('unmatched', 'unreadable')
       ) open WHERE true ${read.where} ORDER BY ${read.order} LIMIT ${read.limit}`,
      params,
    ),
  );
}

/** How many those are. */
export async function countOpen(tx: Tx, areaId: string, ofNoArea: boolean, hidden: Hidden): Promise<number> {
  const row = await tx.one<{ n: number }>(
    `SELECT (SELECT count(*) FROM ${GUESSED})::int
          + (SELECT count(*) FROM returned_mail WHERE $2 AND state IN ('unmatched', 'unreadable'))::int AS n`,
    [areaId, ofNoArea, hidden],
  );
  return row!.n;
}

/** A returned mail as a page shows it. */
export interface InboundRecord {
  id: string;
  at: Date;
  source: string;
  envelopeTo: string | null;
  sender: string | null;
  subject: string | null;
  words: string | null;
  size: number;
  readings: BounceReport[];
  state: InboundState;
  remark: string | null;
  settledAt: Date | null;
  settledBy: { label?: string } | null;
}

/** One returned mail, whoever may see it; the caller holds it against the readings. */
export const findInbound = async (tx: Tx, id: string): Promise<InboundRecord | undefined> =>
  (await tx.repository(InboundMailRow).findOneBy({ id })) ?? undefined;

/** What it said about messages of the areas of the transaction. */
export const reportsOf = (
  tx: Tx,
  returnedId: string,
  hidden: Hidden,
): Promise<(InboundLine & { readingId: string; areaId: string })[]> =>
  tx.query(
    `SELECT ${LINE}, r.id AS "readingId", r.area_id AS "areaId" FROM ${FROM}
      WHERE r.returned_id = $1 AND m.template <> ALL ($2::text[]) ORDER BY r.at, r.id`,
    [returnedId, hidden],
  );

/** Whether the words of a returned mail say that their owner has left. */
export async function saysLeftOf(tx: Tx, returnedId: string): Promise<boolean> {
  const row = await findInbound(tx, returnedId);
  return row !== undefined && saysLeft(row.subject ?? '', row.words ?? '');
}
