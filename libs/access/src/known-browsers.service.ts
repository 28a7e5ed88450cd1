import { Injectable } from '@nestjs/common';
import { Clock, Database, emailKey, hashToken, newToken, type Tx } from '#platform';
import { forgetBrowsersOf, insertBrowser, isKnownBrowser, useBrowser } from './known-browser.repository.js';

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
    return isKnownBrowser(this.db.outsideWall, hashToken(token), emailKey(email), this.since());
  }

  /**
   * Remembers the browser for the account and answers its token: the one it brought if the account knows that, else a new
   * one. Whatever else a browser brings may have been put there by somebody who knows it too, and would share the
   * allowance.
   */
  async remember(tx: Tx, userId: string, brought?: string): Promise<string> {
    const usedAt = this.clock.now();
    if (brought && (await useBrowser(tx, { hash: hashToken(brought), userId, usedAt }))) return brought;
    const token = newToken(256);
    await insertBrowser(tx, { hash: hashToken(token), userId, usedAt });
    return token;
  }

  /** Forgets all browsers of an account, as when its password is new. */
  forget(tx: Tx, userId: string): Promise<void> {
    return forgetBrowsersOf(tx, userId);
  }

  private since(): Date {
    return new Date(this.clock.now().getTime() - KNOWN_MS);
  }
}
