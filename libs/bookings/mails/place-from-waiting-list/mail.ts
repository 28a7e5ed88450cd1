import { z } from 'zod';
import { defineMail } from '#messaging';
import { calendarEntry, calendarPart } from '../../src/calendar.js';
import { exampleCalendar, exampleSession, personWords, sessionWords } from '../../src/mail.schemas.js';

/** To somebody who waited and now has a place. */
export const placeFromWaitingList = defineMail({
  name: 'bookings.place-from-waiting-list',
  title: 'Place from the waiting list',
  version: 1,
  purpose: 'service',
  folder: 'libs/bookings/mails/place-from-waiting-list',
  schema: z.object({
    ...sessionWords,
    reference: z.string(),
    price: z.string(),
    bookedBy: z.string().optional(),
    bookingLink: z.url().optional(),
    people: z.array(personWords),
    moreDates: z.boolean(),
    calendar: calendarEntry,
  }),
  example: {
    ...exampleSession,
    reference: 'MHFA 7K4 92C',
    price: '£75',
    bookingLink: 'https://crm.example.org/b/example',
    people: [
      { name: 'Robin Example', outcome: 'has a place' },
      { name: 'Ash Placeholder', outcome: 'is on the waiting list' },
    ],
    moreDates: true,
    calendar: exampleCalendar,
  },
  calendar: (data) => calendarPart('REQUEST', data.calendar),
});
