import { type KeysetList, keyset, type ListPage, type PagePlace, type Tx } from '#platform';
import { listed, missedStates } from '../message/message.rules.js';
import { type MessageRecord, RECORD } from './messages.repository.js';
import { resendable } from './resend.rules.js';

/** The event on a mail that was sent again; its detail is the id of the new message. */
export const SENT_AGAIN = 'sent-again';
/** The event on a mail that somebody wanted to send again and that did not go; its detail says why. */
export const NOT_AGAIN = 'not-again';

const byWritten: KeysetList = { sort: { sql: 'created_at', type: 'timestamptz', way: 'DESC' } };

/** One page of what of a campaign did not arrive and was not sent again, newest first. */
export async function missedOf(
  tx: Tx,
  areaId: string,
  campaign: string,
  place: PagePlace,
  limit: number,
): Promise<ListPage<MessageRecord>> {
  const params: unknown[] = [areaId, campaign];
  const read = keyset(byWritten, place, limit, params);
  return read.page(
    await tx.query<MessageRecord & { place: [string, string] }>(
      `SELECT ${RECORD}, ${read.column} FROM message m
        WHERE area_id = $1 AND campaign = $2 AND state IN (${listed(resendable)})
          AND NOT EXISTS (SELECT FROM delivery_event e WHERE e.area_id = m.area_id AND e.message_id = m.id
                             AND e.kind = '${SENT_AGAIN}')
          ${read.where}
        ORDER BY ${read.order} LIMIT ${read.limit}`,
      params,
    ),
  );
}

/** Which of these mails were sent again already. */
export async function sentAgain(tx: Tx, areaId: string, ids: readonly string[]): Promise<Set<string>> {
  const rows = await tx.query<{ id: string }>(
    `SELECT message_id AS id FROM delivery_event
      WHERE area_id = $1 AND message_id = ANY ($2::uuid[]) AND kind = '${SENT_AGAIN}'`,
    [areaId, ids],
  );
  return new Set(rows.map((row) => row.id));
}

/** The messages that have these send keys, by key. */
export async function idsByKey(
  tx: Tx,
  areaId: string,
  keys: readonly string[],
): Promise<Map<string, string>> {
  const rows = await tx.query<{ key: string; id: string }>(
    `SELECT send_key AS key, id FROM message WHERE area_id = $1 AND send_key = ANY ($2)`,
    [areaId, keys],
  );
  return new Map(rows.map((row) => [row.key, row.id]));
}

/** What of a campaign did not reach an address, by these templates, and the newest mail of it to another address since. */
export function replaced(
  tx: Tx,
  areaId: string,
  campaign: string,
  { from, to, templates }: { from: string; to: string; templates: readonly string[] },
): Promise<{ id: string; newId: string }[]> {
  return tx.query(
    `SELECT m.id, n.id AS "newId" FROM message m
       JOIN LATERAL (SELECT id FROM message WHERE area_id = m.area_id AND campaign = m.campaign AND lower(address) = lower($4)
                        AND template = ANY ($5) AND created_at >= m.created_at
                      ORDER BY template = m.template DESC, created_at DESC, id LIMIT 1) n ON true
      WHERE m.area_id = $1 AND m.campaign = $2 AND lower(m.address) = lower($3) AND m.template = ANY ($5)
        AND m.state IN (${listed(missedStates)})
        AND NOT EXISTS (SELECT FROM delivery_event e WHERE e.area_id = m.area_id AND e.message_id = m.id
                           AND e.kind = '${SENT_AGAIN}')`,
    [areaId, campaign, from, to, [...templates]],
  );
}

/** One mail of a round of sending again: what was asked for, and what came of it. */
export interface RoundLine {
  /** The mail that had not arrived. */
  id: string;
  name: string;
  address: string;
  employerId: string | null;
  kind: typeof SENT_AGAIN | typeof NOT_AGAIN;
  /** The new message, where it goes. */
  newId: string | null;
  newAddress: string | null;
  /** Why not, where it does not go. */
  why: string | null;
}

/** What one round came to, by name. */
export function roundOf(tx: Tx, areaId: string, campaign: string, round: string): Promise<RoundLine[]> {
  return tx.query(
    `SELECT m.id, m.recipient_name AS name, m.address, m.employer_id AS "employerId", e.kind,
            n.id AS "newId", n.address AS "newAddress", CASE WHEN e.kind = '${NOT_AGAIN}' THEN e.detail END AS why
       FROM delivery_event e
       JOIN message m ON m.area_id = e.area_id AND m.id = e.message_id
       LEFT JOIN message n ON n.area_id = e.area_id AND e.kind = '${SENT_AGAIN}' AND n.id = e.detail::uuid
      WHERE e.area_id = $1 AND e.source = $3 AND m.campaign = $2
      ORDER BY m.recipient_name, m.id`,
    [areaId, campaign, roundSource(round)],
  );
}

/** The source of a round's events: with the message's id as event id, each mail stands in a round once. */
export const roundSource = (round: string): string => `again:${round}`;
