import { z } from 'zod';
import { defineMail } from '#messaging';
import { calendarEntry, calendarPart } from '../../src/calendar.js';
import { exampleCalendar } from '../../src/mail.schemas.js';

/** Takes one further day of a cancelled place out of the calendar. */
export const calendarRemoved = defineMail({
  name: 'bookings.calendar-removed',
  title: 'Further day taken out of the calendar',
  version: 1,
  purpose: 'service',
  folder: 'libs/bookings/mails/calendar-removed',
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
  calendar: (data) => calendarPart('CANCEL', data.calendar),
});
