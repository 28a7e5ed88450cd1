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
export const insertConsent = (tx: Tx, areaId: string, row: ConsentLine, recordedAt: Date): Promise<boolean> =>
  tx.insertNew(ConsentRow, { ...row, areaId, recordedAt });

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
