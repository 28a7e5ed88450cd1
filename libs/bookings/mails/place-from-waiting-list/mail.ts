import { defineMail } from '#mail-templates';
import { calendarPart } from '../calendar.js';
import { placeMail } from '../mail.schemas.js';

/** To somebody who waited and now has a place. */
export const placeFromWaitingList = defineMail({
  name: 'bookings.place-from-waiting-list',
  title: 'Place from the waiting list',
  version: 3,
  purpose: 'service',
  folder: 'libs/bookings/mails/place-from-waiting-list',
  ...placeMail,
  calendar: (data) => calendarPart('REQUEST', data.calendar),
});
