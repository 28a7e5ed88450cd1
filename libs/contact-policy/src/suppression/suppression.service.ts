import { Injectable } from '@nestjs/common';
import { type Actor, Clock, newId, SYSTEM_ACTOR, type Tx } from '#platform';
import type { ContactPurpose, ContactSuppression } from '../decision/contact-policy.types.js';
import { AddressHash } from './address-hash.js';
import {
  insertSuppressions,
  liftSuppressions,
  type SuppressionRow,
  suppressedMails,
  suppressionsOf,
} from './suppression.repository.js';
import { asContactSuppression, type SuppressionSource, type SuppressionTerms } from './suppression.rules.js';

/** What to stop, on whose word. Default: everything for good, because the address is dead. */
export interface SuppressionInput extends Partial<SuppressionTerms> {
  source?: SuppressionSource;
  /** For staff. */
  reason: string;
  /** Default: the program. */
  actor?: Actor;
  /** In every area of the installation. */
  everywhere?: boolean;
}

/** Addresses something may not go to. Only a keyed hash is kept, so that it outlives the person's record. */
@Injectable()
export class Suppressions {
  constructor(
    private readonly hashes: AddressHash,
    private readonly clock: Clock,
  ) {}

  /** What is in force for each of the addresses (as given) in an area at an instant; an address without any is not in it. */
  async inForceFor(
    tx: Tx,
    areaId: string,
    addresses: readonly string[],
    now: Date,
  ): Promise<Map<string, ContactSuppression[]>> {
    const found = await this.rows(tx, areaId, addresses, now);
    return new Map([...found].map(([address, rows]) => [address, rows.map(asContactSuppression)]));
  }

  /** The same with all that is known of each stop. */
  async rows(
    tx: Tx,
    areaId: string,
    addresses: readonly string[],
    now: Date,
  ): Promise<Map<string, SuppressionRow[]>> {
    return this.byAddress(addresses, (hashes) => suppressionsOf(tx, areaId, hashes, now));
  }

  /**
   * Those of the addresses (as given) to which nothing of this purpose and topic may go in the area, with the reason.
   * A pause is none: what is sent meanwhile waits for its end.
   */
  async reasons(
    tx: Tx,
    areaId: string,
    addresses: readonly string[],
    purpose: ContactPurpose,
    topic: string | null = null,
  ): Promise<Map<string, string>> {
    const mails = addresses.map((address) => ({ address, purpose, topic }));
    const reasons = await this.against(tx, areaId, mails);
    return new Map([...reasons].map(([place, reason]) => [addresses[place]!, reason]));
  }

  /**
   * The same of mails of several kinds, by their place in the list: one statement, since it may be asked while a session's
   * seats are locked.
   */
  async against(
    tx: Tx,
    areaId: string,
    mails: readonly { address: string; purpose: ContactPurpose; topic: string | null }[],
  ): Promise<Map<number, string>> {
    if (!mails.length) return new Map();
    const hashed = mails.map((mail) => ({ ...mail, hash: this.hashes.of(mail.address) }));
    const rows = await suppressedMails(tx, areaId, hashed, this.clock.now());
    const reasons = new Map<number, string>();
    for (const { place, reason } of rows) if (!reasons.has(place)) reasons.set(place, reason);
    return reasons;
  }

  /** The same as a set of addresses. */
  async among(
    tx: Tx,
    areaId: string,
    addresses: readonly string[],
    purpose: ContactPurpose,
    topic: string | null = null,
  ): Promise<Set<string>> {
    return new Set((await this.reasons(tx, areaId, addresses, purpose, topic)).keys());
  }

  /** Lets nothing more go to an address in an area, because it is dead. `reason` is for staff. */
  async add(tx: Tx, areaId: string, address: string, reason: string): Promise<void> {
    await this.suppress(tx, areaId, address, [{ reason }]);
  }

  /**
   * Stops mail to an address (or its stand-in) from now on. What is in force for good already stays as it was first
   * said; one with a date is said anew. What is queued already is the business of `UnsubscribeService`, or ends when it is claimed.
   * Answers how many were written.
   */
  async suppress(
    tx: Tx,
    areaId: string,
    address: string,
    stops: readonly SuppressionInput[],
  ): Promise<number> {
    const [hash, since] = [this.hashes.of(address), this.clock.now()];
    return insertSuppressions(
      tx,
      stops.map((stop) => ({
        id: newId(),
        areaId: stop.everywhere ? null : areaId,
        hash,
        scope: stop.scope ?? 'all',
        topic: stop.topic ?? null,
        why: stop.why ?? 'bounce',
        source: stop.source ?? 'bounce',
        reason: stop.reason,
        since,
        until: stop.until ?? null,
        actor: stop.actor ?? SYSTEM_ACTOR,
      })),
    );
  }

  /** Ends stops from now on; answers how many were still in force. Who may is for the caller to say. */
  lift(tx: Tx, stops: readonly { id: string }[], by: Actor, reason: string): Promise<number> {
    return liftSuppressions(
      tx,
      stops.map((stop) => stop.id),
      { at: this.clock.now(), by, reason },
    );
  }

  private async byAddress<R extends { hash: Buffer }>(
    addresses: readonly string[],
    find: (hashes: Buffer[]) => Promise<R[]>,
  ): Promise<Map<string, R[]>> {
    if (!addresses.length) return new Map();
    const hashes = new Map(addresses.map((address) => [address, this.hashes.of(address)]));
    const rows = await find([...hashes.values()]);
    const found = new Map<string, R[]>();
    for (const row of rows) {
      const key = row.hash.toString('hex');
      found.set(key, [...(found.get(key) ?? []), row]);
    }
    return new Map(
      [...hashes].flatMap(([address, hash]) => {
        const its = found.get(hash.toString('hex'));
        return its ? [[address, its] as const] : [];
      }),
    );
  }
}
