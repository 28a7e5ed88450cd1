import { Injectable } from '@nestjs/common';
import { Clock, Database, hashToken, invalid, newId, newToken, type Tx } from '#platform';
import { tokenScopes } from './rights.rules.js';

const DAY_MS = 86_400_000;
/** Every token begins so, for secret scanners. */
export const TOKEN_PREFIX = 'mecrm_';

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

/** `employer:read` → list and see, `employer:write` → create and change, `*` → all a token can have. */
function expand(scope: string): string[] {
  if (scope === '*') return tokenScopes;
  const [resource, verb] = scope.split(':');
  const verbs: Record<string, string[]> = { read: ['list', 'see'], write: ['create', 'change'] };
  const wanted = (verbs[verb ?? ''] ?? [verb]).map((v) => `${resource}:${v}`);
  const known = wanted.filter((w) => tokenScopes.includes(w));
  if (!known.length)
    throw invalid('access.token-scope', {
      scopes: `"${scope}" is not a scope a token can have; for example employer:read`,
    });
  return known;
}

/** Bearer tokens of the JSON API. */
@Injectable()
export class Tokens {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /**
   * Makes a token and returns it, the only time it can be seen. `days`: 1 to 365, default 90. Scopes as
   * `resource:verb`, `resource:read`, `resource:write` or `*`; what its person may not do it cannot either.
   */
  async create(
    tx: Tx,
    input: { name: string; userId: string; scopes: string[]; areaIds: string[]; days?: number },
  ): Promise<{ id: string; token: string; expiresAt: Date; scopes: string[] }> {
    const days = input.days ?? 90;
    if (!Number.isInteger(days) || days < 1 || days > 365)
      throw invalid('access.token-days', { days: 'Choose 1 to 365 days' });
    const scopes = [...new Set(input.scopes.flatMap(expand))];
    if (!scopes.length)
      throw invalid('access.token-scope', { scopes: 'Name at least one scope, for example employer:read' });
    if (!input.areaIds.length) throw invalid('access.token-area', { areas: 'Name at least one area' });
    const token = TOKEN_PREFIX + newToken(256);
    const id = newId();
    const now = this.clock.now();
    const expiresAt = new Date(now.getTime() + days * DAY_MS);
    await tx.execute(
      `INSERT INTO api_token (id, hash, name, user_id, scopes, area_ids, created_at, expires_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [id, hashToken(token), input.name, input.userId, scopes, input.areaIds, now, expiresAt],
    );
    return { id, token, expiresAt, scopes };
  }

  /** The token, if it holds and its person is not disabled. */
  find(token: string): Promise<TokenView | undefined> {
    return this.db.read([], (tx) =>
      tx.one<TokenView>(
        `SELECT ${COLUMNS} FROM api_token t JOIN app_user u ON u.id = t.user_id
          WHERE t.hash = $1 AND t.revoked_at IS NULL AND t.expires_at > $2 AND u.disabled_at IS NULL`,
        [hashToken(token), this.clock.now()],
      ),
    );
  }

  /** Notes that it was used, once a day at most. */
  async noteUse(token: TokenView): Promise<void> {
    const now = this.clock.now();
    if (token.lastUsedAt && now.getTime() - token.lastUsedAt.getTime() < DAY_MS) return;
    await this.db.write([], (tx) =>
      tx.execute('UPDATE api_token SET last_used_at = $2 WHERE id = $1', [token.id, now]),
    );
  }

  /** Tokens, newest first. `userId`: only that person's; `areaIds`: only those for one of the areas; `id`: only that one. */
  list(only: { id?: string; userId?: string; areaIds?: readonly string[] } = {}): Promise<TokenView[]> {
    return this.db.read([], (tx) =>
      tx.query<TokenView>(
        `SELECT ${COLUMNS} FROM api_token t JOIN app_user u ON u.id = t.user_id
          WHERE ($1::uuid IS NULL OR t.user_id = $1) AND ($2::uuid[] IS NULL OR t.area_ids && $2)
            AND ($3::uuid IS NULL OR t.id = $3)
          ORDER BY t.created_at DESC, t.id DESC`,
        [only.userId ?? null, only.areaIds ?? null, only.id ?? null],
      ),
    );
  }

  /** Ends a token at once; false when there is none of that id that still holds. */
  async revoke(tx: Tx, id: string): Promise<boolean> {
    const n = await tx.execute('UPDATE api_token SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL', [
      id,
      this.clock.now(),
    ]);
    return n > 0;
  }
}
