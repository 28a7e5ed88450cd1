import type { Actor, Tx } from '#platform';
import type { ConsentKind } from './consent.entity.js';

export interface ConsentLine {
  id: string;
  hash: Buffer;
  kind: ConsentKind;
  givenAt: Date;
  how: string;
  source: 'link' | 'staff';
  actor: Actor;
}

/** Consents not taken back, of these addresses in an area. */
export const consentsOf = (tx: Tx, areaId: string, hashes: readonly Buffer[]): Promise<ConsentLine[]> =>
  tx.query(
    `SELECT id, address_hash AS hash, kind, given_at AS "givenAt", how, source, actor FROM permission
      WHERE area_id = $1 AND address_hash = ANY($2::bytea[]) AND withdrawn_at IS NULL ORDER BY given_at, id`,
    [areaId, hashes],
  );

/** Writes one; where one of its kind holds already, that one stays: the earlier evidence counts. */
export const insertConsent = (tx: Tx, areaId: string, row: ConsentLine, recordedAt: Date): Promise<number> =>
  tx.execute(
    `INSERT INTO permission (id, area_id, address_hash, kind, given_at, how, source, actor, recorded_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
     ON CONFLICT (area_id, address_hash, kind) WHERE withdrawn_at IS NULL DO NOTHING`,
    [
      row.id,
      areaId,
      row.hash,
      row.kind,
      row.givenAt,
      row.how,
      row.source,
      JSON.stringify(row.actor),
      recordedAt,
    ],
  );

/** Takes back every permission of an address, or one kind of it; answers how many there were. */
export const withdrawConsents = (
  tx: Tx,
  areaId: string,
  hash: Buffer,
  kind: ConsentKind | null,
  by: Actor,
  at: Date,
): Promise<number> =>
  tx.execute(
    `UPDATE permission SET withdrawn_at = $4, withdrawn_by = $5
      WHERE area_id = $1 AND address_hash = $2 AND ($3::text IS NULL OR kind = $3) AND withdrawn_at IS NULL`,
    [areaId, hash, kind, at, JSON.stringify(by)],
  );
