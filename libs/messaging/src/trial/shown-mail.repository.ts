import type { Tx } from '#platform';
import { Message } from '../message/message.entity.js';

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

export const shownMail = async (
  tx: Tx,
  areaId: string,
  mail: string,
  id: string,
): Promise<ShownMail | undefined> =>
  (await tx.repository(Message).findOne({
    select: { id: true, recipientName: true, createdAt: true, data: true },
    where: { areaId, id, template: mail },
  })) ?? undefined;
