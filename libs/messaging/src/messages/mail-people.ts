import { Injectable } from '@nestjs/common';
import type { Tx } from '#platform';
import type { PersonNow } from './resend.rules.js';

/** Whoever an email was for who is no contact, as they stand now. */
export interface MailPerson extends PersonNow {
  /** Page on which staff correct their address; undefined: it cannot be corrected any more. */
  correctAt: string | undefined;
}

type Mail = { id: string; template: string; sendKey: string; address: string };
/** By message id; a message that was for nobody it knows is left out. */
export type MailPeopleLookup = (
  tx: Tx,
  areaId: string,
  mails: readonly Mail[],
) => Promise<Map<string, MailPerson>>;

/** Who stands behind an address that is no contact's: asked of the lib whose email it is, since messaging knows nobody. */
@Injectable()
export class MailPeople {
  private readonly lookups = new Map<string, MailPeopleLookup>();

  /** `lib`: what the names of its mails begin with, e.g. `bookings`. */
  add(lib: string, lookup: MailPeopleLookup): void {
    this.lookups.set(lib, lookup);
  }

  /** The people of some emails of an area, by message id. */
  async of(tx: Tx, areaId: string, mails: readonly Mail[]): Promise<Map<string, MailPerson>> {
    const found = new Map<string, MailPerson>();
    for (const [lib, lookup] of this.lookups) {
      const own = mails.filter((mail) => mail.template.startsWith(`${lib}.`));
      if (own.length) for (const [id, person] of await lookup(tx, areaId, own)) found.set(id, person);
    }
    return found;
  }
}
