import type { Actor, Fact } from '#platform';
import type { Booking } from './booking.entity.js';
import type { LockedSession } from './place.repository.js';

/**
 * What happened with seats, as kinds of facts. Every one has `subject` session:<id> and, where the employer is known,
 * its id; `data` says the session's title, its first start and how many people, and names the rows by id.
 */
export const bookingsFacts = {
  placeConfirmed: 'bookings.place-confirmed',
  placeCancelled: 'bookings.place-cancelled',
  /** `data.changed`: name, email or both. */
  personCorrected: 'bookings.person-corrected',
  waitingJoined: 'bookings.waiting-joined',
  waitingTaken: 'bookings.waiting-taken',
  waitingLeft: 'bookings.waiting-left',
  waitingClosed: 'bookings.waiting-closed',
  /** Staff said which employer a public booking was for. */
  employerSettled: 'bookings.employer-settled',
  sessionOpened: 'bookings.session-opened',
  /** `data.changed`: what, each with `from` and `to`. */
  sessionChanged: 'bookings.session-changed',
  sessionCancelled: 'bookings.session-cancelled',
} as const;

/** What the facts about places and waiting carry. */
export interface SeatFactData {
  sessionId: string;
  title: string;
  /** ISO 8601. */
  startsAt: string;
  bookingId: string;
  people: number;
  placeIds?: string[];
  delegateIds?: string[];
  feePence?: number;
  reason?: string;
  changed?: string[];
}

/** A fact about seats of one booking. */
export function seatFact(
  { session, firstStart }: LockedSession,
  booking: Booking,
  kind: string,
  actor: Actor,
  more: Partial<SeatFactData> & { people: number },
): Fact {
  const data: SeatFactData = {
    sessionId: session.id,
    title: session.title,
    startsAt: firstStart.toISOString(),
    bookingId: booking.id,
    ...more,
  };
  return {
    areaId: booking.areaId,
    kind,
    employerId: booking.employerId,
    subject: `session:${session.id}`,
    actor,
    data: { ...data },
  };
}
