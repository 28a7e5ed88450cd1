import type { Tx } from '#platform';
import type { Purpose } from '../writing/mail.js';

/** The table has no wall (a row may hold for the whole installation), so every query here names the area. */
export async function suppressedHashes(
  tx: Tx,
  areaId: string,
  hashes: readonly Buffer[],
  purpose: Purpose,
): Promise<{ hash: Buffer; reason: string }[]> {
  return tx.query(
    `SELECT address_hash AS hash, reason FROM suppression
      WHERE address_hash = ANY($1::bytea[]) AND (area_id IS NULL OR area_id = $2) AND lifted_at IS NULL
        AND (scope = 'all' OR scope = 'engagement' AND $3 = 'engagement')`,
    [hashes, areaId, purpose],
  );
}

/** Blocks an address for everything in an area; said again it holds from the later instant on. */
export async function suppress(
  tx: Tx,
  row: { id: string; areaId: string; hash: Buffer; reason: string; since: Date },
): Promise<void> {
  await tx.execute(
    `INSERT INTO suppression (id, area_id, address_hash, scope, reason, since) VALUES ($1, $2, $3, 'all', $4, $5)
     ON CONFLICT (area_id, address_hash, scope, topic)
     DO UPDATE SET reason = excluded.reason, since = excluded.since, lifted_at = NULL`,
    [row.id, row.areaId, row.hash, row.reason, row.since],
  );
}
