import { IsNull } from 'typeorm';
import type { Reads, Tx } from '#platform';
import { RIGHTS_BASIS, type RightsBasis } from './rights-basis.repository.js';
import { ApiToken } from './token.entity.js';

export interface TokenView {
  id: string;
  name: string;
  userId: string;
  userName: string;
  scopes: string[];
  areaIds: string[];
  createdAt: Date;
  expiresAt: Date;
  /** To the day. */
  lastUsedAt: Date | null;
  revokedAt: Date | null;
}

const COLUMNS = `t.id, t.name, t.user_id AS "userId", u.name AS "userName", t.scopes, t.area_ids AS "areaIds",
  t.created_at AS "createdAt", t.expires_at AS "expiresAt", t.last_used_at AS "lastUsedAt", t.revoked_at AS "revokedAt"`;

export async function insertToken(tx: Tx, token: Omit<ApiToken, 'lastUsedAt' | 'revokedAt'>): Promise<void> {
  await tx.repository(ApiToken).insert(token);
}

/** A token that holds, and what the rights of its person are made of. */
export type TokenInForce = TokenView & RightsBasis;

/** The token of a hash, if it holds now and its person is not disabled. */
export const tokenInForce = (db: Reads, hash: Buffer, now: Date): Promise<TokenInForce | undefined> =>
  db.one<TokenInForce>(
    `SELECT ${COLUMNS},${RIGHTS_BASIS} FROM api_token t JOIN app_user u ON u.id = t.user_id
      WHERE t.hash = $1 AND t.revoked_at IS NULL AND t.expires_at > $2 AND u.disabled_at IS NULL`,
    [hash, now],
  );

export async function noteTokenUse(tx: Tx, id: string, lastUsedAt: Date): Promise<void> {
  await tx.repository(ApiToken).update({ id }, { lastUsedAt });
}

/**
 * Tokens, newest first, of a person, of an id, or such that do something in one of some areas: they are for it, and their
 * person has a role there.
 */
export const listTokens = (
  db: Reads,
  only: { id?: string; userId?: string; areaIds?: readonly string[] },
): Promise<TokenView[]> =>
  db.query<TokenView>(
    `SELECT ${COLUMNS} FROM api_token t JOIN app_user u ON u.id = t.user_id
      WHERE ($1::uuid IS NULL OR t.user_id = $1)
        AND ($2::uuid[] IS NULL OR t.area_ids && $2 AND EXISTS (
              SELECT FROM role_grant g WHERE g.user_id = t.user_id AND g.area_id = ANY ($2) AND g.area_id = ANY (t.area_ids)))
        AND ($3::uuid IS NULL OR t.id = $3)
      ORDER BY t.created_at DESC, t.id DESC`,
    [only.userId ?? null, only.areaIds ?? null, only.id ?? null],
  );

/** Ends a token, or all of a person's; answers how many held until then. */
export const revokeTokens = async (
  tx: Tx,
  which: { id: string } | { userId: string },
  revokedAt: Date,
): Promise<number> =>
  (await tx.repository(ApiToken).update({ ...which, revokedAt: IsNull() }, { revokedAt })).affected ?? 0;
