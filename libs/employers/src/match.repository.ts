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
 * Employers of the area that any of the descriptions may be, in the order of their ids, without those that are `told`
 * already. Each is looked up by key, whatever the area holds and the planner believes of it (decision 0017). One that was
 * merged into another leads to that one.
 */
export async function candidatesOf(
  tx: Tx,
  areaId: string,
  described: readonly Described[],
  how: { broad: boolean; told?: (employerId: string) => boolean },
): Promise<KnownEmployer[]> {
  const { keys, begins, emails } = lookupKeys(described, how.broad);
  const near = await tx.query<{ id: string }>(
    `SELECT m.id FROM unnest($2::text[]) AS asked(key)
      CROSS JOIN LATERAL (SELECT k.employer_id AS id FROM match_key k
         WHERE k.area_id = $1 AND k.key = asked.key LIMIT ${MOST}) m
     UNION SELECT b.id FROM unnest($3::text[]) AS start(text)
      CROSS JOIN LATERAL (SELECT k.employer_id AS id FROM match_key k
         WHERE k.area_id = $1 AND k.key >= start.text AND k.key < start.text || chr(1114111) LIMIT ${MOST}) b
     UNION SELECT c.employer_id FROM contact c WHERE c.area_id = $1 AND c.left_at IS NULL AND c.email_key = ANY ($4::text[])`,
    [areaId, keys, begins, emails],
  );
  const ids = near.map(({ id }) => id).filter((id) => !how.told?.(id));
  if (!ids.length) return [];
  return tx.query<KnownEmployer>(
    `SELECT coalesce(e.merged_into, e.id) AS id, e.name, e.trading_names AS "tradingNames",
            e.register || ':' || e.register_number AS "registerKey", e.postcode, e.address, e.town, e.website, e.stage,
            e.closed_at IS NOT NULL AS closed, coalesce(p.emails, '{}') AS emails, coalesce(p.phones, '{}') AS phones
       FROM unnest($2::uuid[]) AS near(id)
      CROSS JOIN LATERAL (SELECT * FROM employer WHERE area_id = $1 AND id = near.id LIMIT 1) e
       LEFT JOIN LATERAL (SELECT array_agg(c.email_key) FILTER (WHERE c.email_key IS NOT NULL) AS emails,
                                 array_agg(c.phone) FILTER (WHERE c.phone IS NOT NULL) AS phones
                            FROM contact c WHERE c.area_id = $1 AND c.employer_id = e.id AND c.left_at IS NULL) p ON true
      ORDER BY e.id`,
    [areaId, ids],
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
