import { defineMail } from '#mail-templates';
import { calendarPart } from '../calendar.js';
import { dayMail } from '../mail.schemas.js';

/** One further day of a place: calendars take one entry a mail. */
export const calendarDate = defineMail({
  name: 'bookings.calendar-date',
  title: 'Further day for the calendar',
  version: 3,
  purpose: 'service',
  folder: 'libs/bookings/mails/calendar-date',
  ...dayMail,
  placeholders: {
    title: 'Name of the session',
    which: 'Which day, like Day 2 of 2',
    day: 'The day',
    where: 'Where it is',
    reference: 'Booking reference',
  },
  calendar: (data) => calendarPart('REQUEST', data.calendar),
});
