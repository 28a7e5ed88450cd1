import { In, IsNull } from 'typeorm';
import type { Actor, Tx } from '#platform';
import { type ConsentKind, ConsentRow } from './consent.entity.js';

/** A permission as it is read and first written. */
export type ConsentLine = Pick<
  ConsentRow,
  'id' | 'addressHash' | 'kind' | 'givenAt' | 'how' | 'source' | 'actor'
>;

/** Consents not taken back, of these addresses in an area. */
export const consentsOf = (tx: Tx, areaId: string, hashes: readonly Buffer[]): Promise<ConsentLine[]> =>
  tx.repository(ConsentRow).find({
    where: { areaId, addressHash: In([...hashes]), withdrawnAt: IsNull() },
    order: { givenAt: 'ASC', id: 'ASC' },
  });

/** Writes one; where one of its kind holds already, that one stays: the earlier evidence counts. */
export const insertConsent = (tx: Tx, areaId: string, row: ConsentLine, recordedAt: Date): Promise<number> =>
  tx.execute(
    `INSERT INTO permission (id, area_id, address_hash, kind, given_at, how, source, actor, recorded_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
     ON CONFLICT (area_id, address_hash, kind) WHERE withdrawn_at IS NULL DO NOTHING`,
    [
      row.id,
      areaId,
      row.addressHash,
      row.kind,
      row.givenAt,
      row.how,
      row.source,
      JSON.stringify(row.actor),
      recordedAt,
    ],
  );

/** Takes back every permission of an address, or one kind of it; answers how many there were. */
export const withdrawConsents = async (
  tx: Tx,
  areaId: string,
  addressHash: Buffer,
  kind: ConsentKind | null,
  withdrawnBy: Actor,
  withdrawnAt: Date,
): Promise<number> => {
  const which = { areaId, addressHash, ...(kind ? { kind } : {}), withdrawnAt: IsNull() };
  return (await tx.repository(ConsentRow).update(which, { withdrawnAt, withdrawnBy })).affected ?? 0;
};
