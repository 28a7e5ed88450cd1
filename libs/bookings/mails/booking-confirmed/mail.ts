import { z } from 'zod';
import { defineMail } from '#mail-templates';
import {
  bookingPlaceholders,
  examplePaying,
  exampleSession,
  exampleTerms,
  payWords,
  personWords,
  sessionWords,
  termsBlock,
} from '../mail.schemas.js';

/** To somebody who booked for others: who has a place, who waits. */
export const bookingConfirmed = defineMail({
  name: 'bookings.booking-confirmed',
  title: 'Booking confirmed',
  version: 2,
  purpose: 'service',
  folder: 'libs/bookings/mails/booking-confirmed',
  schema: z.object({
    ...sessionWords,
    reference: z.string(),
    ...payWords,
    people: z.array(personWords),
    bookingLink: z.url(),
  }),
  example: {
    ...exampleSession,
    reference: 'MHFA 7K4 92C',
    price: '£150 (£75 a person)',
    terms: exampleTerms,
    paying: examplePaying,
    people: [
      { name: 'Robin Example', outcome: 'has a place' },
      { name: 'Ash Placeholder', outcome: 'is on the waiting list' },
    ],
    bookingLink: 'https://crm.example.org/b/example',
  },
  placeholders: {
    ...bookingPlaceholders,
    bookingLink: 'The booker’s own link to the booking',
  },
  blocks: {
    details: {
      label: 'When, where, who comes, price, reference',
      files: 'libs/bookings/mails/booking-confirmed/blocks/details',
    },
    cancelTerms: termsBlock,
  },
});
