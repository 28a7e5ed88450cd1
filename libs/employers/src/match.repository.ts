import type { Tx } from '#platform';
import { type Known, Matcher } from './match.rules.js';

const known = `SELECT coalesce(merged_into, id) AS id, name_key AS "nameKey", trading_keys AS "tradingKeys", postcode,
                      register || ':' || register_number AS "registerKey" FROM employer WHERE area_id = $1`;

/** Everything an area has, to match a list against; some 100 bytes an employer. */
export async function matcherOf(tx: Tx, areaId: string): Promise<Matcher> {
  return new Matcher(await tx.query<Known>(`${known} ORDER BY id`, [areaId]));
}

/** One look-up by the same rule. */
export async function matchEmployer(
  tx: Tx,
  areaId: string,
  who: { nameKey: string; postcode: string | null; registerKey: string | null },
): Promise<string | undefined> {
  const near = await tx.query<Known>(
    `${known} AND (register || ':' || register_number = $2 OR name_key = $3 OR $3 = ANY (trading_keys)) ORDER BY id`,
    [areaId, who.registerKey, who.nameKey],
  );
  return new Matcher(near).find({
    nameKeys: [who.nameKey],
    postcode: who.postcode,
    registerKey: who.registerKey,
  })?.employerId;
}
