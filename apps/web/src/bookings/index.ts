/** Booking: the public form, the booking's own page by link, what staff book and undo, and the same for programs. */

export { KEPT, personName, reachable } from './booking.form.js';
export { BookingsWebModule } from './bookings.module.js';
export { isBookable, seatsInWords, sessionWords } from './session.labels.js';
export { phaseOf, sessionMark, sessionTones } from './session.marks.js';
export { doneAddress, doneWords } from './session-outcome.labels.js';
