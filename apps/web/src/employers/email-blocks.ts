import { Injectable } from '@nestjs/common';
import { type EmailBlock } from '#contact-policy';
import { Contacts } from '#employers';
import { EmailBlockLookup } from '#messaging';
import type { Tx } from '#platform';
import type { Principal } from '../shell/index.js';
import { seesAllOf } from './people.access.js';

/** By employer what its people asked for that stands against email, for those who may see that. */
@Injectable()
export class EmailBlocks {
  constructor(
    private readonly contacts: Contacts,
    private readonly emailBlocks: EmailBlockLookup,
  ) {}

  async of(
    tx: Tx,
    who: Principal,
    areaId: string,
    employerIds: readonly string[],
  ): Promise<Map<string, EmailBlock>> {
    if (!who.may('suppression', 'see', areaId) || !seesAllOf(who, 'contact', areaId)) return new Map();
    return this.emailBlocks.of(tx, areaId, await this.contacts.addressees(tx, areaId, employerIds));
  }
}
