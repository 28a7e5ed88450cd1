import { Injectable } from '@nestjs/common';
import { type EmailAddressee, type EmailBlock, emailBlock } from '#contact-policy';
import { Clock, type Tx } from '#platform';
import { SendingContext } from './sending-context.js';

/** What people asked for, and addresses that do not work, as they stand against email to their employers. */
@Injectable()
export class EmailBlockLookup {
  constructor(
    private readonly context: SendingContext,
    private readonly clock: Clock,
  ) {}

  /** By employer the block of email to these people of an area; no entry: there is none. Asks once for all. */
  async of(
    tx: Tx,
    areaId: string,
    people: readonly { employerId: string; address: string; primary: boolean }[],
  ): Promise<Map<string, EmailBlock>> {
    const now = this.clock.now();
    const addresses = [...new Set(people.map((one) => one.address))];
    const stops = addresses.length ? await this.context.stops(tx, areaId, addresses, now) : new Map();
    const employers = new Map<string, EmailAddressee[]>();
    for (const { employerId, address, primary } of people) {
      const its = employers.get(employerId) ?? [];
      its.push({ primary, stops: stops.get(address) ?? [] });
      employers.set(employerId, its);
    }
    return new Map(
      [...employers].flatMap(([id, its]) => {
        const block = emailBlock(its, now);
        return block ? [[id, block] as const] : [];
      }),
    );
  }
}
