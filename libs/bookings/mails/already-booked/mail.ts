import { z } from 'zod';
import { defineMail } from '#mail-templates';
import { exampleSession, sessionWords } from '../mail.schemas.js';

/** To a person named on a second booking: no second seat, and only they are told. */
export const alreadyBooked = defineMail({
  name: 'bookings.already-booked',
  title: 'Already booked',
  version: 2,
  purpose: 'service',
  folder: 'libs/bookings/mails/already-booked',
  schema: z.object({ ...sessionWords, contact: z.string().optional() }),
  example: { ...exampleSession, contact: 'network@example.org' },
  placeholders: {
    title: 'Name of the session',
    when: 'When it is',
    where: 'Where it is',
    accessNotes: 'How to get in',
    contact: 'Where to ask',
  },
  blocks: {
    details: { label: 'When and where', files: 'libs/bookings/mails/already-booked/blocks/details' },
  },
});
