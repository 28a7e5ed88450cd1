import { Injectable } from '@nestjs/common';
import { type Actor, Clock, newId, type Tx } from '#platform';
import type { Consent } from '../decision/contact-policy.types.js';
import { AddressHash } from './address-hash.js';
import type { ConsentKind } from './consent.entity.js';
import { type ConsentLine, consentsOf, insertConsent, withdrawConsents } from './consent.repository.js';

/** What an address has said yes to, as the contact policy asks it. */
export interface ConsentsHeld {
  consent: Consent | null;
  softOptIn: Consent | null;
}

/** Yeses to advertising: consent and soft opt-in, with the evidence, by keyed hash of the address. */
@Injectable()
export class Consents {
  constructor(
    private readonly hashes: AddressHash,
    private readonly clock: Clock,
  ) {}

  /** What holds for each of the addresses (as given) in an area; an address without any is not in it. */
  async of(tx: Tx, areaId: string, addresses: readonly string[]): Promise<Map<string, ConsentsHeld>> {
    const lines = await this.lines(tx, areaId, addresses);
    const given = (its: ConsentLine[], kind: ConsentKind): Consent | null => {
      const line = its.find((one) => one.kind === kind);
      return line ? { at: line.givenAt } : null;
    };
    return new Map(
      [...lines].map(([address, its]) => [
        address,
        { consent: given(its, 'consent'), softOptIn: given(its, 'soft-opt-in') },
      ]),
    );
  }

  /** The same with the evidence. */
  async lines(tx: Tx, areaId: string, addresses: readonly string[]): Promise<Map<string, ConsentLine[]>> {
    if (!addresses.length) return new Map();
    const hashes = new Map(addresses.map((address) => [address, this.hashes.of(address)]));
    const rows = await consentsOf(tx, areaId, [...hashes.values()]);
    return new Map(
      [...hashes].flatMap(([address, hash]) => {
        const its = rows.filter((row) => row.addressHash.equals(hash));
        return its.length ? [[address, its] as const] : [];
      }),
    );
  }

  /** Writes down a yes: when it was given (UTC) and how, in words; one of its kind that holds already stays. */
  async record(
    tx: Tx,
    areaId: string,
    address: string,
    yes: { kind: ConsentKind; at: Date; how: string; source: 'link' | 'staff'; actor: Actor },
  ): Promise<void> {
    const { kind, at: givenAt, how, source, actor } = yes;
    const addressHash = this.hashes.of(address);
    const row: ConsentLine = { id: newId(), addressHash, kind, givenAt, how, source, actor };
    await insertConsent(tx, areaId, row, this.clock.now());
  }

  /** Takes a yes back, or every one; answers how many held. */
  withdraw(
    tx: Tx,
    areaId: string,
    address: string,
    by: Actor,
    kind: ConsentKind | null = null,
  ): Promise<number> {
    return withdrawConsents(tx, areaId, this.hashes.of(address), kind, by, this.clock.now());
  }
}
