import { publicPage } from '#platform';

/** The public page of a session; `slug` names the area. */
export const SESSION_PAGE = publicPage<{ slug: string; sessionId: string }>('bookings.session');
/** A booking's own page, by its personal link. */
export const BOOKING_PAGE = publicPage<{ token: string }>('bookings.booking');
/** Where somebody sees and gives up their own place. */
export const PLACE_PAGE = publicPage<{ token: string }>('bookings.place');
/** Staff's page of a session. */
export const STAFF_SESSION_PAGE = publicPage<{ sessionId: string }>('bookings.staff-session');
/** Where staff correct the booker (`who`: booker, `id`: of the booking) or a person booked (person, of the delegate). */
export const CORRECT_PAGE = publicPage<{ sessionId: string; who: 'booker' | 'person'; id: string }>(
  'bookings.correct',
);
