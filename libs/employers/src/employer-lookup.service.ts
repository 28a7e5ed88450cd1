import { Injectable } from '@nestjs/common';
import { emailKey, type Tx } from '#platform';
import { type SimilarEmployer, similarEmployers } from './employer-lookup.repository.js';
import { Geography } from './geography.js';
import { nameKey, nameStem, tellingWords } from './matching/name-key.rules.js';
import { readRegisterNumber } from './register-number.rules.js';

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
    return similarEmployers(tx, areaId, {
      nameKey: key,
      nameStem: nameStem(typed.name),
      words: tellingWords(key),
      postcode,
      numbers,
      emailKeys,
    });
  }
}
