import { defineMail } from '#mail-templates';
import { calendarPart } from '../calendar.js';
import { dayMail } from '../mail.schemas.js';

/** To somebody who got a place by a mistake in the address: it takes a day out of their calendar. Says nothing of whose it is. */
export const entryWithdrawn = defineMail({
  name: 'bookings.entry-withdrawn',
  title: 'Place sent to a wrong address',
  version: 1,
  purpose: 'service',
  folder: 'libs/bookings/mails/entry-withdrawn',
  ...dayMail,
  placeholders: {
    title: 'Name of the session',
    day: 'The day',
    where: 'Where it is',
    reference: 'Booking reference',
  },
  calendar: (data) => calendarPart('CANCEL', data.calendar),
});
