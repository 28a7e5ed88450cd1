import { In, IsNull } from 'typeorm';
import { type Actor, type KeysetList, keyset, type ListPage, type PagePlace, type Tx } from '#platform';
import type { ContactPurpose } from '../decision/contact-policy.types.js';
import { Suppression } from './suppression.entity.js';
import type { SuppressionReason, SuppressionScope, SuppressionSource } from './suppression.rules.js';

/** A stop as it stands in the table. */
export interface SuppressionRow {
  id: string;
  /** Null: the whole installation. */
  areaId: string | null;
  hash: Buffer;
  scope: SuppressionScope;
  topic: string | null;
  why: SuppressionReason;
  source: SuppressionSource;
  /** For staff. */
  reason: string;
  since: Date;
  until: Date | null;
  actor: Actor;
}

const COLUMNS = `id, area_id AS "areaId", address_hash AS hash, scope, topic, why, source, reason, since, until, actor`;

/**
 * The table has no wall (a row may hold for the whole installation), so every query of this file names the area. $1 is
 * the area, $2 now.
 */
const IN_FORCE = `(area_id IS NULL OR area_id = $1) AND lifted_at IS NULL AND (until IS NULL OR until > $2)`;

/** What is in force for these addresses in an area, oldest first. */
export const suppressionsOf = (
  tx: Tx,
  areaId: string,
  hashes: readonly Buffer[],
  now: Date,
): Promise<SuppressionRow[]> =>
  tx.query(
    `SELECT ${COLUMNS} FROM suppression WHERE ${IN_FORCE} AND address_hash = ANY($3::bytea[]) ORDER BY since, id`,
    [areaId, now, hashes],
  );

/** A mail as far as it may be stopped: to whom, what for, about what. */
export interface HashedMail {
  hash: Buffer;
  purpose: ContactPurpose;
  topic: string | null;
}

/** Which of the mails, by their place from 0 on, may not go for good, with the reason; one that several stop, several times. */
export const suppressedMails = (
  tx: Tx,
  areaId: string,
  mails: readonly HashedMail[],
  now: Date,
): Promise<{ place: number; reason: string }[]> =>
  tx.query(
    `SELECT mail.n::int - 1 AS place, reason
       FROM unnest($3::bytea[], $4::text[], $5::text[]) WITH ORDINALITY AS mail(hash, purpose, about, n)
       JOIN suppression ON address_hash = mail.hash
      WHERE ${IN_FORCE} AND until IS NULL
        AND (scope = 'all' OR scope = 'all-but-service' AND purpose <> 'service'
             OR scope = 'engagement' AND purpose = 'engagement' OR scope = 'topic' AND topic = about)
      ORDER BY n, since, id`,
    [
      areaId,
      now,
      mails.map((mail) => mail.hash),
      mails.map((mail) => mail.purpose),
      mails.map((mail) => mail.topic),
    ],
  );

/** One stop in force; undefined where it is not, or belongs to another area. `lock` where it is to be lifted. */
export const suppressionById = (
  tx: Tx,
  areaId: string,
  id: string,
  now: Date,
  lock: boolean,
): Promise<SuppressionRow | undefined> =>
  tx.one(`SELECT ${COLUMNS} FROM suppression WHERE ${IN_FORCE} AND id = $3${lock ? ' FOR UPDATE' : ''}`, [
    areaId,
    now,
    id,
  ]);

/**
 * Writes stops. One that is in force for good stays as it was first said, since that is the evidence; one with a date is
 * said anew. Answers how many were written.
 */
export async function insertSuppressions(tx: Tx, rows: readonly SuppressionRow[]): Promise<number> {
  let written = 0;
  for (const row of rows)
    written += await tx.execute(
      `INSERT INTO suppression AS s (id, area_id, address_hash, scope, topic, why, source, reason, since, until, actor)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
       ON CONFLICT (address_hash, area_id, scope, topic, why) WHERE lifted_at IS NULL
       DO UPDATE SET until = excluded.until, since = excluded.since, reason = excluded.reason, source = excluded.source,
                     actor = excluded.actor
        WHERE s.until IS NOT NULL`,
      [
        row.id,
        row.areaId,
        row.hash,
        row.scope,
        row.topic,
        row.why,
        row.source,
        row.reason,
        row.since,
        row.until,
        JSON.stringify(row.actor),
      ],
    );
  return written;
}

/** Ends stops; answers how many were still in force. */
export const liftSuppressions = async (
  tx: Tx,
  ids: readonly string[],
  lift: { at: Date; by: Actor; reason: string },
): Promise<number> => {
  const lifted = { liftedAt: lift.at, liftedBy: lift.by, liftReason: lift.reason };
  const which = { id: In([...ids]), liftedAt: IsNull() };
  return (await tx.repository(Suppression).update(which, lifted)).affected ?? 0;
};

/** Which stops a list shows. */
export interface SuppressionFilter {
  scope?: SuppressionScope | undefined;
  source?: SuppressionSource | undefined;
}

const newestFirst: KeysetList = { sort: { sql: 'since', type: 'timestamptz', way: 'DESC' } };

/** One page of what is in force in an area, the newest first. */
export async function listSuppressions(
  tx: Tx,
  areaId: string,
  now: Date,
  filter: SuppressionFilter,
  place: PagePlace,
  limit: number,
): Promise<ListPage<SuppressionRow>> {
  const params: unknown[] = [areaId, now, filter.scope ?? null, filter.source ?? null];
  const read = keyset(newestFirst, place, limit, params);
  return read.page(
    await tx.query<SuppressionRow & { place: [string, string] }>(
      `SELECT ${COLUMNS}, ${read.column} FROM suppression
        WHERE ${IN_FORCE} AND ($3::text IS NULL OR scope = $3) AND ($4::text IS NULL OR source = $4) ${read.where}
        ORDER BY ${read.order} LIMIT ${read.limit}`,
      params,
    ),
  );
}

/** How many are in force in an area, by scope. */
export const countSuppressions = (
  tx: Tx,
  areaId: string,
  now: Date,
): Promise<{ scope: SuppressionScope; n: number }[]> =>
  tx.query(`SELECT scope, count(*)::int AS n FROM suppression WHERE ${IN_FORCE} GROUP BY scope`, [
    areaId,
    now,
  ]);
