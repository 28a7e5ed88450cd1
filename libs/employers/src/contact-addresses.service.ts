import { Injectable } from '@nestjs/common';
import { emailKey, type Tx } from '#platform';
import { type ContactAddress, currentAddresses, currentAddressesWith } from './contact.repository.js';

/** Whose address is whose, for those who know only an address or its hash. */
@Injectable()
export class ContactAddresses {
  /** Everybody of an area who has an address. */
  all(tx: Tx, areaId: string): Promise<ContactAddress[]> {
    return currentAddresses(tx, areaId);
  }

  /** Those who have this address; several, where an office shares one. */
  findByAddress(tx: Tx, areaId: string, address: string): Promise<ContactAddress[]> {
    return currentAddressesWith(tx, areaId, emailKey(address));
  }
}
