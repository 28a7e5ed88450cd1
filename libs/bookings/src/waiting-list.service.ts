import { Injectable } from '@nestjs/common';
import { Clock, Facts, SYSTEM_ACTOR, type Tx } from '#platform';
import { BookingStore } from './booking.repository.js';
import { BookingMails } from './booking-mails.js';
import { bookingsFacts, seatFact } from './bookings.facts.js';
import { type LockedSession, PlaceStore } from './place.repository.js';

/** What every act on a session does first, and giving free seats to the waiting list, with its facts and mails. */
@Injectable()
export class WaitingListService {
  constructor(
    private readonly clock: Clock,
    private readonly facts: Facts,
    private readonly places: PlaceStore,
    private readonly store: BookingStore,
    private readonly mails: BookingMails,
  ) {}

  /**
   * How every act on a session begins: takes its lock, lapses what ran out, then serves the list. Throws not-found for
   * a session outside the areas.
   */
  async begin(tx: Tx, sessionId: string): Promise<LockedSession> {
    const locked = await this.places.lockSession(tx, sessionId, () => this.clock.now());
    await this.places.settle(tx, locked);
    await this.serve(tx, locked);
    return locked;
  }

  /** Serves the list with whatever is free now; returns how many people got a place. */
  async serve(tx: Tx, locked: LockedSession): Promise<number> {
    let people = 0;
    for (const { bookingId, placeIds, delegateIds } of await this.places.serve(tx, locked)) {
      people += placeIds.length;
      const booking = await this.store.byId(tx, bookingId);
      const data = { people: placeIds.length, placeIds };
      await this.facts.record(
        tx,
        seatFact(locked, booking, bookingsFacts.waitingTaken, SYSTEM_ACTOR, data),
        seatFact(locked, booking, bookingsFacts.placeConfirmed, SYSTEM_ACTOR, data),
      );
      await this.store.tellPlaced(tx, locked.session, delegateIds);
      await this.mails.confirmed(tx, bookingId, placeIds, locked.now, true);
    }
    return people;
  }
}
