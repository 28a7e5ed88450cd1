import { type KeysetList, keyset, type ListPage, type Place, type Tx } from '#platform';

export interface MailboxLine {
  id: string;
  at: Date;
  to: string[];
  subject: string;
}

export function keepMail(
  tx: Tx,
  mail: {
    id: string;
    areaId: string;
    at: Date;
    from: string;
    to: string[];
    subject: string;
    sealed: Buffer;
  },
): Promise<number> {
  return tx.execute(
    `INSERT INTO caught_mail (id, area_id, at, envelope_from, envelope_to, subject, sealed)
     VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    [mail.id, mail.areaId, mail.at, mail.from, mail.to, mail.subject, mail.sealed],
  );
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
  place: Place,
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

export const mailById = (
  tx: Tx,
  areas: readonly string[],
  id: string,
): Promise<{ sealed: Buffer } | undefined> =>
  tx.one(`SELECT sealed FROM caught_mail WHERE area_id = ANY ($1) AND id = $2`, [areas, id]);

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
