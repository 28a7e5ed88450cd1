import { defineMail } from '#mail-templates';
import { calendarPart } from '../calendar.js';
import { dayMail } from '../mail.schemas.js';

/** Takes one further day of a cancelled place out of the calendar. */
export const calendarRemoved = defineMail({
  name: 'bookings.calendar-removed',
  title: 'Further day taken out of the calendar',
  version: 3,
  purpose: 'service',
  folder: 'libs/bookings/mails/calendar-removed',
  ...dayMail,
  placeholders: {
    title: 'Name of the session',
    which: 'Which day, like Day 2 of 2',
    day: 'The day',
    where: 'Where it is',
    reference: 'Booking reference',
  },
  calendar: (data) => calendarPart('CANCEL', data.calendar),
});
