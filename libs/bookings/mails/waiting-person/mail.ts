import { z } from 'zod';
import { defineMail } from '#mail-templates';
import { exampleSession, otherWords, sessionWords } from '../mail.schemas.js';

/** To somebody whom another person put on the waiting list. */
export const waitingPerson = defineMail({
  name: 'bookings.waiting-person',
  title: 'Put on the waiting list by somebody else',
  version: 1,
  purpose: 'service',
  folder: 'libs/bookings/mails/waiting-person',
  schema: z.object({ ...sessionWords, ...otherWords, reference: z.string(), turn: z.string() }),
  example: {
    ...exampleSession,
    reference: 'MHFA 7K4 92C',
    turn: '3',
    bookedBy: 'Somebody',
    placeLink: 'https://crm.example.org/place/example',
    contact: 'network@example.org',
  },
  placeholders: {
    title: 'Name of the session',
    when: 'When it is',
    where: 'Where it is',
    accessNotes: 'How to get in',
    reference: 'Booking reference',
    turn: 'Which in the queue',
    bookedBy: 'Who asked for them',
    placeLink: 'The person’s own link to their place',
    contact: 'Where to ask',
  },
  blocks: {
    details: {
      label: 'When, where, reference',
      files: 'libs/bookings/mails/place-cancelled/blocks/details',
    },
  },
});
