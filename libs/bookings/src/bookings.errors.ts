import { CodedError, count, invalid, longDate, money } from '#platform';

/** The price a person is another than the form has shown; nothing is booked. Also for pages that are about to ask. */
export const priceChanged = (from: number, to: number): CodedError =>
  new CodedError('conflict', 'bookings.price-changed', 'Nothing is booked yet: the price has changed.', {
    total: `The price has gone ${to > from ? 'up' : 'down'} from ${money(from)} to ${money(to)} a person`,
  });

/** Refusals of bookings, each with the code programs see and the words people read. */
export const refusals = {
  notOpen: () => new CodedError('conflict', 'bookings.not-open', 'This session is not open for booking.'),
  cancelled: () =>
    new CodedError(
      'conflict',
      'bookings.session-cancelled',
      'This session has been cancelled. Nothing was booked.',
    ),
  /** Its days are over: what was, stays as it was. */
  held: (lastEnd: Date) =>
    new CodedError(
      'conflict',
      'bookings.session-held',
      `This session ended on ${longDate(lastEnd)}. Its places can no longer be booked, cancelled or changed.`,
    ),
  begun: () =>
    new CodedError(
      'conflict',
      'bookings.session-begun',
      'This session has begun, so it can no longer be cancelled as a whole.',
    ),
  opensTooLate: (firstStart: Date) =>
    invalid('bookings.opens-too-late', {
      dates: `It began on ${longDate(firstStart)}: a session opens for booking before it begins`,
    }),
  closed: () =>
    new CodedError('conflict', 'bookings.closed', 'Booking for this session has closed. Nothing was booked.'),
  waitingListFull: () =>
    new CodedError(
      'conflict',
      'bookings.waiting-list-full',
      'This session and its waiting list are full. Nothing was booked.',
    ),
  /** Places are free, but not for all of the form, and the others do not fit on the waiting list. */
  notForAll: (free: number, turns: number) =>
    invalid('bookings.not-for-all', {
      whenShort: `Nothing was booked: ${count(free, 'place is', 'places are')} free, and there is room for ${count(turns, 'person', 'people')} on the waiting list. ${
        turns
          ? 'Choose to take the places there are, or book fewer people.'
          : `Book at most ${count(free, 'person', 'people')}.`
      }`,
    }),
  groupTooBig: (most: number) =>
    invalid('bookings.waiting-too-big', {
      whenShort: `There will never be room for all of you together: the most is ${count(most, 'person', 'people')}. Choose to come as places come free, or book fewer people.`,
    }),
  /** One form may not fill a session, or a mailbox, by itself. */
  tooManyPeople: (most: number) =>
    invalid('bookings.too-many-people', {
      'people.0.name': `Here you can book at most ${count(most, 'person', 'people')} on this session. Ask the organiser to book more`,
    }),
  tooManyEmails: (person: number) =>
    invalid('bookings.too-many-emails', {
      [`people.${person}.email`]:
        'Too many people share this address: each gets an email for each day. Give some of them an address of their own, or ask the organiser to book them',
    }),
  samePersonTwice: (n: number) =>
    invalid('bookings.same-person-twice', {
      [`people.${n}.name`]: `Person ${n + 1} is already on this form. Remove them or enter somebody else`,
    }),
  alreadyHere: (name: string) =>
    invalid('bookings.already-here', {
      email: `${name} with this address already has a place or a turn on this session`,
    }),
  sentDifferently: (reference: string) =>
    new CodedError(
      'conflict',
      'bookings.already-sent-differently',
      `This form was already sent with other answers, as booking ${reference}. Start a new booking to add people, or use the link in our email to change that one.`,
    ),
  roomLimit: (limit: number) =>
    new CodedError(
      'conflict',
      'bookings.room-limit',
      `The room holds ${count(limit, 'person', 'people')}. Nobody can be booked over that.`,
    ),
  heldBack: (left: number) =>
    invalid('bookings.held-back', { heldBack: `Only ${count(left, 'seat is', 'seats are')} held back` }),
  tooLate: () =>
    new CodedError(
      'conflict',
      'bookings.too-late',
      'This session has begun, so places can no longer be cancelled here. Contact the organiser.',
    ),
  noCapacity: () =>
    invalid('bookings.no-capacity', {
      capacity: 'Enter how many places there are, or say that there is no limit, before opening',
    }),
  noDates: () => invalid('bookings.no-dates', { dates: 'Enter at least one date' }),
  badMove: (from: string, to: string) =>
    new CodedError('conflict', 'bookings.move-refused', `A session that is ${from} cannot become ${to}.`),
};
