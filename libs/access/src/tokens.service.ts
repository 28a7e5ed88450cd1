import { Injectable } from '@nestjs/common';
import { Clock, Database, hashToken, invalid, newId, newToken, type Tx } from '#platform';
import {
  insertToken,
  listTokens,
  noteTokenUse,
  revokeTokens,
  type TokenInForce,
  type TokenView,
  tokenInForce,
} from './api-token.repository.js';
import { tokenScopes } from './rights.rules.js';

const DAY_MS = 86_400_000;
/** Every token begins so, for secret scanners. */
export const TOKEN_PREFIX = 'mecrm_';

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
    await insertToken(tx, {
      id,
      hash: hashToken(token),
      name: input.name,
      userId: input.userId,
      scopes,
      areaIds: input.areaIds,
      createdAt: now,
      expiresAt,
    });
    return { id, token, expiresAt, scopes };
  }

  /** The token, if it holds and its person is not disabled, with the person's roles and the areas as they are now. */
  find(token: string): Promise<TokenInForce | undefined> {
    return tokenInForce(this.db.outsideWall, hashToken(token), this.clock.now());
  }

  /** Notes that it was used, once a day at most. */
  async noteUse(token: TokenView): Promise<void> {
    const now = this.clock.now();
    if (token.lastUsedAt && now.getTime() - token.lastUsedAt.getTime() < DAY_MS) return;
    await this.db.write([], (tx) => noteTokenUse(tx, token.id, now));
  }

  /** Tokens, newest first. `userId`: only that person's; `areaIds`: only those that do something in one of the areas; `id`: only that one. */
  list(only: { id?: string; userId?: string; areaIds?: readonly string[] } = {}): Promise<TokenView[]> {
    return listTokens(this.db.outsideWall, only);
  }

  /** Ends a token at once; false when there is none of that id that still holds. */
  async revoke(tx: Tx, id: string): Promise<boolean> {
    return (await revokeTokens(tx, { id }, this.clock.now())) > 0;
  }
}
