import { Injectable } from '@nestjs/common';
import { Facts, program, type Tx } from '#platform';
import { BookingStore } from './booking.store.js';
import { BookingMails } from './booking-mails.js';
import { bookingsFacts, seatFact } from './bookings.facts.js';
import { type LockedSession, PlaceStore } from './place.store.js';

/** Free seats go to the waiting list: with its facts and mails. Called by every act on a session. */
@Injectable()
export class Serving {
  constructor(
    private readonly facts: Facts,
    private readonly places: PlaceStore,
    private readonly store: BookingStore,
    private readonly mails: BookingMails,
  ) {}

  /** Lapses what ran out, then serves the list: the first thing every act does once it has the lock. */
  async settle(tx: Tx, locked: LockedSession): Promise<void> {
    await this.places.settle(tx, locked);
    await this.serve(tx, locked);
  }

  /** Serves the list with whatever is free now. */
  async serve(tx: Tx, locked: LockedSession): Promise<void> {
    for (const { bookingId, placeIds } of await this.places.serve(tx, locked)) {
      const booking = await this.store.byId(tx, bookingId);
      const data = { people: placeIds.length, placeIds };
      await this.facts.record(
        tx,
        seatFact(locked, booking, bookingsFacts.waitingTaken, program, data),
        seatFact(locked, booking, bookingsFacts.placeConfirmed, program, data),
      );
      await this.mails.confirmed(tx, bookingId, placeIds, locked.now, true);
    }
  }
}
