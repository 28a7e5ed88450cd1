import { defineMail } from '#messaging';
import { calendarPart } from '../../src/calendar.js';
import { placeMail } from '../../src/mail.schemas.js';

/** To each person with a place; it puts the first day into their calendar. */
export const placeConfirmed = defineMail({
  name: 'bookings.place-confirmed',
  title: 'Place confirmed',
  version: 1,
  purpose: 'service',
  folder: 'libs/bookings/mails/place-confirmed',
  ...placeMail,
  placeholders: {
    title: 'Name of the session',
    when: 'When it is',
    where: 'Where it is',
    accessNotes: 'How to get in',
    onlineLink: 'Link to join online',
    reference: 'Booking reference',
    price: 'What there is to pay',
    bookedBy: 'Who booked it for them',
    bookingLink: 'The booker’s own link to the booking',
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
  },
  calendar: (data) => calendarPart('REQUEST', data.calendar),
});
