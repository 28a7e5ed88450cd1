/**
 * bookings: everything that has seats. It owns session, session_date, booking, delegate, place and waiting_entry: one
 * rule that counts seats, one lock under which they are given, the waiting list, and the mails about it.
 * It must not know what a session is about: courses are training's, meetings are events'.
 */

export { calendarFeed, dayTitle, type FeedEvent } from '../mails/calendar.js';
export type { BookedPerson } from './booking.repository.js';
export { type BookInput, type BookingAnswer, Bookings, type BookingView } from './booking.service.js';
export type { FoundPerson, FoundSession } from './booking-lookup.repository.js';
export { BookingLookup } from './booking-lookup.service.js';
export { PERSON_LINK, payingWords, priceInWords } from './booking-mail-data.js';
export { priceChanged } from './bookings.errors.js';
export { bookingsFacts } from './bookings.facts.js';
export { BookingsModule } from './bookings.module.js';
export { Cancelling } from './cancelling.service.js';
export { Correcting, type Correction } from './correcting.service.js';
export { DueSessions, SETTLE_JOB } from './due.service.js';
export { EmployersToCheck, type EmployerToCheck } from './employers-to-check.service.js';
export { isPersonName, LONGEST_NAME } from './person-name.rules.js';
export {
  bookingOver,
  canCancel,
  forEverybody,
  isOver,
  personStateNames,
  type SessionPhase,
  type SessionState,
  sessionPhase,
  sessionStates,
} from './place.rules.js';
export {
  cancelTerms,
  deadline,
  feePence,
  freePolicy,
  freeUntil,
  type Policy,
  standardPolicy,
} from './policy.rules.js';
export { PublicBookings } from './public-booking.service.js';
export { BOOKING_PAGE, CORRECT_PAGE, PLACE_PAGE, SESSION_PAGE, STAFF_SESSION_PAGE } from './public-pages.js';
export { SeatLock } from './seat-lock.js';
export type { DateInput, SessionPerson, SessionSummary } from './session.repository.js';
export { type SeatsChange, type SeatsInput, Sessions, type TrainingSessionView } from './session.service.js';
export type { SessionDate } from './session-date.entity.js';
export { MOST_PEOPLE } from './submission.rules.js';
export { hourAndDay, policyInWords } from './terms.words.js';
export { daysInWords, hoursInWords, whereInWords } from './when.js';
