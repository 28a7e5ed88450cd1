import { Injectable } from '@nestjs/common';
import { emailKey, type Tx } from '#platform';
import { Geography } from './geography.js';
import { nameKey, nameStem } from './name-key.rules.js';

/** An employer we have that a typed name may mean. */
export interface SimilarEmployer {
  id: string;
  name: string;
  town: string | null;
  postcode: string | null;
  /** One of its people has the address that was typed. */
  sameAddress: boolean;
  /** The normalised name is the same. */
  sameName: boolean;
  samePostcode: boolean;
}

const MOST = 8;

/** Which employers of the area somebody may mean, for staff who are about to add one: it only suggests, and changes nothing. */
@Injectable()
export class EmployerLookup {
  constructor(private readonly geography: Geography) {}

  /**
   * Employers with this name (also a trading name, and whatever stands behind it: "Marshalls" finds "Marshalls plc"), or
   * with a contact who has one of these addresses. The likeliest first, at most eight.
   */
  async similar(
    tx: Tx,
    areaId: string,
    typed: { name: string; postcode?: string | null; emails?: readonly string[] },
  ): Promise<SimilarEmployer[]> {
    const read = this.geography.read(typed.postcode ?? '');
    const postcode = 'postcode' in read ? read.postcode : null;
    return tx.query<SimilarEmployer>(
      `SELECT id, name, town, postcode, "sameAddress", "sameName", "samePostcode" FROM (
         SELECT e.id, e.name, e.name_key, e.town, e.postcode,
                EXISTS (SELECT 1 FROM contact c WHERE c.area_id = e.area_id AND c.employer_id = e.id
                           AND c.left_at IS NULL AND c.email_key = ANY ($5::text[])) AS "sameAddress",
                (e.name_key = $2 OR $2 = ANY (e.trading_keys)) AS "sameName",
                coalesce(e.postcode = $4, false) AS "samePostcode",
                (e.name_key = $3 OR starts_with(e.name_key, $3 || ' ') OR starts_with($2, e.name_key || ' ')
                   OR $3 = ANY (e.trading_keys)) AS near
           FROM employer e WHERE e.area_id = $1 AND e.merged_into IS NULL AND e.closed_at IS NULL
       ) found
       WHERE "sameAddress" OR "sameName" OR near
       ORDER BY "sameAddress" DESC, "sameName" DESC, "samePostcode" DESC, name_key, id LIMIT ${MOST}`,
      [areaId, nameKey(typed.name), nameStem(typed.name), postcode, (typed.emails ?? []).map(emailKey)],
    );
  }
}
