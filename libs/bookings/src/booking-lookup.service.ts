import { Injectable } from '@nestjs/common';
import type { Tx } from '#platform';
import {
  type FoundPerson,
  type FoundSession,
  foundPeople,
  foundSessions,
} from './booking-lookup.repository.js';

const byId = <T extends { id: string }>(rows: T[]): Map<string, T> =>
  new Map(rows.map((row) => [row.id, row]));

/** What a search found of bookings, by id. Ids of other areas and of what is gone are left out. */
@Injectable()
export class BookingLookup {
  /** People by the id of the delegate, bookers by that of the booking. */
  async people(
    tx: Tx,
    areaId: string,
    delegateIds: readonly string[],
    bookingIds: readonly string[],
  ): Promise<Map<string, FoundPerson>> {
    return byId(await foundPeople(tx, areaId, delegateIds, bookingIds));
  }

  async sessions(tx: Tx, areaId: string, ids: readonly string[]): Promise<Map<string, FoundSession>> {
    return byId(await foundSessions(tx, areaId, ids));
  }
}
