import { In } from 'typeorm';
import type { Tx } from '#platform';
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

export function mailsOf(
  tx: Tx,
  areas: readonly string[],
  filter: { to?: string; after?: string },
  limit: number,
): Promise<MailboxLine[]> {
  return tx.query(
    `SELECT id, at, envelope_to AS "to", subject FROM caught_mail
      WHERE area_id = ANY ($4)
        AND ($1::text IS NULL OR EXISTS (SELECT FROM unnest(envelope_to) AS t WHERE strpos(lower(t), lower($1)) > 0))
        AND ($2::uuid IS NULL OR (at, id) < (SELECT at, id FROM caught_mail WHERE id = $2))
      ORDER BY at DESC, id DESC LIMIT $3`,
    [filter.to || null, filter.after ?? null, limit, areas],
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
