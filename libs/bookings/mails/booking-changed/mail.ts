import { z } from 'zod';
import { defineMail } from '#mail-templates';
import { exampleSession, personWords, sessionWords } from '../mail.schemas.js';

/** To somebody who booked for others, when a place of the booking was given up. */
export const bookingChanged = defineMail({
  name: 'bookings.booking-changed',
  title: 'Booking changed',
  version: 2,
  purpose: 'service',
  folder: 'libs/bookings/mails/booking-changed',
  schema: z.object({
    ...sessionWords,
    reference: z.string(),
    people: z.array(personWords),
    bookingLink: z.url(),
    cancelled: z.array(z.string()),
    /** A person gave up their own place. */
    themselves: z.boolean(),
    reason: z.string().optional(),
    /** Of the whole booking, as it is now. */
    price: z.string(),
    fee: z.string().optional(),
  }),
  example: {
    ...exampleSession,
    reference: 'MHFA 7K4 92C',
    people: [
      { name: 'Robin Example', outcome: 'has a place' },
      { name: 'Ash Placeholder', outcome: 'is on the waiting list' },
    ],
    bookingLink: 'https://crm.example.org/b/example',
    cancelled: ['Dev Example'],
    themselves: false,
    reason: 'She rang: she is ill',
    price: '£93.75 (1 place £75, cancelling £18.75)',
    fee: '£18.75',
  },
  placeholders: {
    title: 'Name of the session',
    when: 'When it is',
    where: 'Where it is',
    accessNotes: 'How to get in',
    reference: 'Booking reference',
    reason: 'Why, as staff wrote it',
    price: 'What the booking costs now',
    fee: 'Fee for cancelling',
    themselves: 'The person gave it up themselves',
    bookingLink: 'The booker’s own link to the booking',
  },
  blocks: {
    cancelledPeople: {
      label: 'Who no longer comes',
      files: 'libs/bookings/mails/booking-changed/blocks/cancelledPeople',
    },
    details: {
      label: 'When, where, who is on it, price, reference',
      files: 'libs/bookings/mails/booking-changed/blocks/details',
    },
  },
});
