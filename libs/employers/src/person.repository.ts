import { newId, type Tx } from '#platform';

/** Gives each of these keys that is new a person. In the order of keys, so that two calls never wait for each other in a circle. */
export const insertPersonKeys = (
  tx: Tx,
  areaId: string,
  keys: readonly { key: string; personId?: string }[],
  at: Date,
): Promise<number> => {
  const rows = [...keys].sort((a, b) => (a.key < b.key ? -1 : 1));
  return tx.execute(
    `INSERT INTO person_key (area_id, key, person_id, created_at)
     SELECT $1, k, p, $4 FROM unnest($2::text[], $3::uuid[]) AS r(k, p) ON CONFLICT (area_id, key) DO NOTHING`,
    [areaId, rows.map(({ key }) => key), rows.map(({ personId }) => personId ?? newId()), at],
  );
};

/** The people of these keys; those nobody has met are left out. */
export async function peopleOfKeys(
  tx: Tx,
  areaId: string,
  keys: readonly string[],
): Promise<Map<string, string>> {
  const rows = await tx.query<{ key: string; personId: string }>(
    'SELECT key, person_id AS "personId" FROM person_key WHERE area_id = $1 AND key = ANY ($2)',
    [areaId, keys],
  );
  return new Map(rows.map(({ key, personId }) => [key, personId]));
}
