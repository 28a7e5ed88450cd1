import { alreadyBooked } from '../mails/already-booked/mail.js';
import { bookingChanged } from '../mails/booking-changed/mail.js';
import { bookingConfirmed } from '../mails/booking-confirmed/mail.js';
import { calendarDate } from '../mails/calendar-date/mail.js';
import { calendarRemoved } from '../mails/calendar-removed/mail.js';
import { entryWithdrawn } from '../mails/entry-withdrawn/mail.js';
import { placeCancelled } from '../mails/place-cancelled/mail.js';
import { placeConfirmed } from '../mails/place-confirmed/mail.js';
import { placeFromWaitingList } from '../mails/place-from-waiting-list/mail.js';
import { placeGiven } from '../mails/place-given/mail.js';
import { sessionCancelled } from '../mails/session-cancelled/mail.js';
import { sessionCancelledBooker } from '../mails/session-cancelled-booker/mail.js';
import { waitingEnded } from '../mails/waiting-ended/mail.js';
import { waitingJoined } from '../mails/waiting-joined/mail.js';
import { waitingPerson } from '../mails/waiting-person/mail.js';

/** Every mail of this lib. */
export const bookingsMails = {
  alreadyBooked,
  bookingChanged,
  bookingConfirmed,
  calendarDate,
  calendarRemoved,
  entryWithdrawn,
  placeCancelled,
  placeConfirmed,
  placeFromWaitingList,
  placeGiven,
  sessionCancelled,
  sessionCancelledBooker,
  waitingEnded,
  waitingJoined,
  waitingPerson,
};
