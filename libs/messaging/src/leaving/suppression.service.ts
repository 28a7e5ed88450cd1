import { createHmac } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock, emailKey, newId, Settings, type Tx } from '#platform';
import type { Purpose } from '../writing/mail.js';
import { suppress, suppressedHashes } from './suppression.store.js';

/** Addresses nothing may go to. Only a keyed hash is kept, so that it outlives the person's record. */
@Injectable()
export class Suppressions {
  private key: string | undefined;

  constructor(
    private readonly settings: Settings,
    private readonly clock: Clock,
  ) {}

  /** Those of the addresses (as given) to which nothing of this purpose may go in the area, with the reason. */
  async reasons(
    tx: Tx,
    areaId: string,
    addresses: readonly string[],
    purpose: Purpose,
  ): Promise<Map<string, string>> {
    if (!addresses.length) return new Map();
    const hashes = new Map(addresses.map((address) => [address, this.hash(address)]));
    const found = await suppressedHashes(tx, areaId, [...hashes.values()], purpose);
    const reasons = new Map(found.map((row) => [row.hash.toString('hex'), row.reason]));
    return new Map(
      [...hashes].flatMap(([address, hash]) => {
        const reason = reasons.get(hash.toString('hex'));
        return reason === undefined ? [] : [[address, reason] as const];
      }),
    );
  }

  /** The same as a set of addresses. */
  async among(tx: Tx, areaId: string, addresses: readonly string[], purpose: Purpose): Promise<Set<string>> {
    return new Set((await this.reasons(tx, areaId, addresses, purpose)).keys());
  }

  /** Lets nothing more go to an address in an area. `reason` is for staff. */
  async add(tx: Tx, areaId: string, address: string, reason: string): Promise<void> {
    await suppress(tx, { id: newId(), areaId, hash: this.hash(address), reason, since: this.clock.now() });
  }

  /** HMAC-SHA-256 of the address as it is compared; the key stands outside the database. */
  private hash(address: string): Buffer {
    this.key ??= this.settings.secret;
    return createHmac('sha256', this.key)
      .update(`address:${emailKey(address)}`)
      .digest();
  }
}
