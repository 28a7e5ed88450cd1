import type { Tx } from '#platform';

/** A mail of an area that was written lately, to show words with. */
export interface ShownMail {
  id: string;
  recipientName: string;
  createdAt: Date;
  data: unknown;
}

/** The latest mails of a kind in an area, by the recipient's name where `q` is given. */
export const recentMails = (
  tx: Tx,
  areaId: string,
  mail: string,
  q: string,
  limit: number,
): Promise<Omit<ShownMail, 'data'>[]> =>
  tx.query(
    `SELECT id, recipient_name AS "recipientName", created_at AS "createdAt" FROM message
      WHERE area_id = $1 AND template = $2 AND ($3 = '' OR position(lower($3) IN lower(recipient_name)) > 0)
      ORDER BY created_at DESC, id DESC LIMIT $4`,
    [areaId, mail, q, limit],
  );

export const shownMail = (tx: Tx, areaId: string, mail: string, id: string): Promise<ShownMail | undefined> =>
  tx.one(
    `SELECT id, recipient_name AS "recipientName", created_at AS "createdAt", data FROM message
      WHERE area_id = $1 AND id = $2 AND template = $3`,
    [areaId, id, mail],
  );
