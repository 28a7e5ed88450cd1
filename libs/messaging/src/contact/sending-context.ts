import { Injectable } from '@nestjs/common';
import type { ContactStop } from '#contact-policy';
import { Permissions, type Permitted, Suppressions } from '#contact-policy';
import type { Tx } from '#platform';
import type { PausesInForce } from '../flow-control/pauses.rules.js';
import { Pauses } from '../flow-control/pauses.service.js';
import { Restore } from '../flow-control/restore.service.js';

/** What stands in the way of mail besides the contact rules. */
@Injectable()
export class ContactSurroundings {
  constructor(
    private readonly suppressions: Suppressions,
    private readonly permissions: Permissions,
    private readonly lanes: Pauses,
    private readonly restore: Restore,
  ) {}

  /** What people have made to stand still. */
  pauses(tx: Tx, areaId: string): Promise<PausesInForce> {
    return this.lanes.inForce(tx, areaId);
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
  ): Promise<Map<string, ContactStop[]>> {
    return this.suppressions.stops(tx, areaId, addresses, now);
  }

  /** Who said yes to advertising, by address as given. */
  permitted(tx: Tx, areaId: string, addresses: readonly string[]): Promise<Map<string, Permitted>> {
    return this.permissions.of(tx, areaId, addresses);
  }
}
