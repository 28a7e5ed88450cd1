import { Injectable } from '@nestjs/common';
import { emailKey, type Tx } from '#platform';
import { Geography } from './geography.js';
import { nameKey, nameStem, tellingWords } from './name-key.rules.js';
import { readRegisterNumber } from './register-number.rules.js';
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

/** Which employers of the area somebody may mean, for staff who are about to add one: it only suggests, and changes nothing. */
@Injectable()
export class EmployerLookup {
  constructor(private readonly geography: Geography) {}

  /**
   * Employers with this register number, with this name (also a trading name, and whatever stands behind it: "Marshalls"
   * finds "Marshalls plc"), with a contact who has one of these addresses, or at this postcode with a word of this name
   * ("Calderdale Council" finds "Calderdale Metropolitan Borough Council" there). The likeliest first, at most eight. All
   * as typed; what cannot be read is left aside.
   */
  async similar(
    tx: Tx,
    areaId: string,
    typed: {
      name: string;
      postcode?: string | null;
      registerNumber?: string | null;
      emails?: readonly string[];
    },
  ): Promise<SimilarEmployer[]> {
    const read = this.geography.read(typed.postcode ?? '');
    const postcode = 'postcode' in read ? read.postcode : null;
    const key = nameKey(typed.name);
    const number = (typed.registerNumber ?? '').replace(/\s/g, '').toUpperCase();
    const company = readRegisterNumber(number);
    const numbers = number ? [number, ...(company.kind === 'number' ? [company.number] : [])] : [];
    const emailKeys = (typed.emails ?? []).filter((email) => email.trim()).map(emailKey);
    return tx.query<SimilarEmployer>(
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
      [areaId, key, nameStem(typed.name), postcode, emailKeys, numbers, tellingWords(key)],
    );
  }
}
