import { Injectable } from '@nestjs/common';
import { type Actor, Database, emailKey, isId, type Limit, notFound, RateLimiter } from '#platform';
import { bookingOfForm } from './booking.repository.js';
import { type BookInput, type BookingAnswer, Bookings } from './booking.service.js';
import { refusals } from './bookings.errors.js';
import { type CancelAnswer, Cancelling } from './cancelling.service.js';
import { canCancel } from './place.rules.js';
import { datesOf, getSession } from './session.repository.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Emails that forms from one network bring one address; a single form that needs more goes through once a day. */
const FROM_ONE: Limit = { name: 'bookings: emails to an address from a network', most: 10, spanMs: DAY };
/** The same from everywhere, so that nobody is written to without end; more, so that one network cannot use it up. */
const FROM_ALL: Limit = { name: 'bookings: emails to an address', most: 30, spanMs: DAY };
/** Emails that cancelling from one network brings one address; a single act that needs more goes through once a day. */
const CANCELS: Limit = {
  name: 'bookings: emails of cancelling to an address from a network',
  most: 10,
  spanMs: DAY,
};
const FORMS: Limit = { name: 'bookings: forms from a network', most: 40, spanMs: HOUR };

/** How many people one network may book on a session: a small group always, never all of a larger one. */
const seatsFor = (session: { capacity: number | null; unlimited: boolean }): Limit => ({
  name: 'bookings: people on a session from a network',
  most:
    session.unlimited || session.capacity === null ? 20 : Math.max(5, Math.ceil((session.capacity * 2) / 3)),
  spanMs: DAY,
});

/** Booking by anybody, without an account: by the page and by programs alike, so often and no more. */
@Injectable()
export class PublicBookings {
  constructor(
    private readonly db: Database,
    private readonly limiter: RateLimiter,
    private readonly bookings: Bookings,
    private readonly cancelling: Cancelling,
  ) {}

  /**
   * As Bookings.book, for a caller of this network (networkOf). Throws `TooOften` when it wrote to an address, filled a
   * session or sent forms too often; nothing is booked then. A form sent again counts for nothing; one that is refused
   * counts as a form only.
   */
  async book(areaId: string, input: BookInput, actor: Actor, network: string): Promise<BookingAnswer> {
    if (!isId(input.sessionId)) throw notFound();
    const { session, sent } = await this.db.read([areaId], async (tx) => ({
      session: await getSession(tx, input.sessionId),
      sent: await bookingOfForm(tx, areaId, input.submissionKey),
    }));
    if (sent) return this.bookings.book(areaId, input, actor);
    const seats = seatsFor(session);
    if (input.people.length > seats.most) throw refusals.tooManyPeople(seats.most);
    await this.limiter.take(FORMS, network, 'Many bookings have been sent from where you are.');
    const taken: [Limit, string, number][] = [];
    const take = async (limit: Limit, key: string, said: string, acts: number) => {
      await this.limiter.take(limit, key, said, acts);
      taken.push([limit, key, acts]);
    };
    try {
      for (const [address, emails] of emailsTo(input.booker, input.people, session.dates.length)) {
        if (emails > FROM_ALL.most)
          throw refusals.tooManyEmails(input.people.findLastIndex((p) => mailbox(p.email) === address));
        const said = `Many emails about bookings have gone to ${address} today, so this booking was not made.`;
        // One form may need more than that: a course of many days, or colleagues who share a mailbox. Once a day it does.
        const one = { ...FROM_ONE, most: Math.max(FROM_ONE.most, emails) };
        await take(one, `${network} ${address}`, said, emails);
        await take(FROM_ALL, address, said, emails);
      }
      await take(
        seats,
        `${network} ${session.id}`,
        'Many people have been booked on this session from where you are. Ask the organiser to book more.',
        input.people.length,
      );
      return await this.bookings.book(areaId, input, actor);
    } catch (error) {
      for (const [limit, key, acts] of taken) await this.limiter.giveBack(limit, key, acts);
      throw error;
    }
  }

  /**
   * As Cancelling.cancel, by a link, for a caller of this network. Throws `TooOften` when emails about that have gone to
   * one address too often; nothing is cancelled then, and staff still can.
   */
  async cancel(
    areaId: string,
    wanted: Parameters<Cancelling['cancel']>[1],
    actor: Actor,
    network: string,
  ): Promise<CancelAnswer> {
    const { booking, days } = await this.db.read([areaId], async (tx) => {
      const booking = await this.bookings.get(tx, wanted.bookingId);
      return { booking, days: (await datesOf(tx, areaId, booking.sessionId)).length };
    });
    const gone = booking.people.filter(
      (p) => canCancel(p) && (wanted.delegateIds === 'all' || wanted.delegateIds.includes(p.delegateId)),
    );
    if (gone.length)
      for (const [address, emails] of emailsTo({ email: booking.bookerEmail }, gone, days))
        await this.limiter.take(
          { ...CANCELS, most: Math.max(CANCELS.most, emails) },
          `${network} ${address}`,
          // Whoever gives up their own place does not learn here who booked it.
          'Many emails about cancelled places have gone out today, so nothing was cancelled. Ask the organiser.',
          emails,
        );
    return this.cancelling.cancel([areaId], wanted, actor);
  }
}

/** One mailbox, whatever stands behind a plus in its address. */
const mailbox = (address: string): string => emailKey(address).replace(/\+[^@]*(?=@)/, '');

/** How many emails this brings each mailbox: to whoever booked, and to each person one for every day. */
function emailsTo(
  booker: { email: string },
  people: readonly { email: string }[],
  days: number,
): Map<string, number> {
  const emails = new Map([[mailbox(booker.email), 1]]);
  for (const { email } of people)
    emails.set(mailbox(email), (emails.get(mailbox(email)) ?? 0) + Math.max(1, days));
  return emails;
}
