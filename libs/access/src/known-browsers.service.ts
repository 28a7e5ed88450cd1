import { Injectable } from '@nestjs/common';
import { Clock, Database, emailKey, hashToken, newToken, type Tx } from '#platform';

/** How long a browser is known after the last sign-in in it. */
export const KNOWN_MS = 180 * 86_400_000;

/**
 * Browsers in which somebody has signed in before. Such a browser has an allowance of its own for trying passwords, so
 * that strangers who try an address over and over do not keep its owner out.
 */
@Injectable()
export class KnownBrowsers {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /** Whether somebody has signed in to the account of this address in the browser that holds the token. */
  async knows(token: string | undefined, email: string): Promise<boolean> {
    if (!token) return false;
    const row = await this.db.read([], (tx) =>
      tx.one(
        `SELECT 1 FROM known_browser b JOIN app_user u ON u.id = b.user_id
          WHERE b.hash = $1 AND u.email_key = $2 AND b.used_at > $3`,
        [hashToken(token), emailKey(email), this.since()],
      ),
    );
    return Boolean(row);
  }

  /**
   * Remembers the browser for the account and answers its token: the one it brought if the account knows that, else a new
   * one. Whatever else a browser brings may have been put there by somebody who knows it too, and would share the
   * allowance.
   */
  async remember(tx: Tx, userId: string, brought?: string): Promise<string> {
    await tx.execute('DELETE FROM known_browser WHERE used_at <= $1', [this.since()]);
    const now = this.clock.now();
    if (
      brought &&
      (await tx.execute('UPDATE known_browser SET used_at = $3 WHERE hash = $1 AND user_id = $2', [
        hashToken(brought),
        userId,
        now,
      ]))
    )
      return brought;
    const token = newToken(256);
    await tx.execute('INSERT INTO known_browser (hash, user_id, used_at) VALUES ($1, $2, $3)', [
      hashToken(token),
      userId,
      now,
    ]);
    return token;
  }

  /** Forgets all browsers of an account, as when its password is new. */
  async forget(tx: Tx, userId: string): Promise<void> {
    await tx.execute('DELETE FROM known_browser WHERE user_id = $1', [userId]);
  }

  private since(): Date {
    return new Date(this.clock.now().getTime() - KNOWN_MS);
  }
}
