import type { Tx } from '#platform';
import { RetentionPeriod } from './retention-period.entity.js';

export type ChangedPeriod = Omit<RetentionPeriod, 'id' | 'areaId'>;

/** What somebody has changed in an area, or of the installation (null), with the name of who did. */
export const changedPeriods = (tx: Tx, areaId: string | null): Promise<(ChangedPeriod & { by: string })[]> =>
  tx.query(
    `SELECT p.record, p.length, p.changed_at AS "changedAt", p.changed_by AS "changedBy", p.reason,
            coalesce(p.changed_by ->> 'label', u.name, 'the program') AS by
       FROM retention_period p LEFT JOIN app_user u ON u.id::text = p.changed_by ->> 'id'
      WHERE p.area_id IS NOT DISTINCT FROM $1::uuid`,
    [areaId],
  );

/** Sets a period; of two at a time the later one stands. */
export async function putPeriod(tx: Tx, period: RetentionPeriod): Promise<void> {
  await tx.execute(
    `INSERT INTO retention_period (id, area_id, record, length, changed_at, changed_by, reason)
     VALUES ($1, $2, $3, $4, $5, $6, $7)
     ON CONFLICT (area_id, record) DO UPDATE SET length = EXCLUDED.length, changed_at = EXCLUDED.changed_at,
       changed_by = EXCLUDED.changed_by, reason = EXCLUDED.reason`,
    [
      period.id,
      period.areaId,
      period.record,
      period.length,
      period.changedAt,
      JSON.stringify(period.changedBy),
      period.reason,
    ],
  );
}
