import { newId, type Tx } from '#platform';
import { RetentionAnnouncement } from './retention.entity.js';

/** Writes down what a night announced; the first of a day stands. */
export const insertAnnouncement = (
  tx: Tx,
  announcement: Omit<RetentionAnnouncement, 'id' | 'toldAt'>,
): Promise<boolean> => tx.insertNew(RetentionAnnouncement, { ...announcement, id: newId(), toldAt: null });

/** The last announcement of a record by a London day that was made at or after an instant; undefined: none. */
export const announcedBy = (
  tx: Tx,
  { areaId, record, day, since }: { areaId: string | null; record: string; day: string; since: Date | null },
): Promise<{ cutoff: Date; announcedAt: Date } | undefined> =>
  tx.one(
    `SELECT cutoff, announced_at AS "announcedAt" FROM retention_announcement
      WHERE area_id IS NOT DISTINCT FROM $1::uuid AND record = $2 AND announced_on <= $3
        AND ($4::timestamptz IS NULL OR announced_at >= $4)
      ORDER BY announced_on DESC LIMIT 1`,
    [areaId, record, day, since],
  );

/** The last announcement of each record of an area, or of the installation. */
export const lastAnnouncements = (
  tx: Tx,
  areaId: string | null,
): Promise<{ record: string; announcedOn: string; announcedAt: Date; due: number }[]> =>
  tx.query(
    `SELECT DISTINCT ON (record) record, announced_on::text AS "announcedOn", announced_at AS "announcedAt", due
       FROM retention_announcement WHERE area_id IS NOT DISTINCT FROM $1::uuid
      ORDER BY record, announced_on DESC`,
    [areaId],
  );

/** Of each record the last instant at which administrators were written to about it. */
export async function lastTold(tx: Tx, areaId: string | null): Promise<Map<string, Date>> {
  const rows = await tx.query<{ record: string; at: Date }>(
    `SELECT record, max(told_at) AS at FROM retention_announcement
      WHERE area_id IS NOT DISTINCT FROM $1::uuid AND told_at IS NOT NULL GROUP BY record`,
    [areaId],
  );
  return new Map(rows.map(({ record, at }) => [record, at]));
}

/** Marks a day's announcements of these records as told; answers which nobody had marked before. */
export const markTold = async (
  tx: Tx,
  areaId: string | null,
  records: readonly string[],
  day: string,
  at: Date,
): Promise<string[]> =>
  (
    await tx.query<{ record: string }>(
      `UPDATE retention_announcement SET told_at = $4
        WHERE area_id IS NOT DISTINCT FROM $1::uuid AND record = ANY ($2) AND announced_on = $3 AND told_at IS NULL
       RETURNING record`,
      [areaId, records, day, at],
    )
  ).map(({ record }) => record);

/** Announcements of before a day are of no more use. */
export const forgetAnnouncements = (tx: Tx, before: string): Promise<number> =>
  tx.execute('DELETE FROM retention_announcement WHERE announced_on < $1', [before]);

/** Adds to what a night took of a record, in the transaction that takes it. */
export async function addToRun(
  tx: Tx,
  { areaId, record, day, at }: { areaId: string | null; record: string; day: string; at: Date },
  removed: number,
): Promise<void> {
  await tx.execute(
    `INSERT INTO retention_run AS r (id, area_id, record, ran_on, ran_at, removed) VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (area_id, record, ran_on) DO UPDATE SET removed = r.removed + $6, ran_at = $5`,
    [newId(), areaId, record, day, at, removed],
  );
}

/** Takes what the audit does not have yet of what was removed; answers it by record. */
export const takeUnaudited = (
  tx: Tx,
  areaId: string | null,
): Promise<{ record: string; removed: number }[]> =>
  tx.query(
    `UPDATE retention_run r SET audited = r.removed FROM (
       SELECT id, audited FROM retention_run
        WHERE area_id IS NOT DISTINCT FROM $1::uuid AND audited < removed ORDER BY id FOR UPDATE
     ) AS was WHERE r.id = was.id RETURNING r.record, r.removed - was.audited AS removed`,
    [areaId],
  );

/** The last nights that took something in an area, or of the installation; newest first. */
export const lastRuns = (
  tx: Tx,
  areaId: string | null,
  limit: number,
): Promise<{ record: string; ranAt: Date; removed: number }[]> =>
  tx.query(
    `SELECT record, ran_at AS "ranAt", removed FROM retention_run
      WHERE area_id IS NOT DISTINCT FROM $1::uuid AND removed > 0 ORDER BY ran_on DESC, record LIMIT $2`,
    [areaId, limit],
  );
