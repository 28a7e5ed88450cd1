import { z } from 'zod';
import { defineMail } from '#mail-templates';
import { exampleSession, sessionWords } from '../mail.schemas.js';

/** To the booker of a cancelled session, when people of the booking waited or the booker is none of those who had places. */
export const sessionCancelledBooker = defineMail({
  name: 'bookings.session-cancelled-booker',
  title: 'Session cancelled, to the booker',
  version: 2,
  purpose: 'service',
  folder: 'libs/bookings/mails/session-cancelled-booker',
  schema: z.object({
    ...sessionWords,
    reference: z.string(),
    reason: z.string(),
    /** Names of those who had a place. */
    seated: z.array(z.string()),
    /** Names of those on the waiting list. */
    waiting: z.array(z.string()),
  }),
  example: {
    ...exampleSession,
    reference: 'MHFA 7K4 92C',
    reason: 'The instructor is ill',
    seated: ['Robin Example', 'Dev Example'],
    waiting: ['Ash Placeholder'],
  },
  placeholders: {
    title: 'Name of the session',
    when: 'When it is',
    where: 'Where it is',
    accessNotes: 'How to get in',
    reference: 'Booking reference',
    reason: 'Why it was cancelled',
    seated: 'Somebody had a place',
    waiting: 'Somebody was on the waiting list',
  },
  blocks: {
    details: {
      label: 'When, where, who was to come, reference',
      files: 'libs/bookings/mails/session-cancelled-booker/blocks/details',
    },
  },
});
