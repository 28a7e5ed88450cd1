import { z } from 'zod';
import { defineFact } from '#platform';

const session = {
  /** Id of the session. */
  session: z.string(),
  title: z.string(),
  /** First start, ISO 8601. */
  startsAt: z.string(),
};

/** One person's place or turn; each has a fact of its own, those of one act the same `act`. */
const seat = {
  ...session,
  act: z.string(),
  bookingId: z.string(),
  delegateId: z.string(),
  /** The person's key, and that of who booked. */
  person: z.string(),
  booker: z.string(),
  /** What it is a session of: `mhfa-two-day`, `forum` … */
  family: z.string().nullable(),
  /** From which standing to which: `waiting`, `confirmed`, `cancelled`, `left`, `closed`; null: none before. */
  from: z.string().nullable(),
  to: z.string(),
  feePence: z.number().int().optional(),
  reason: z.string().optional(),
};
export type SeatData = z.infer<typeof seatData>;
const seatData = z.strictObject(seat);
const people = { ...session, bookingId: z.string(), people: z.number().int() };
const change = z.strictObject({ from: z.unknown(), to: z.unknown() });

/** What happened with sessions and seats. A place's subject is `place:<id>`, any other `session:<id>`. */
export const bookingsFacts = {
  placeConfirmed: defineFact('bookings.place-confirmed', seatData),
  placeCancelled: defineFact('bookings.place-cancelled', seatData),
  waitingJoined: defineFact('bookings.waiting-joined', seatData),
  waitingLeft: defineFact('bookings.waiting-left', seatData),
  waitingClosed: defineFact('bookings.waiting-closed', seatData),
  /** `changed`: name, email or both; without `delegateIds` it was the booker. */
  personCorrected: defineFact(
    'bookings.person-corrected',
    z.strictObject({ ...people, delegateIds: z.array(z.string()).optional(), changed: z.array(z.string()) }),
  ),
  /** Staff said which employer a public booking was for. */
  employerSettled: defineFact('bookings.employer-settled', z.strictObject(people)),
  sessionOpened: defineFact('bookings.session-opened', z.strictObject(session)),
  /** `changed`: what, each with `from` and `to`. */
  sessionChanged: defineFact(
    'bookings.session-changed',
    z.strictObject({ ...session, changed: z.record(z.string(), change) }),
  ),
  sessionCancelled: defineFact(
    'bookings.session-cancelled',
    z.strictObject({ ...session, people: z.number().int(), reason: z.string() }),
  ),
  /** Its last day is over, at the end of it; capacity as it was at the first start, null: unlimited. */
  sessionHeld: defineFact(
    'bookings.session-held',
    z.strictObject({
      capacityAtStart: z.number().int().nullable(),
      /** Id of the employer that commissioned it. */
      commissionedBy: z.string().nullable(),
      family: z.string().nullable(),
    }),
  ),
};
