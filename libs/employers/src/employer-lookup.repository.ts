import type { Tx } from '#platform';
import type { Stage } from './stage.rules.js';

/** An employer we have that a typed name may mean. */
export interface SimilarEmployer {
  id: string;
  name: string;
  town: string | null;
  postcode: string | null;
  stage: Stage;
  /** The register number is the same. */
  sameNumber: boolean;
  /** One of its people has the address that was typed. */
  sameAddress: boolean;
  /** The normalised name is the same. */
  sameName: boolean;
  samePostcode: boolean;
}

const MOST = 8;

/** What was typed, as the records have it. */
export interface TypedEmployer {
  nameKey: string;
  /** The key without the words for a kind of company. */
  nameStem: string;
  /** The words of the name that tell it from others. */
  words: string[];
  postcode: string | null;
  numbers: string[];
  emailKeys: string[];
}

/** Employers that something typed may mean, the likeliest first, at most eight. */
export const similarEmployers = (tx: Tx, areaId: string, typed: TypedEmployer): Promise<SimilarEmployer[]> =>
  tx.query<SimilarEmployer>(
    `SELECT id, name, town, postcode, stage, "sameNumber", "sameAddress", "sameName", "samePostcode" FROM (
       SELECT e.id, e.name, e.name_key, e.town, e.postcode, e.stage,
              coalesce(e.register_number = ANY ($6::text[]), false) AS "sameNumber",
              EXISTS (SELECT 1 FROM contact c WHERE c.area_id = e.area_id AND c.employer_id = e.id
                         AND c.left_at IS NULL AND c.email_key = ANY ($5::text[])) AS "sameAddress",
              (e.name_key = $2 OR $2 = ANY (e.trading_keys)) AS "sameName",
              coalesce(e.postcode = $4, false) AS "samePostcode",
              (e.name_key = $3 OR starts_with(e.name_key, $3 || ' ') OR starts_with($2, e.name_key || ' ')
                 OR $3 = ANY (e.trading_keys)
                 OR coalesce(e.postcode = $4 AND string_to_array(e.name_key, ' ') && $7::text[], false)) AS near
         FROM employer e WHERE e.area_id = $1 AND e.merged_into IS NULL AND e.closed_at IS NULL
     ) found
     WHERE "sameNumber" OR "sameAddress" OR "sameName" OR near
     ORDER BY "sameNumber" DESC, "sameAddress" DESC, "sameName" DESC, "samePostcode" DESC, name_key, id LIMIT ${MOST}`,
    [areaId, typed.nameKey, typed.nameStem, typed.postcode, typed.emailKeys, typed.numbers, typed.words],
  );
