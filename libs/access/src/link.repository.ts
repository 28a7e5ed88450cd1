import { IsNull } from 'typeorm';
import type { Reads, Tx } from '#platform';
import { LinkToken } from './token.entity.js';

export interface LinkView {
  /** null: it belongs to no area, as an invitation to staff does not. */
  areaId: string | null;
  /** null: it leads to no record, as the link to the first account does not. */
  subjectId: string | null;
  expiresAt: Date | null;
}

/** A link as it stands, whether it opens anything or not. */
export interface LinkState extends LinkView {
  /** It opens nothing any more: expired, used up or revoked. */
  ended: boolean;
  /** It has done what it works once for. */
  used: boolean;
}

/** Names a link by what a token yields: its hash, and its id where this installation's secret made it. */
export interface LinkKey {
  purpose: string;
  hash: Buffer;
  id: string | null;
}

/** Writes many links in one statement, as one is made for each person of a wave. */
export async function insertLinks(
  tx: Tx,
  links: readonly Pick<LinkToken, 'id' | 'hash' | 'purpose' | 'areaId' | 'subjectId' | 'expiresAt'>[],
  createdAt: Date,
): Promise<void> {
  await tx.execute(
    `INSERT INTO link_token (id, hash, purpose, area_id, subject_id, created_at, expires_at)
     SELECT i, decode(h, 'hex'), p, a, s, $6, e
       FROM unnest($1::uuid[], $2::text[], $3::text[], $4::uuid[], $5::uuid[], $7::timestamptz[]) AS l(i, h, p, a, s, e)`,
    [
      links.map((link) => link.id),
      links.map((link) => link.hash.toString('hex')),
      links.map((link) => link.purpose),
      links.map((link) => link.areaId),
      links.map((link) => link.subjectId),
      createdAt,
      links.map((link) => link.expiresAt),
    ],
  );
}

/** Lets the latest open link of a purpose to a subject live until an instant at least; answers its id. */
export const prolongLink = async (
  tx: Tx,
  link: { purpose: string; subjectId: string; expiresAt: Date },
): Promise<string | undefined> =>
  (
    await tx.one<{ id: string }>(
      `UPDATE link_token SET expires_at = greatest(expires_at, $3)
        WHERE id = (SELECT id FROM link_token
                     WHERE purpose = $1 AND subject_id = $2 AND revoked_at IS NULL AND used_at IS NULL
                     ORDER BY created_at DESC, id DESC LIMIT 1)
        RETURNING id`,
      [link.purpose, link.subjectId, link.expiresAt],
    )
  )?.id;

export const linkState = (db: Reads, key: LinkKey, now: Date): Promise<LinkState | undefined> =>
  db.one<LinkState>(
    `SELECT area_id AS "areaId", subject_id AS "subjectId", expires_at AS "expiresAt", used_at IS NOT NULL AS used,
            revoked_at IS NOT NULL OR used_at IS NOT NULL OR coalesce(expires_at <= $3, false) AS ended
       FROM link_token WHERE (hash = $1 OR id = $4) AND purpose = $2`,
    [key.hash, key.purpose, now, key.id],
  );

/** Uses up a link that holds; undefined when it does not, or somebody was quicker. */
export const useLink = (tx: Tx, key: LinkKey, now: Date): Promise<LinkView | undefined> =>
  tx.one<LinkView>(
    `UPDATE link_token SET used_at = $3
      WHERE (hash = $1 OR id = $4) AND purpose = $2 AND used_at IS NULL AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > $3)
      RETURNING area_id AS "areaId", subject_id AS "subjectId", expires_at AS "expiresAt"`,
    [key.hash, key.purpose, now, key.id],
  );

/** Ends all links of a purpose to a subject (null: those without one); answers how many. */
export const revokeLinks = async (
  tx: Tx,
  purpose: string,
  subjectId: string | null,
  revokedAt: Date,
): Promise<number> => {
  const which = { purpose, subjectId: subjectId ?? IsNull(), revokedAt: IsNull() };
  return (await tx.repository(LinkToken).update(which, { revokedAt })).affected ?? 0;
};
