import type { Reads, Tx } from '#platform';
import { KnownBrowser } from './known-browser.entity.js';

/** Whether the account of an address was signed in to in a browser after an instant. */
export const isKnownBrowser = async (
  db: Reads,
  hash: Buffer,
  emailKey: string,
  since: Date,
): Promise<boolean> =>
  (await db.one(
    `SELECT 1 FROM known_browser b JOIN app_user u ON u.id = b.user_id
      WHERE b.hash = $1 AND u.email_key = $2 AND b.used_at > $3`,
    [hash, emailKey, since],
  )) !== undefined;

/** Says that an account uses a browser it knows; false when it does not know it. */
export const useBrowser = async (tx: Tx, { hash, userId, usedAt }: KnownBrowser): Promise<boolean> =>
  (await tx.repository(KnownBrowser).update({ hash, userId }, { usedAt })).affected === 1;

export async function insertBrowser(tx: Tx, browser: KnownBrowser): Promise<void> {
  await tx.repository(KnownBrowser).insert(browser);
}

export async function forgetBrowsersOf(tx: Tx, userId: string): Promise<void> {
  await tx.repository(KnownBrowser).delete({ userId });
}
