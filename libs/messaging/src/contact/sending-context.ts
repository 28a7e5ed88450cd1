import { Injectable } from '@nestjs/common';
import type { ContactSuppression } from '#contact-policy';
import { Consents, type ConsentsHeld, Suppressions } from '#contact-policy';
import type { Tx } from '#platform';
import type { PausesInForce } from '../flow-control/pauses.rules.js';
import { MailPauses } from '../flow-control/pauses.service.js';
import { RestoreGuard } from '../flow-control/restore.service.js';

/** What stands in the way of mail besides the contact rules. */
@Injectable()
export class SendingContext {
  constructor(
    private readonly suppressions: Suppressions,
    private readonly consents: Consents,
    private readonly mailPauses: MailPauses,
    private readonly restore: RestoreGuard,
  ) {}

  /** What people have made to stand still. */
  pauses(tx: Tx, areaId: string): Promise<PausesInForce> {
    return this.mailPauses.inForce(tx, areaId);
  }

  /** Whether everything stands because the database was restored. */
  restored(tx: Tx, areaId: string): Promise<boolean> {
    return this.restore.pending(tx, areaId);
  }

  /** Who said no, by address as given. */
  stops(
    tx: Tx,
    areaId: string,
    addresses: readonly string[],
    now: Date,
  ): Promise<Map<string, ContactSuppression[]>> {
    return this.suppressions.inForceFor(tx, areaId, addresses, now);
  }

  /** Who said yes to advertising, by address as given. */
  permitted(tx: Tx, areaId: string, addresses: readonly string[]): Promise<Map<string, ConsentsHeld>> {
    return this.consents.of(tx, areaId, addresses);
  }
}
