import { Injectable } from '@nestjs/common';
import { People } from '#employers';
import { type Actor, type FactKind, Facts, newId, type Tx } from '#platform';
import type { Booking } from './booking.entity.js';
import { delegatesById } from './booking.repository.js';
import type { SeatData } from './bookings.facts.js';
import type { LockedSession } from './place.repository.js';

/** Somebody whose place or turn something happened to. */
export interface Seat {
  delegateId: string;
  /** Of a place; not given: they wait. */
  placeId?: string;
  feePence?: number;
}

/** Writes down what happened to places and turns: one fact a person. */
@Injectable()
export class SeatFacts {
  constructor(
    private readonly facts: Facts,
    private readonly people: People,
  ) {}

  /** One act on seats of one booking; `from` and `to` are standings (bookings.facts.ts). No seats: nothing. */
  async record(
    tx: Tx,
    { session, firstStart }: Pick<LockedSession, 'session' | 'firstStart'>,
    booking: Booking,
    kind: FactKind<SeatData>,
    actor: Actor,
    seats: readonly Seat[],
    move: { from: string | null; to: string; reason?: string | undefined },
  ): Promise<void> {
    if (!seats.length) return;
    const { areaId } = booking;
    const delegates = await delegatesById(
      tx,
      areaId,
      seats.map((seat) => seat.delegateId),
    );
    const named = seats.map((seat) => delegates.get(seat.delegateId)!);
    const [booker, ...people] = await this.people.idsOf(tx, areaId, [
      { name: booking.bookerName, email: booking.bookerEmail },
      ...named,
    ]);
    const act = newId();
    await this.facts.record(
      tx,
      ...seats.map(({ delegateId, placeId, feePence }, i) =>
        kind.of({
          areaId,
          employerId: booking.employerId,
          subject: placeId ? `place:${placeId}` : `session:${session.id}`,
          actor,
          data: {
            session: session.id,
            title: session.title,
            startsAt: firstStart.toISOString(),
            family: session.family,
            act,
            bookingId: booking.id,
            delegateId,
            person: people[i]!,
            booker: booker!,
            ...move,
            ...(feePence !== undefined && { feePence }),
          },
        }),
      ),
    );
  }
}
