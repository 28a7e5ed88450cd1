import { defineMail } from '#mail-templates';
import { calendarPart } from '../calendar.js';
import { placeMail } from '../mail.schemas.js';

/** To each person with a place; it puts the first day into their calendar. */
export const placeConfirmed = defineMail({
  name: 'bookings.place-confirmed',
  title: 'Place confirmed',
  version: 3,
  purpose: 'service',
  folder: 'libs/bookings/mails/place-confirmed',
  ...placeMail,
  calendar: (data) => calendarPart('REQUEST', data.calendar),
});
