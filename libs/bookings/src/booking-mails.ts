import { Injectable } from '@nestjs/common';
import { type MailRequest, Outbox } from '#messaging';
import { money, type Tx } from '#platform';
import type { BookedPerson } from './booking.store.js';
import { BookingLetters, type Letter } from './booking-letter.js';
import { bookingsMails as mails } from './mails.js';
import { FIRST, sendKeys } from './send-keys.js';
import { whenInWords, whereInWords } from './when.js';

/** Who booked, in an email to somebody else: what a stranger typed as their name is no text of ours. */
const bookerToOthers = ({ booking }: Letter): string =>
  booking.source === 'public' ? 'Somebody' : booking.bookerName;

/**
 * Decides which mails go out for what happened to a booking, and to whom, and writes them to the outbox; the words are
 * BookingLetters', sending is messaging's.
 */
@Injectable()
export class BookingMails {
  constructor(
    private readonly outbox: Outbox,
    private readonly letters: BookingLetters,
  ) {}

  /** To each person with a new place, and to a booker who is none of them. */
  async confirmed(
    tx: Tx,
    bookingId: string,
    placeIds: readonly string[],
    now: Date,
    fromList = false,
  ): Promise<void> {
    if (!placeIds.length) return;
    const letter = await this.letters.read(tx, bookingId);
    if (!letter.people.some((p) => this.letters.isBooker(letter, p)))
      await this.bookingConfirmed(tx, letter, 'Booked for others', sendKeys.booking(placeIds[0]!));
    const cause = fromList ? 'Got a place from the waiting list' : 'Has a place';
    for (const person of letter.people.filter((p) => placeIds.includes(p.placeId ?? '')))
      await this.place(tx, letter, person, now, cause, fromList);
  }

  /** To one person with a place, with its days for the calendar. */
  async place(
    tx: Tx,
    letter: Letter,
    person: BookedPerson,
    now: Date,
    cause: string,
    fromList = false,
  ): Promise<void> {
    const isBooker = this.letters.isBooker(letter, person);
    const price = this.letters.price(letter);
    await this.outbox.enqueue(tx, {
      ...this.toPerson(letter, person, cause),
      sendKey: sendKeys.place(person),
      mail: fromList ? mails.placeFromWaitingList : mails.placeConfirmed,
      data: {
        ...this.letters.placeWords(letter),
        reference: letter.booking.reference,
        price: isBooker || !letter.booking.pricePence ? price : `${bookerToOthers(letter)} sees to payment`,
        people: isBooker && letter.people.length > 1 ? this.letters.peopleWords(letter) : [],
        bookedBy: isBooker ? undefined : bookerToOthers(letter),
        bookingLink: isBooker ? await this.letters.link(tx, letter) : undefined,
        moreDates: letter.dates.length > 1,
        calendar: this.letters.calendar(letter, person, letter.dates[0]!, FIRST, now),
      },
    });
    await this.furtherDays(tx, letter, person, 'REQUEST', FIRST, now);
  }

  /** To a booker whose address was corrected: how the booking stands. Nothing when nobody on it comes or waits. */
  async bookerAnew(tx: Tx, letter: Letter): Promise<void> {
    const cause = 'Name or address corrected';
    const sendKey = sendKeys.bookerAnew(letter.booking);
    const waiting = letter.people.filter((p) => p.state === 'waiting').length;
    if (letter.people.some((p) => p.state === 'confirmed'))
      await this.bookingConfirmed(tx, letter, cause, sendKey);
    else if (waiting) await this.joined(tx, letter, { people: waiting, together: false }, cause, sendKey);
  }

  private async bookingConfirmed(tx: Tx, letter: Letter, cause: string, sendKey: string): Promise<void> {
    await this.outbox.enqueue(tx, {
      ...this.toBooker(letter, cause),
      sendKey,
      mail: mails.bookingConfirmed,
      data: {
        ...this.letters.placeWords(letter),
        ...this.shared(letter),
        price: this.letters.price(letter),
        bookingLink: await this.letters.link(tx, letter),
      },
    });
  }

  /** To the booker of people who wait. */
  async waitingJoined(
    tx: Tx,
    bookingId: string,
    entry: { id: string; people: number; together: boolean },
  ): Promise<void> {
    const letter = await this.letters.read(tx, bookingId);
    await this.joined(tx, letter, entry, 'Joined the waiting list', sendKeys.waiting(entry.id));
  }

  private async joined(
    tx: Tx,
    letter: Letter,
    entry: { people: number; together: boolean },
    cause: string,
    sendKey: string,
  ): Promise<void> {
    await this.outbox.enqueue(tx, {
      ...this.toBooker(letter, cause),
      sendKey,
      mail: mails.waitingJoined,
      data: {
        ...this.letters.sessionWords(letter),
        ...this.shared(letter),
        bookingLink: await this.letters.link(tx, letter),
        howServed:
          entry.people === 1
            ? 'When a place comes free and it is your turn, you get it at once, and we write to you.'
            : entry.together
              ? 'You asked to come all together: you get places as soon as there are enough for all of you, and we write to you.'
              : 'You get places as they come free, in your turn, and we write to you each time.',
      },
    });
  }

  /** To people named on a second booking. Only they are told; the booker learns nothing about them. */
  async alreadyBooked(tx: Tx, bookingId: string): Promise<void> {
    const letter = await this.letters.read(tx, bookingId);
    for (const person of letter.people.filter((p) => p.state === 'already-booked'))
      await this.outbox.enqueue(tx, {
        ...this.toPerson(letter, person, 'Named on a second booking'),
        sendKey: `bookings.already-booked:${person.delegateId}`,
        mail: mails.alreadyBooked,
        data: this.letters.sessionWords(letter),
      });
  }

  /** To those whose places were given up, and to a booker who is none of them. Their places must be cancelled by now. */
  async cancelled(
    tx: Tx,
    bookingId: string,
    delegateIds: readonly string[],
    now: Date,
    reason?: string,
  ): Promise<void> {
    const letter = await this.letters.read(tx, bookingId);
    const gone = letter.people.filter((p) => delegateIds.includes(p.delegateId));
    await this.stop(tx, letter, gone, 'The place was given up before this could be sent');
    for (const person of gone.filter((p) => p.placeId)) {
      await this.outbox.enqueue(tx, {
        ...this.toPerson(letter, person, 'Place given up'),
        sendKey: `bookings.place-cancelled:${person.placeId}.${person.holder}`,
        mail: mails.placeCancelled,
        data: {
          ...this.letters.sessionWords(letter),
          reference: letter.booking.reference,
          reason,
          fee: person.feePence ? money(person.feePence) : undefined,
          moreDates: letter.dates.length > 1,
          calendar: this.letters.calendar(letter, person, letter.dates[0]!, person.calendarSequence, now),
        },
      });
      await this.furtherDays(tx, letter, person, 'CANCEL', person.calendarSequence, now);
    }
    if (
      letter.people.some((p) => gone.includes(p) && p.placeId && this.letters.isBooker(letter, p)) &&
      gone.length === 1
    )
      return;
    const fee = gone.reduce((sum, p) => sum + (p.feePence ?? 0), 0);
    await this.outbox.enqueue(tx, {
      ...this.toBooker(letter, 'Places of the booking given up'),
      sendKey: `bookings.booking-changed:${gone[0]!.delegateId}`,
      mail: mails.bookingChanged,
      data: {
        ...this.letters.sessionWords(letter),
        ...this.shared(letter),
        bookingLink: await this.letters.link(tx, letter),
        cancelled: gone.map((p) => p.name),
        fee: fee ? money(fee) : undefined,
      },
    });
  }

  /**
   * To everybody of a cancelled session: those who had a place (`seated`, ids of delegates), and the booker, if people
   * waited or the booker is none of those seated.
   */
  async sessionCancelled(
    tx: Tx,
    bookingId: string,
    gone: { seated: readonly string[]; waiting: readonly string[] },
    reason: string,
    now: Date,
  ): Promise<void> {
    const letter = await this.letters.read(tx, bookingId);
    const reference = letter.booking.reference;
    const among = (ids: readonly string[]) => letter.people.filter((p) => ids.includes(p.delegateId));
    const [seated, waiting] = [among(gone.seated), among(gone.waiting)];
    if (!seated.length && !waiting.length) return;
    await this.stop(
      tx,
      letter,
      [...seated, ...waiting],
      'The session was cancelled before this could be sent',
    );
    for (const person of seated) {
      await this.outbox.enqueue(tx, {
        ...this.toPerson(letter, person, 'Session cancelled'),
        sendKey: `bookings.session-cancelled:${person.placeId}.${person.holder}`,
        mail: mails.sessionCancelled,
        data: {
          ...this.letters.sessionWords(letter),
          reference,
          reason,
          calendar: this.letters.calendar(letter, person, letter.dates[0]!, person.calendarSequence, now),
        },
      });
      await this.furtherDays(tx, letter, person, 'CANCEL', person.calendarSequence, now);
    }
    if (waiting.length || !seated.some((p) => this.letters.isBooker(letter, p)))
      await this.outbox.enqueue(tx, {
        ...this.toBooker(letter, 'Session of a booking cancelled'),
        sendKey: `bookings.session-cancelled-booker:${bookingId}`,
        mail: mails.sessionCancelledBooker,
        data: {
          ...this.letters.sessionWords(letter),
          reference,
          reason,
          seated: seated.map((p) => p.name),
          waiting: waiting.map((p) => p.name),
        },
      });
  }

  /**
   * Stops what tells of places and turns given up and has not left yet, so that nobody reads of a place after reading
   * that it is gone. What a booker was to learn of others who still come or wait goes on.
   */
  private async stop(tx: Tx, letter: Letter, gone: readonly BookedPerson[], reason: string): Promise<void> {
    const { people, dates } = letter;
    const places = gone.filter((p) => p.placeId);
    const somebodyComes = people.some((p) => p.state === 'confirmed');
    const waited = new Set(gone.flatMap((p) => p.entryId ?? []));
    for (const p of people) if (p.state === 'waiting' && p.entryId) waited.delete(p.entryId);
    const keys = [
      ...places.map(sendKeys.place),
      ...places.flatMap((p) => dates.slice(1).map((date) => sendKeys.day(p, date, FIRST))),
      ...(somebodyComes
        ? []
        : [
            sendKeys.bookerAnew(letter.booking),
            ...people.flatMap((p) => (p.placeId ? [sendKeys.booking(p.placeId)] : [])),
          ]),
      ...[...waited].map(sendKeys.waiting),
    ];
    await this.outbox.cancel(tx, letter.booking.areaId, { sendKeys: keys }, reason);
  }

  /** The second and later days: one entry a mail, since calendars read no more than the first. */
  private async furtherDays(
    tx: Tx,
    letter: Letter,
    person: BookedPerson,
    method: 'REQUEST' | 'CANCEL',
    sequence: number,
    now: Date,
  ): Promise<void> {
    for (const date of letter.dates.slice(1))
      await this.outbox.enqueue(tx, {
        ...this.toPerson(letter, person, 'A further day, for the calendar'),
        sendKey: sendKeys.day(person, date, sequence),
        mail: method === 'REQUEST' ? mails.calendarDate : mails.calendarRemoved,
        data: {
          title: letter.session.title,
          day: whenInWords([date]),
          where: whereInWords(date),
          reference: letter.booking.reference,
          calendar: this.letters.calendar(letter, person, date, sequence, now),
        },
      });
  }

  private shared(letter: Letter) {
    return { reference: letter.booking.reference, people: this.letters.peopleWords(letter) };
  }

  private toBooker(letter: Letter, what: string) {
    return this.to(letter, { name: letter.booking.bookerName, address: letter.booking.bookerEmail }, what);
  }

  private toPerson(letter: Letter, person: BookedPerson, what: string) {
    return this.to(letter, { name: person.name, address: person.email }, what);
  }

  /** Nothing about a session is of use once it is over. */
  to(letter: Letter, to: { name: string; address: string }, what: string) {
    return {
      areaId: letter.booking.areaId,
      to,
      employerId: letter.booking.employerId,
      campaign: `session:${letter.session.id}`,
      cause: `${what}: ${letter.session.title}, reference ${letter.booking.reference}`,
      expiresAt: letter.dates.at(-1)?.endsAt,
    } satisfies Partial<MailRequest>;
  }
}
