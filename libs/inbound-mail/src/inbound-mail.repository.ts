import { In, IsNull } from 'typeorm';
import type { Purpose } from '#mail-templates';
import type { MessageState } from '#messaging';
import type { Actor, Tx } from '#platform';
import { BounceReportRow, InboundMailRow, type InboundState, type MatchedBy } from './inbound-mail.entity.js';

/** A mail that came in, as it is written down. */
export type NewInboundMail = Omit<InboundMailRow, 'settledAt' | 'settledBy'>;

/** Writes a mail down unless it was there: the same event or the same bytes. Two at once: one waits for the other. */
export const insertInbound = (tx: Tx, mail: NewInboundMail): Promise<boolean> =>
  tx.insertNew(InboundMailRow, mail);

/** What a returned mail does to a message, and what its facts tell. */
export interface AboutMessage {
  id: string;
  areaId: string;
  employerId: string | null;
  contactId: string | null;
  address: string;
  subject: string;
  template: string;
  purpose: Purpose;
  promotional: boolean;
  campaign: string | null;
  state: MessageState;
}

const MESSAGE = `id, area_id AS "areaId", employer_id AS "employerId", contact_id AS "contactId", address, subject, template,
  purpose, promotional, campaign, state`;

/** The message of the first of these tokens that belongs to one that has been tried; undefined: none does. */
export const messageOfTokens = (tx: Tx, tokens: readonly string[]): Promise<AboutMessage | undefined> =>
  tx.one(
    `SELECT ${MESSAGE} FROM message WHERE verp_token = ANY($1) AND attempts > 0
      ORDER BY array_position($1, verp_token) LIMIT 1`,
    [tokens],
  );

/** The same by ids of messages. */
export const messageOfIds = (tx: Tx, ids: readonly string[]): Promise<AboutMessage | undefined> =>
  tx.one(
    `SELECT ${MESSAGE} FROM message WHERE id = ANY($1::uuid[]) AND attempts > 0
      ORDER BY array_position($1::uuid[], id) LIMIT 1`,
    [ids],
  );

/** The latest mails to these addresses that went since an instant, newest first, of the areas of the transaction. */
export const messagesTo = (
  tx: Tx,
  addresses: readonly string[],
  since: Date,
  limit: number,
): Promise<(AboutMessage & { createdAt: Date; recipientName: string })[]> =>
  tx.query(
    `SELECT ${MESSAGE}, created_at AS "createdAt", recipient_name AS "recipientName" FROM message
      WHERE created_at >= $2 AND lower(address) = ANY($1) AND attempts > 0
      ORDER BY created_at DESC, id DESC LIMIT $3`,
    [addresses.map((address) => address.toLowerCase()), since, limit],
  );

/** One message of the areas of the transaction, that nobody else changes meanwhile. */
export const lockMessage = (tx: Tx, id: string): Promise<AboutMessage | undefined> =>
  tx.one(`SELECT ${MESSAGE} FROM message WHERE id = $1 AND attempts > 0 FOR UPDATE`, [id]);

/** Moves a message on, if it is still in one of these states; what waited to go once more does not go. */
export async function settleMessage(
  tx: Tx,
  message: { areaId: string; id: string },
  to: MessageState,
  from: readonly MessageState[],
  reason: string,
  now: Date,
): Promise<boolean> {
  const rows = await tx.execute(
    `UPDATE message SET state = $3, reason = $4, settled_at = $5, next_attempt_at = NULL
      WHERE area_id = $1 AND id = $2 AND state = ANY($6)`,
    [message.areaId, message.id, to, reason, now, from],
  );
  return rows > 0;
}

/** A reading that nothing has followed yet. */
export interface OpenReport {
  id: string;
  areaId: string;
  returnedId: string;
  messageId: string;
  kind: string;
  action: string | null;
  status: string | null;
  reason: string;
  matchedBy: MatchedBy;
}

/** Writes what a returned mail says about a message, unless it was written before. */
export const insertReport = (
  tx: Tx,
  reading: OpenReport & Pick<BounceReportRow, 'addressHash' | 'at'>,
): Promise<boolean> => tx.insertNew(BounceReportRow, reading);

/** Readings that wait for their message to be settled, oldest first. */
export const openReports = (tx: Tx, limit: number): Promise<{ id: string; areaId: string }[]> =>
  tx.query(
    `SELECT id, area_id AS "areaId" FROM returned_reading
      WHERE followed_at IS NULL AND matched_by <> 'recipient' ORDER BY at LIMIT $1`,
    [limit],
  );

/** One of them, if nobody else follows it just now. */
export const openReport = (tx: Tx, areaId: string, id: string): Promise<OpenReport | undefined> =>
  tx.one(
    `SELECT id, area_id AS "areaId", returned_id AS "returnedId", message_id AS "messageId", kind, action, status, reason,
            matched_by AS "matchedBy"
       FROM returned_reading WHERE area_id = $1 AND id = $2 AND followed_at IS NULL FOR UPDATE SKIP LOCKED`,
    [areaId, id],
  );

/** A person said which message it is about. */
export async function matchedByStaff(tx: Tx, areaId: string, id: string): Promise<void> {
  await tx.repository(BounceReportRow).update({ areaId, id }, { matchedBy: 'staff' });
}

/** Marks a reading as followed, with what was done in words. */
export async function closeReport(tx: Tx, reading: OpenReport, done: string[], now: Date): Promise<void> {
  await tx
    .repository(BounceReportRow)
    .update({ areaId: reading.areaId, id: reading.id, followedAt: IsNull() }, { done, followedAt: now });
}

/**
 * About how many different mails to an address a kind was reported since an instant. Guesses do not count; delays that
 * are still being tried neither.
 */
export async function countReports(
  tx: Tx,
  areaId: string,
  addressHash: Buffer,
  kind: string,
  since: Date,
): Promise<number> {
  const row = await tx.one<{ n: number }>(
    `SELECT count(DISTINCT message_id)::int AS n FROM returned_reading
      WHERE area_id = $1 AND address_hash = $2 AND kind = $3 AND at > $4 AND matched_by <> 'recipient'
        AND action IS DISTINCT FROM 'delayed'`,
    [areaId, addressHash, kind, since],
  );
  return row!.n;
}

/** Moves a returned mail on from where nobody knew what it is about; false when somebody else has. */
export async function settleInbound(
  tx: Tx,
  id: string,
  state: InboundState,
  remark: string | null,
  by: Actor,
  now: Date,
): Promise<boolean> {
  const settled = await tx
    .repository(InboundMailRow)
    .update(
      { id, state: In(['guessed', 'unmatched', 'unreadable']) },
      { state, remark, settledAt: now, settledBy: by },
    );
  return settled.affected === 1;
}
