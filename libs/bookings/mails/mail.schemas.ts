import { z } from 'zod';
import { calendarEntry } from './calendar.js';

/** What emails about a booking may say of its session and its price, as staff see it named. */
export const bookingPlaceholders = {
  title: 'Name of the session',
  when: 'When it is',
  where: 'Where it is',
  accessNotes: 'How to get in',
  onlineLink: 'Link to join online',
  reference: 'Booking reference',
  price: 'What there is to pay',
  paying: 'How to pay',
  terms: 'There are terms of cancelling',
};

/** What every mail about a session says of it; all words are ready to print, times are UK time. */
export const sessionWords = {
  title: z.string(),
  when: z.string(),
  where: z.string(),
  /** How to get in, or what the venue offers. */
  accessNotes: z.string().optional(),
  /** Where to join online; only for people with a place. */
  onlineLink: z.string().optional(),
};

/** What is to pay, what cancelling costs, and how one pays; for whoever pays. */
export const payWords = {
  price: z.string(),
  terms: z.array(z.string()),
  paying: z.string().optional(),
};

/** For somebody who did not book: who did, their own link, and whom to ask. */
export const otherWords = {
  bookedBy: z.string().optional(),
  placeLink: z.url().optional(),
  contact: z.string().optional(),
};

export const exampleTerms = [
  'Until 9:30am on Tuesday 1 December 2026, cancelling a place costs nothing.',
  'Until 9:30am on Monday 7 December 2026, cancelling a place costs £18.75.',
  'After that, until it starts, cancelling a place costs £37.50.',
];
export const examplePaying =
  'You pay nothing now. Calderdale Mindful Employer network will agree with you how you pay.';
/** The terms as a part of ours: a line each. */
export const termsBlock = {
  label: 'What cancelling costs',
  files: 'libs/bookings/mails/place-confirmed/blocks/cancelTerms',
};

/** A person on a booking and what became of them, e.g. "has a place". */
export const personWords = z.object({ name: z.string(), outcome: z.string() });

/** The example every mail is shown with. */
export const exampleSession = {
  title: 'Mental Health First Aid, two days',
  when: 'Tuesday 8 and Wednesday 9 December 2026, 9:30am to 4:30pm',
  where: 'Thornhill Hall (sample), Brighouse',
  accessNotes: 'Step-free, hearing loop, quiet room',
};

export const exampleCalendar = {
  uid: '0193-place.1.0193-date@mindful-employer-crm',
  sequence: 0,
  stamp: '2026-11-24T10:00:00.000Z',
  startsAt: '2026-12-08T09:30:00.000Z',
  endsAt: '2026-12-08T16:30:00.000Z',
  title: 'Mental Health First Aid, two days',
  location: 'Thornhill Hall (sample), Brighouse',
  organiser: { name: 'Calderdale Mindful Employer network', address: 'network@example.org' },
  attendee: { name: 'Robin Example', address: 'robin@example.org' },
};

/** A mail that tells somebody of their place, however they came by it; it puts the first day into their calendar. */
export const placeMail = {
  schema: z.object({
    ...sessionWords,
    reference: z.string(),
    ...payWords,
    ...otherWords,
    /** Until when it costs nothing to give back a place that came from the waiting list. */
    freeUntil: z.string().optional(),
    bookingLink: z.url().optional(),
    people: z.array(personWords),
    moreDates: z.boolean(),
    calendar: calendarEntry,
  }),
  example: {
    ...exampleSession,
    reference: 'MHFA 7K4 92C',
    price: '£75',
    terms: exampleTerms,
    paying: examplePaying,
    freeUntil: '3:20pm on Wednesday 25 November 2026',
    bookingLink: 'https://crm.example.org/b/example',
    people: [
      { name: 'Robin Example', outcome: 'has a place' },
      { name: 'Ash Placeholder', outcome: 'is on the waiting list' },
    ],
    moreDates: true,
    calendar: exampleCalendar,
  },
  placeholders: {
    ...bookingPlaceholders,
    freeUntil: 'Until when giving it back costs nothing',
    bookedBy: 'Who booked it for them',
    bookingLink: 'The booker’s own link to the booking',
    placeLink: 'The person’s own link to their place',
    contact: 'Where to ask',
    people: 'There are others on the booking',
    moreDates: 'There are further days',
  },
  blocks: {
    details: {
      label: 'When, where, price, reference',
      files: 'libs/bookings/mails/place-confirmed/blocks/details',
    },
    everybody: {
      label: 'Everybody on the booking',
      files: 'libs/bookings/mails/place-confirmed/blocks/everybody',
    },
    cancelTerms: termsBlock,
  },
};

/** A mail about one further day: calendars take one entry a mail. */
export const dayMail = {
  schema: z.object({
    title: z.string(),
    /** "Day 2 of 2" */
    which: z.string(),
    day: z.string(),
    where: z.string(),
    reference: z.string(),
    calendar: calendarEntry,
  }),
  example: {
    title: exampleSession.title,
    which: 'Day 2 of 2',
    day: 'Wednesday 9 December 2026, 9:30am to 4:30pm',
    where: exampleSession.where,
    reference: 'MHFA 7K4 92C',
    calendar: exampleCalendar,
  },
};
