import { z } from 'zod';
import { defineMail } from '#mail-templates';
import {
  examplePaying,
  exampleSession,
  exampleTerms,
  payWords,
  personWords,
  sessionWords,
  termsBlock,
} from '../mail.schemas.js';

/** To the booker of people who wait. */
export const waitingJoined = defineMail({
  name: 'bookings.waiting-joined',
  title: 'Waiting list joined',
  version: 2,
  purpose: 'service',
  folder: 'libs/bookings/mails/waiting-joined',
  schema: z.object({
    ...sessionWords,
    reference: z.string(),
    ...payWords,
    /** Which in the queue, from 1. */
    turn: z.string(),
    people: z.array(personWords),
    bookingLink: z.url(),
    howServed: z.string(),
    /** How many have a place, where only some wait: "2 places". */
    booked: z.string().optional(),
  }),
  example: {
    ...exampleSession,
    reference: 'MHFA 7K4 92C',
    price: '£75 a person',
    terms: exampleTerms,
    paying: examplePaying,
    turn: '3',
    booked: '1 place',
    people: [
      { name: 'Robin Example', outcome: 'has a place' },
      { name: 'Ash Placeholder', outcome: 'is on the waiting list' },
    ],
    bookingLink: 'https://crm.example.org/b/example',
    howServed: 'You asked to come all together: you get places as soon as there are enough for all of you.',
  },
  placeholders: {
    title: 'Name of the session',
    when: 'When it is',
    where: 'Where it is',
    accessNotes: 'How to get in',
    price: 'What a place costs',
    paying: 'How to pay',
    terms: 'There are terms of cancelling',
    turn: 'Which in the queue',
    booked: 'How many places are booked, where only some wait',
    reference: 'Booking reference',
    howServed: 'How places are given to this booking',
    bookingLink: 'The booker’s own link to the booking',
  },
  blocks: {
    details: {
      label: 'When, where, who waits, price, reference',
      files: 'libs/bookings/mails/waiting-joined/blocks/details',
    },
    cancelTerms: termsBlock,
  },
});
