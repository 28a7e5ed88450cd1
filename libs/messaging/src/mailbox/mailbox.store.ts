import type { Tx } from '#platform';

export interface MailboxLine {
  id: string;
  at: Date;
  to: string[];
  subject: string;
}

export function keepMail(
  tx: Tx,
  mail: { id: string; at: Date; from: string; to: string[]; subject: string; raw: Buffer },
): Promise<number> {
  return tx.execute(
    `INSERT INTO caught_mail (id, at, envelope_from, envelope_to, subject, raw) VALUES ($1, $2, $3, $4, $5, $6)`,
    [mail.id, mail.at, mail.from, mail.to, mail.subject, mail.raw],
  );
}

/** Deletes all but the newest `kept`. */
export function thinOut(tx: Tx, kept: number): Promise<number> {
  return tx.execute(
    `DELETE FROM caught_mail WHERE (at, id) <= (SELECT at, id FROM caught_mail ORDER BY at DESC, id DESC OFFSET $1 LIMIT 1)`,
    [kept],
  );
}

export function mailsOf(
  tx: Tx,
  filter: { to?: string; after?: string },
  limit: number,
): Promise<MailboxLine[]> {
  return tx.query(
    `SELECT id, at, envelope_to AS "to", subject FROM caught_mail
      WHERE ($1::text IS NULL OR EXISTS (SELECT FROM unnest(envelope_to) AS t WHERE strpos(lower(t), lower($1)) > 0))
        AND ($2::uuid IS NULL OR (at, id) < (SELECT at, id FROM caught_mail WHERE id = $2))
      ORDER BY at DESC, id DESC LIMIT $3`,
    [filter.to || null, filter.after ?? null, limit],
  );
}

export const mailById = (tx: Tx, id: string): Promise<{ raw: Buffer } | undefined> =>
  tx.one(`SELECT raw FROM caught_mail WHERE id = $1`, [id]);
