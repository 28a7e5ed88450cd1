import { Injectable } from '@nestjs/common';
import { Clock, SYSTEM_ACTOR, type Tx } from '#platform';
import { getBooking, tellPlaced } from './booking.repository.js';
import { BookingMails } from './booking-mails.js';
import { bookingsFacts } from './bookings.facts.js';
import { type LockedSession, lockSession, serveWaiting, settlePlaces } from './place.repository.js';
import { SeatFacts } from './seat-facts.service.js';
import { SeatLock } from './seat-lock.js';

/** What every act on a session does first, and giving free seats to the waiting list, with its facts and mails. */
@Injectable()
export class WaitingListService {
  constructor(
    private readonly clock: Clock,
    private readonly seats: SeatFacts,
    private readonly mails: BookingMails,
    private readonly lock: SeatLock,
  ) {}

  /**
   * How every act on a session begins: takes its lock, lapses what ran out, then serves the list. Throws not-found for
   * a session outside the areas.
   */
  async begin(tx: Tx, sessionId: string): Promise<LockedSession> {
    const locked = await lockSession(tx, this.lock, sessionId, () => this.clock.now());
    await settlePlaces(tx, locked);
    await this.serve(tx, locked);
    return locked;
  }

  /** Serves the list with whatever is free now; returns how many people got a place. */
  async serve(tx: Tx, locked: LockedSession): Promise<number> {
    let people = 0;
    for (const { bookingId, placeIds, delegateIds } of await serveWaiting(tx, locked)) {
      people += placeIds.length;
      const booking = await getBooking(tx, bookingId);
      const seats = delegateIds.map((delegateId, i) => ({ delegateId, placeId: placeIds[i]! }));
      await this.seats.record(tx, locked, booking, bookingsFacts.placeConfirmed, SYSTEM_ACTOR, seats, {
        from: 'waiting',
        to: 'confirmed',
      });
      await tellPlaced(tx, locked.session, delegateIds);
      await this.mails.confirmed(tx, bookingId, placeIds, locked.now, true);
    }
    return people;
  }
}
