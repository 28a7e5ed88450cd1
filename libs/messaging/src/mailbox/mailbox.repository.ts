import { In } from 'typeorm';
import { type KeysetList, keyset, type ListPage, type PagePlace, type Tx } from '#platform';
import { CaughtMail } from './caught-mail.entity.js';

export interface MailboxLine {
  id: string;
  at: Date;
  to: string[];
  subject: string;
}

export async function keepMail(
  tx: Tx,
  { from, to, ...mail }: Omit<CaughtMail, 'envelopeFrom' | 'envelopeTo'> & { from: string; to: string[] },
): Promise<void> {
  await tx.repository(CaughtMail).insert({ ...mail, envelopeFrom: from, envelopeTo: to });
}

/** Deletes all but the newest `kept` of an area. */
export function thinOut(tx: Tx, areaId: string, kept: number): Promise<number> {
  return tx.execute(
    `DELETE FROM caught_mail
      WHERE area_id = $1 AND (at, id) <= (SELECT at, id FROM caught_mail WHERE area_id = $1
                                           ORDER BY at DESC, id DESC OFFSET $2 LIMIT 1)`,
    [areaId, kept],
  );
}

const newestFirst: KeysetList = { sort: { sql: 'at', type: 'timestamptz', way: 'DESC' } };

/** One page of the mails of these areas, newest first. */
export async function mailsOf(
  tx: Tx,
  areas: readonly string[],
  to: string,
  place: PagePlace,
  limit: number,
): Promise<ListPage<MailboxLine>> {
  const params: unknown[] = [areas, to || null];
  const read = keyset(newestFirst, place, limit, params);
  return read.page(
    await tx.query<MailboxLine & { place: [string, string] }>(
      `SELECT id, at, envelope_to AS "to", subject, ${read.column} FROM caught_mail
        WHERE area_id = ANY ($1)
          AND ($2::text IS NULL OR EXISTS (SELECT FROM unnest(envelope_to) AS t WHERE strpos(lower(t), lower($2)) > 0))
          ${read.where}
        ORDER BY ${read.order} LIMIT ${read.limit}`,
      params,
    ),
  );
}

export const mailById = async (
  tx: Tx,
  areas: readonly string[],
  id: string,
): Promise<CaughtMail | undefined> =>
  (await tx.repository(CaughtMail).findOneBy({ areaId: In([...areas]), id })) ?? undefined;

/** The message one of these return-address tokens is of; undefined: none that was tried. */
export const sentWithToken = (
  tx: Tx,
  tokens: readonly string[],
): Promise<{ areaId: string; template: string } | undefined> =>
  tx.one(
    `SELECT area_id AS "areaId", template FROM message WHERE verp_token = ANY($1) AND attempts > 0
      ORDER BY array_position($1, verp_token) LIMIT 1`,
    [tokens],
  );
