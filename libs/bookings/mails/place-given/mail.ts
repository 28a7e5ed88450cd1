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

/** To whoever booked and pays, when others of the booking got places from the waiting list. */
export const placeGiven = defineMail({
  name: 'bookings.place-given',
  title: 'Place from the waiting list, to the booker',
  version: 1,
  purpose: 'service',
  folder: 'libs/bookings/mails/place-given',
  schema: z.object({
    ...sessionWords,
    ...payWords,
    reference: z.string(),
    people: z.array(personWords),
    /** Who got a place now. */
    names: z.array(z.string()),
    freeUntil: z.string(),
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
      { name: 'Ash Placeholder', outcome: 'has a place' },
    ],
    names: ['Ash Placeholder'],
    freeUntil: '3:20pm on Wednesday 25 November 2026',
    bookingLink: 'https://crm.example.org/b/example',
  },
  placeholders: {
    ...bookingPlaceholders,
    freeUntil: 'Until when giving it back costs nothing',
    bookingLink: 'The booker’s own link to the booking',
  },
  blocks: {
    given: { label: 'Who got a place', files: 'libs/bookings/mails/place-given/blocks/given' },
    details: {
      label: 'When, where, who comes, price, reference',
      files: 'libs/bookings/mails/booking-confirmed/blocks/details',
    },
    cancelTerms: termsBlock,
  },
});
