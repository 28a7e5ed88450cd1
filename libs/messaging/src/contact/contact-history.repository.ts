import type { ContactPurpose, ContactReason } from '#contact-policy';
import { areaEqualsNoIndex, type Tx } from '#platform';
import { PAUSE_HOLDS } from '../flow-control/pauses.rules.js';
import { AFTER_RESTORE } from '../flow-control/restore.rules.js';
import type { GatedMail } from './contact-gate.types.js';

/** A mail of an employer or person that has reached them, may have, or waits to. */
export interface NeighbourMail extends GatedMail {
  /** When it reached them, or was first tried; null: not tried yet. */
  at: Date | null;
}

/** How mail stands in SQL for `GatedMail`. */
export const GATED = `m.id, m.employer_id AS "employerId", m.contact_id AS "contactId", m.address, m.purpose,
  m.promotional, m.immediate, m.topic, m.campaign, m.state, m.created_at AS "createdAt",
  m.next_attempt_at AS "nextAttemptAt", m.expires_at AS "expiresAt", m.hold, m.override`;

/**
 * When it reached them, or was first tried. Mail whose fate became unknown once is dated by its first try, for what
 * settled it came later.
 */
const REACHED_AT = `CASE WHEN m.state = 'sent' AND m.unknowns = 0 THEN m.settled_at ELSE m.dated_at END`;

/** Mail is planned at most so long before it goes; what was planned earlier is not looked for among contacts. */
const PLANNED_DAYS = 120;

/**
 * The mail that counts as contacts of these employers, people and addresses since an instant (sent, in flight, between
 * two tries, of unknown fate), and what else waits to go to them, now or on a day. One statement, each employer and person by an index. Without
 * `areaEqualsNoIndex` it was measured at 9 s instead of 20 ms for 500 mails among 20,000.
 */
export function neighbours(
  tx: Tx,
  areaId: string,
  who: { employerIds: readonly string[]; contactIds: readonly string[]; addresses: readonly string[] },
  since: Date,
): Promise<NeighbourMail[]> {
  const planned = new Date(since.getTime() - PLANNED_DAYS * 86_400_000);
  const wanted = `(m.purpose <> 'service' OR m.promotional) AND m.created_at >= $5
            AND m.state IN ('sent', 'sending', 'unknown', 'queued', 'retry')`;
  const columns = `${GATED}, ${REACHED_AT} AS at`;
  const of = (ids: string, type: string, same: string) =>
    `SELECT n.* FROM unnest($${ids}::${type}[]) AS w(key)
      CROSS JOIN LATERAL (SELECT ${columns} FROM message m
                           WHERE ${areaEqualsNoIndex('m.area_id', '$1')} AND ${same} AND ${wanted} OFFSET 0) AS n`;
  return tx.query<NeighbourMail>(
    `${of('2', 'uuid', 'm.employer_id = w.key')}
     UNION ALL ${of('3', 'uuid', 'm.contact_id = w.key')}
     UNION ALL ${of('4', 'text', 'm.contact_id IS NULL AND m.address = w.key')}`,
    [areaId, who.employerIds, who.contactIds, who.addresses, planned],
  );
}

/** The latest mail that reached each of these employers, or may have, of each of these kinds; one row of each at most. */
export function latestMails(
  tx: Tx,
  areaId: string,
  employerIds: readonly string[],
  purposes: readonly ContactPurpose[],
): Promise<NeighbourMail[]> {
  return tx.query<NeighbourMail>(
    `SELECT n.* FROM unnest($2::uuid[]) AS w(key) CROSS JOIN unnest($3::text[]) AS p(purpose)
      CROSS JOIN LATERAL (SELECT ${GATED}, ${REACHED_AT} AS at FROM message m
                           WHERE ${areaEqualsNoIndex('m.area_id', '$1')} AND m.employer_id = w.key
                             AND m.state IN ('sent', 'sending', 'unknown')
                             AND CASE WHEN m.promotional THEN 'engagement' ELSE m.purpose END = p.purpose
                           ORDER BY at DESC NULLS LAST LIMIT 1) AS n`,
    [areaId, employerIds, purposes],
  );
}

/** Messages by id that have not gone and not ended. */
export const mailsById = (tx: Tx, areaId: string, ids: readonly string[]): Promise<GatedMail[]> =>
  tx.query<GatedMail>(
    `SELECT ${GATED} FROM message m
      WHERE m.area_id = $1 AND m.id = ANY($2::uuid[]) AND m.state IN ('queued', 'held', 'retry')`,
    [areaId, ids],
  );

/** What is to be looked at again. */
export interface Reconsidered {
  /** Held by one of these; default: by anything but a pause or a restore. */
  codes?: readonly ContactReason[];
  employerIds?: readonly string[];
  contactIds?: readonly string[];
  messageIds?: readonly string[];
}

/**
 * Makes held mail due at an instant, to be decided anew; in the order of ids, as every change of several messages. Mail
 * of unknown fate stays so, and its second sending is due. Answers how many.
 */
export function releaseHeld(tx: Tx, areaId: string, which: Reconsidered, at: Date): Promise<number> {
  return tx.execute(
    `WITH meant AS (
       SELECT id FROM message
        WHERE area_id = $1 AND hold IS NOT NULL AND state IN ('queued', 'retry', 'held', 'unknown')
          AND (hold = ANY($3) OR $3::text[] IS NULL AND NOT hold = ANY($7)) AND ($4::uuid[] IS NULL OR employer_id = ANY($4))
          AND ($5::uuid[] IS NULL OR contact_id = ANY($5)) AND ($6::uuid[] IS NULL OR id = ANY($6))
        ORDER BY id FOR UPDATE
     )
     UPDATE message m
        SET state = CASE WHEN m.state = 'held' THEN 'queued' ELSE m.state END, next_attempt_at = $2, hold = NULL,
            reason = CASE WHEN m.state = 'unknown' THEN m.reason ELSE NULL END
       FROM meant WHERE m.area_id = $1 AND m.id = meant.id`,
    [
      areaId,
      at,
      which.codes ?? null,
      which.employerIds ?? null,
      which.contactIds ?? null,
      which.messageIds ?? null,
      [...PAUSE_HOLDS, AFTER_RESTORE],
    ],
  );
}

/** How many mails one thing holds, and when the first of them is looked at again. */
export interface HeldBy {
  /** A code of the contact policy or of a pause. */
  hold: string;
  count: number;
  first: Date | null;
}

/** `except`: messages that are counted elsewhere already. */
export const heldCounts = (
  tx: Tx,
  areaId: string,
  campaign: string | null,
  except: readonly string[] = [],
): Promise<HeldBy[]> =>
  tx.query<HeldBy>(
    `SELECT hold, count(*)::int AS count, min(next_attempt_at) AS first FROM message
      WHERE area_id = $1 AND hold IS NOT NULL AND state IN ('queued', 'retry', 'held', 'unknown')
        AND ($2::text IS NULL OR campaign = $2) AND id <> ALL ($3::uuid[])
      GROUP BY hold ORDER BY count(*) DESC, hold`,
    [areaId, campaign, except],
  );

/** How many of an area's mails are due and not decided about yet: they are being looked at now. */
export async function countUndecided(tx: Tx, areaId: string, now: Date): Promise<number> {
  const row = await tx.one<{ n: number }>(
    `SELECT count(*)::int AS n FROM message
      WHERE area_id = $1 AND state IN ('queued', 'retry') AND hold IS NULL AND next_attempt_at <= $2`,
    [areaId, now],
  );
  return row!.n;
}

const MOST_DECIDED = 1_000;

/** Ids of a campaign's mails that are due and not decided about yet. */
export async function undecided(tx: Tx, areaId: string, campaign: string, now: Date): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    `SELECT id FROM message
      WHERE area_id = $1 AND campaign = $2 AND state IN ('queued', 'retry') AND hold IS NULL AND next_attempt_at <= $3
      ORDER BY id LIMIT $4`,
    [areaId, campaign, now, MOST_DECIDED],
  );
  return rows.map((row) => row.id);
}
