import { z } from 'zod';
import { defineMail } from '#messaging';
import { calendarEntry, calendarPart } from '../../src/calendar.js';
import { exampleCalendar } from '../../src/mail.schemas.js';

/** One further day of a place: calendars take one entry a mail. */
export const calendarDate = defineMail({
  name: 'bookings.calendar-date',
  title: 'Further day for the calendar',
  version: 1,
  purpose: 'service',
  folder: 'libs/bookings/mails/calendar-date',
  schema: z.object({
    title: z.string(),
    day: z.string(),
    where: z.string(),
    reference: z.string(),
    calendar: calendarEntry,
  }),
  example: {
    title: 'Mental Health First Aid, two days',
    day: 'Wednesday 9 December 2026, 9:30am to 4:30pm',
    where: 'Thornhill Hall (sample), Brighouse',
    reference: 'MHFA 7K4 92C',
    calendar: exampleCalendar,
  },
  calendar: (data) => calendarPart('REQUEST', data.calendar),
});
