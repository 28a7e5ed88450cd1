import type { Tx } from '#platform';
import { AuditEntry } from './audit.entity.js';

/** Who changed a setting last, and when. */
export interface LastChange {
  by: string;
  at: Date;
}

export async function insertAuditEntry(tx: Tx, entry: AuditEntry): Promise<void> {
  await tx.repository(AuditEntry).insert(entry);
}

/** The last change of each setting of an area, by its key. */
export async function lastSettingChanges(tx: Tx, areaId: string): Promise<Map<string, LastChange>> {
  const rows = await tx.query<{ key: string; by: string | null; at: Date }>(
    `SELECT DISTINCT ON (c.key) c.key, e.at, coalesce(e.actor ->> 'label', u.name) AS by
       FROM audit_entry e CROSS JOIN LATERAL jsonb_object_keys(e.changes) AS c (key)
       LEFT JOIN app_user u ON u.id::text = e.actor ->> 'id'
      WHERE e.resource = 'setting' AND e.subject = $1 AND e.changes IS NOT NULL
      ORDER BY c.key, e.at DESC, e.id DESC`,
    [areaId],
  );
  return new Map(rows.map(({ key, by, at }) => [key, { by: by ?? 'the program', at }]));
}
