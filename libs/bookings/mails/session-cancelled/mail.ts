import { z } from 'zod';
import { defineMail } from '#mail-templates';
import { calendarEntry, calendarPart } from '../calendar.js';
import { exampleCalendar, exampleSession, sessionWords } from '../mail.schemas.js';

/** To each person with a place, when staff cancel the session. */
export const sessionCancelled = defineMail({
  name: 'bookings.session-cancelled',
  title: 'Session cancelled',
  version: 2,
  purpose: 'service',
  folder: 'libs/bookings/mails/session-cancelled',
  schema: z.object({ ...sessionWords, reference: z.string(), reason: z.string(), calendar: calendarEntry }),
  example: {
    ...exampleSession,
    reference: 'MHFA 7K4 92C',
    reason: 'The instructor is ill',
    calendar: { ...exampleCalendar, sequence: 1 },
  },
  placeholders: {
    title: 'Name of the session',
    when: 'When it is',
    where: 'Where it is',
    accessNotes: 'How to get in',
    reference: 'Booking reference',
    reason: 'Why it was cancelled',
  },
  blocks: {
    details: {
      label: 'When, where, reference',
      files: 'libs/bookings/mails/session-cancelled/blocks/details',
    },
  },
  calendar: (data) => calendarPart('CANCEL', data.calendar),
});
