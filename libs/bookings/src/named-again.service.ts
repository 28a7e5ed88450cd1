import { Injectable } from '@nestjs/common';
import { type Actor, type Tx } from '#platform';
import { getBooking, namedAgain, unsay } from './booking.repository.js';
import { BookingMailData } from './booking-mail-data.js';
import { BookingMails } from './booking-mails.js';
import { bookingsFacts } from './bookings.facts.js';
import { EndingMails } from './ending-mails.js';
import { confirmPlaces, joinWaiting, type LockedSession, leaveWaiting } from './place.repository.js';
import { SeatFacts } from './seat-facts.service.js';

interface Again {
  id: string;
  bookingId: string;
  personKey: string;
}

/**
 * People whom a second booking names although they had a place or a turn: its booker was told of them like of anybody
 * (place.rules.ts, toldState), so what becomes of the first booking must not make that untrue.
 */
@Injectable()
export class NamedAgain {
  constructor(
    private readonly seats: SeatFacts,
    private readonly mailData: BookingMailData,
    private readonly mails: BookingMails,
    private readonly ending: EndingMails,
  ) {}

  /**
   * A booker gave up places (`seated`) and turns (`waiting`) of these people, by person key: who is named on another booking
   * goes on by the oldest of those, before anybody else gets the seat.
   */
  async goOn(
    tx: Tx,
    locked: LockedSession,
    gone: { seated: readonly string[]; waiting: readonly string[] },
    actor: Actor,
  ): Promise<void> {
    const again = await this.oldest(tx, locked, [...gone.seated, ...gone.waiting]);
    for (const one of again) {
      const booking = await getBooking(tx, one.bookingId);
      await unsay(tx, booking.areaId, one.id);
      if (!gone.seated.includes(one.personKey)) {
        const alone = { bookingId: booking.id, delegateIds: [one.id], together: false, least: 1 };
        await joinWaiting(tx, locked, alone);
        await this.seats.record(
          tx,
          locked,
          booking,
          bookingsFacts.waitingJoined,
          actor,
          [{ delegateId: one.id }],
          {
            from: null,
            to: 'waiting',
          },
        );
        continue;
      }
      const [placeId] = await confirmPlaces(tx, locked, booking.id, [one.id], booking.source);
      const seat = { delegateId: one.id, placeId: placeId! };
      await this.seats.record(tx, locked, booking, bookingsFacts.placeConfirmed, actor, [seat], {
        from: null,
        to: 'confirmed',
      });
      const context = await this.mailData.read(tx, booking.id);
      const person = context.people.find((p) => p.delegateId === one.id)!;
      await this.mails.place(tx, context, person, locked.now, 'Has a place by a second booking');
    }
  }

  /** These people (person keys) no longer come, by their own word or that of staff: every booker who named them is told. */
  async end(tx: Tx, locked: LockedSession, personKeys: readonly string[]): Promise<void> {
    const again = await namedAgain(tx, locked.session, personKeys);
    await leaveWaiting(
      tx,
      locked,
      again.map((one) => one.id),
    );
    for (const bookingId of new Set(again.map((one) => one.bookingId)))
      await this.ending.namedAgainEnded(
        tx,
        bookingId,
        again.filter((one) => one.bookingId === bookingId).map((one) => one.id),
      );
  }

  private async oldest(tx: Tx, { session }: LockedSession, keys: readonly string[]): Promise<Again[]> {
    const again = await namedAgain(tx, session, keys);
    return again.filter((one, i) => again.findIndex((other) => other.personKey === one.personKey) === i);
  }
}
