import { Injectable } from '@nestjs/common';
import { emailKey, type Tx } from '#platform';

/** Somebody who is at an employer now, and their address. */
export interface ContactAddress {
  contactId: string;
  name: string;
  employerId: string;
  employer: string;
  email: string;
}

const CURRENT = `
  SELECT c.id AS "contactId", c.name, e.id AS "employerId", e.name AS employer, c.email
    FROM contact c JOIN employer e ON e.area_id = c.area_id AND e.id = c.employer_id
   WHERE c.area_id = $1 AND c.left_at IS NULL AND c.email IS NOT NULL`;

/** Whose address is whose, for those who know only an address or its hash. */
@Injectable()
export class ContactAddresses {
  /** Everybody of an area who has an address. */
  all(tx: Tx, areaId: string): Promise<ContactAddress[]> {
    return tx.query(CURRENT, [areaId]);
  }

  /** Those who have this address; several, where an office shares one. */
  having(tx: Tx, areaId: string, address: string): Promise<ContactAddress[]> {
    return tx.query(`${CURRENT} AND c.email_key = $2 ORDER BY e.name, c.name, c.id`, [
      areaId,
      emailKey(address),
    ]);
  }
}
