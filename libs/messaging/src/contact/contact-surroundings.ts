import { Injectable } from '@nestjs/common';
import type { Tx } from '#platform';
import { Permissions, type Permitted } from '../leaving/permission.service.js';
import { Suppressions } from '../leaving/suppression.service.js';
import type { ContactSettings, ContactStop } from './contact-policy.types.js';

/** What stands in the way of mail besides the contact rules. */
@Injectable()
export class ContactSurroundings {
  constructor(
    private readonly suppressions: Suppressions,
    private readonly permissions: Permissions,
  ) {}

  /** What pauses an area now. */
  async pauses(
    _tx: Tx,
    _areaId: string,
  ): Promise<{ area: ContactSettings['pause']; campaigns: ReadonlySet<string>; restored: boolean }> {
    return { area: null, campaigns: new Set(), restored: false };
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
