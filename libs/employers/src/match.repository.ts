import type { Tx } from '#platform';
import type { Described } from './matching/identity.rules.js';
import { lookupKeys } from './matching/lookup-keys.rules.js';
import type { Stage } from './stage.rules.js';

/** An employer of the records, with what matching looks at. */
export interface KnownEmployer {
  id: string;
  name: string;
  tradingNames: string[];
  registerKey: string | null;
  postcode: string | null;
  address: string | null;
  town: string | null;
  website: string | null;
  stage: Stage;
  closed: boolean;
  emails: string[];
  phones: string[];
}

/** At one postcode or beginning with one word there may be thousands; these many are looked at. */
const MOST = 200;

/**
 * Employers of the area that any of the descriptions may be, in the order of their ids. Each is looked up by index, whatever
 * the area holds: LATERAL with a limit leaves the planner no scan. One that was merged into another leads to that one.
 */
export async function candidatesOf(
  tx: Tx,
  areaId: string,
  described: readonly Described[],
  broad: boolean,
): Promise<KnownEmployer[]> {
  const { keys, begins, postcodes, numbers, emails } = lookupKeys(described, broad);
  return tx.query<KnownEmployer>(
    `WITH near AS MATERIALIZED (
       SELECT m.employer_id AS id FROM match_key m WHERE m.area_id = $1 AND m.key = ANY ($2::text[])
       UNION SELECT b.id FROM unnest($3::text[]) AS start(text)
         CROSS JOIN LATERAL (SELECT m.employer_id AS id FROM match_key m
            WHERE m.area_id = $1 AND m.key >= start.text AND m.key < start.text || chr(1114111) LIMIT ${MOST}) b
       UNION SELECT p.id FROM unnest($4::text[]) AS at(postcode)
         CROSS JOIN LATERAL (SELECT e.id FROM employer e WHERE e.area_id = $1 AND e.postcode = at.postcode LIMIT ${MOST}) p
       UNION SELECT n.id FROM unnest($5::text[], $6::text[]) AS of(register, number)
         CROSS JOIN LATERAL (SELECT e.id FROM employer e
            WHERE e.area_id = $1 AND e.register = of.register AND e.register_number = of.number LIMIT 1) n
       UNION SELECT c.employer_id FROM contact c WHERE c.area_id = $1 AND c.left_at IS NULL AND c.email_key = ANY ($7::text[])
     )
     SELECT coalesce(e.merged_into, e.id) AS id, e.name, e.trading_names AS "tradingNames",
            e.register || ':' || e.register_number AS "registerKey", e.postcode, e.address, e.town, e.website, e.stage,
            e.closed_at IS NOT NULL AS closed, coalesce(p.emails, '{}') AS emails, coalesce(p.phones, '{}') AS phones
       FROM near CROSS JOIN LATERAL (SELECT * FROM employer WHERE area_id = $1 AND id = near.id LIMIT 1) e
       LEFT JOIN LATERAL (SELECT array_agg(c.email_key) FILTER (WHERE c.email_key IS NOT NULL) AS emails,
                                 array_agg(c.phone) FILTER (WHERE c.phone IS NOT NULL) AS phones
                            FROM contact c WHERE c.area_id = $1 AND c.employer_id = e.id AND c.left_at IS NULL) p ON true
      ORDER BY e.id`,
    [areaId, keys, begins, postcodes, numbers.map(([of]) => of), numbers.map(([, number]) => number), emails],
  );
}

/** What an employer of the records says of itself. */
export const describedByRecord = (known: KnownEmployer): Described => ({
  names: [known.name, ...known.tradingNames],
  registerKey: known.registerKey,
  postcode: known.postcode,
  address: [known.address, known.town].filter(Boolean).join(', '),
  website: known.website,
  emails: known.emails,
  phones: known.phones,
});
