import { z } from 'zod';
import { defineMail } from '#mail-templates';
import { calendarEntry, calendarPart } from '../calendar.js';
import { exampleCalendar, exampleSession, sessionWords } from '../mail.schemas.js';

/** To somebody whose place was given up; it takes the first day out of their calendar. */
export const placeCancelled = defineMail({
  name: 'bookings.place-cancelled',
  title: 'Place cancelled',
  version: 2,
  purpose: 'service',
  folder: 'libs/bookings/mails/place-cancelled',
  schema: z.object({
    ...sessionWords,
    reference: z.string(),
    reason: z.string().optional(),
    fee: z.string().optional(),
    moreDates: z.boolean(),
    calendar: calendarEntry,
  }),
  example: {
    ...exampleSession,
    reference: 'MHFA 7K4 92C',
    fee: '£18.75',
    moreDates: false,
    calendar: { ...exampleCalendar, sequence: 1 },
  },
  placeholders: {
    title: 'Name of the session',
    when: 'When it is',
    where: 'Where it is',
    accessNotes: 'How to get in',
    reference: 'Booking reference',
    reason: 'Why it was cancelled',
    fee: 'Fee for cancelling',
    moreDates: 'There are further days',
  },
  blocks: {
    details: { label: 'When, where, reference', files: 'libs/bookings/mails/place-cancelled/blocks/details' },
  },
  calendar: (data) => calendarPart('CANCEL', data.calendar),
});
