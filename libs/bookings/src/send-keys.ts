import type { Booking } from './booking.entity.js';
import type { BookedPerson } from './booking.repository.js';
import type { SessionDate } from './session-date.entity.js';

/**
 * Send keys of the mails that tell of a place or a turn, each once. They also name what to stop when it is given up.
 * `first`: the first of the places a booker was told of in one mail, or the booking where there is none.
 */
export const sendKeys = {
  booking: (first: string) => `bookings.booking-confirmed:${first}`,
  given: (first: string) => `bookings.place-given:${first}`,
  place: (p: Pick<BookedPerson, 'placeId' | 'holder'>) => `bookings.place-confirmed:${p.placeId}.${p.holder}`,
  day: (p: Pick<BookedPerson, 'placeId' | 'holder'>, date: SessionDate, sequence: number) =>
    `bookings.calendar:${p.placeId}.${p.holder}.${date.id}.${sequence}`,
  waiting: (entryId: string) => `bookings.waiting-joined:${entryId}`,
  turn: (p: Pick<BookedPerson, 'delegateId' | 'corrections'>) =>
    `bookings.waiting-person:${p.delegateId}.${p.corrections}`,
  /** How things stand, told anew to a booker whose name or address was corrected. */
  bookerAnew: (booking: Pick<Booking, 'id' | 'corrections'>) =>
    `bookings.booker-anew:${booking.id}.${booking.corrections}`,
};

/** Sequence of a place's days in a calendar when they are first put there. */
export const FIRST = 0;
