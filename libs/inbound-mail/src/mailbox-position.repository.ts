import type { Tx } from '#platform';
import { MailboxPositionRow } from './inbound-mail.entity.js';

/** How far a mailbox has been read. */
export interface MailboxPosition {
  uidValidity: string | null;
  lastUid: number;
}

/** How the mailbox fares, for staff. */
export interface MailboxState {
  mailbox: string;
  checkedAt: Date | null;
  taken: number;
  trouble: string | null;
  troubleSince: Date | null;
}

/** Takes the mailbox for so many seconds of the database's clock; undefined while another reader has it. */
export async function leasePosition(
  tx: Tx,
  mailbox: string,
  token: string,
  seconds: number,
): Promise<MailboxPosition | undefined> {
  await tx.execute(`INSERT INTO returns_place (mailbox) VALUES ($1) ON CONFLICT DO NOTHING`, [mailbox]);
  const row = await tx.one<{ uidValidity: string | null; lastUid: string }>(
    `UPDATE returns_place SET lease_token = $2, lease_until = clock_timestamp() + make_interval(secs => $3)
      WHERE mailbox = $1 AND (lease_token = $2 OR lease_until IS NULL OR lease_until < clock_timestamp())
     RETURNING uid_validity AS "uidValidity", last_uid AS "lastUid"`,
    [mailbox, token, seconds],
  );
  return row && { uidValidity: row.uidValidity, lastUid: Number(row.lastUid) };
}

/** Moves the place on and renews the lease; false when the mailbox has gone to another reader. */
export async function movePosition(
  tx: Tx,
  mailbox: string,
  token: string,
  place: MailboxPosition,
  taken: number,
  seconds: number,
): Promise<boolean> {
  const rows = await tx.execute(
    `UPDATE returns_place SET uid_validity = $3, last_uid = $4, taken = taken + $5,
            lease_until = clock_timestamp() + make_interval(secs => $6)
      WHERE mailbox = $1 AND lease_token = $2`,
    [mailbox, token, place.uidValidity, place.lastUid, taken, seconds],
  );
  return rows > 0;
}

/** Gives the mailbox back, with what went wrong in plain words or null; trouble keeps the instant it began. */
export async function leavePosition(
  tx: Tx,
  mailbox: string,
  token: string,
  trouble: string | null,
  now: Date,
): Promise<void> {
  await tx.execute(
    `UPDATE returns_place
        SET lease_token = NULL, lease_until = NULL, trouble = $3,
            checked_at = CASE WHEN $3::text IS NULL THEN $4 ELSE checked_at END,
            trouble_since = CASE WHEN $3::text IS NULL THEN NULL ELSE coalesce(trouble_since, $4) END
      WHERE mailbox = $1 AND lease_token = $2`,
    [mailbox, token, trouble, now],
  );
}

/** How the mailbox fares; undefined while it was never tried. */
export const mailboxState = async (tx: Tx, mailbox: string): Promise<MailboxState | undefined> =>
  (await tx.repository(MailboxPositionRow).findOneBy({ mailbox })) ?? undefined;

/** The name a mailbox goes by: its address without the password, e.g. `imaps://returns@mail.example.org/INBOX`. */
export function mailboxName(address: string): string {
  const url = new URL(address);
  return `${url.protocol}//${decodeURIComponent(url.username)}@${url.host}/${decodeURIComponent(url.pathname.slice(1)) || 'INBOX'}`;
}
