import { z } from 'zod';
import { defineMail } from '#mail-templates';
import { exampleSession, sessionWords } from '../mail.schemas.js';

/** To somebody whom another person had put on the waiting list, or named again: that has ended. */
export const waitingEnded = defineMail({
  name: 'bookings.waiting-ended',
  title: 'No longer on the waiting list',
  version: 1,
  purpose: 'service',
  folder: 'libs/bookings/mails/waiting-ended',
  schema: z.object({
    ...sessionWords,
    reference: z.string(),
    /** "You are no longer on the waiting list", or that the session is cancelled. */
    heading: z.string(),
    /** The same as a sentence. */
    what: z.string(),
    reason: z.string().optional(),
    contact: z.string().optional(),
  }),
  example: {
    ...exampleSession,
    reference: 'MHFA 7K4 92C',
    heading: 'You are no longer on the waiting list',
    what: 'The place that was asked for in your name is no longer asked for.',
    contact: 'network@example.org',
  },
  placeholders: {
    title: 'Name of the session',
    when: 'When it is',
    where: 'Where it is',
    accessNotes: 'How to get in',
    reference: 'Booking reference',
    heading: 'What has ended',
    what: 'What has ended, as a sentence',
    reason: 'Why it ended',
    contact: 'Where to ask',
  },
  blocks: {
    details: {
      label: 'When, where, reference',
      files: 'libs/bookings/mails/place-cancelled/blocks/details',
    },
  },
});
