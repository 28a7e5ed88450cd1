import { Injectable } from '@nestjs/common';
import { Outbox } from '#messaging';
import { count, type Tx } from '#platform';
import type { BookedPerson } from './booking.repository.js';
import { type BookingMailContext, BookingMailData } from './booking-mail-data.js';
import { MailRequests } from './mail-requests.js';
import { bookingsMails as mails } from './mails.js';
import { toldState } from './place.rules.js';
import { freeUntil } from './policy.rules.js';
import { FIRST, sendKeys } from './send-keys.js';
import { hourAndDay, policyInWords } from './terms.words.js';

/**
 * Decides which mails go out when places and turns are given, and to whom, and writes them to the outbox; the words are
 * BookingMailData's, sending is messaging's. What ends is EndingMails'.
 */
@Injectable()
export class BookingMails {
  constructor(
    private readonly outbox: Outbox,
    private readonly mailData: BookingMailData,
    private readonly requests: MailRequests,
  ) {}

  /**
   * To each person with a new place, and to a booker who is none of them. `fromList`: the places were given from the
   * waiting list, so each may be given back at no cost for a day, and whoever pays hears of it.
   */
  async confirmed(
    tx: Tx,
    bookingId: string,
    placeIds: readonly string[],
    now: Date,
    fromList = false,
  ): Promise<void> {
    const letter = await this.mailData.read(tx, bookingId);
    const seated = letter.people.filter((p) => placeIds.includes(p.placeId ?? ''));
    // As far as the booker is told: somebody named again has a place to them like anybody else.
    const told = fromList ? seated : letter.people.filter((p) => toldState(p) === 'confirmed');
    if (!told.length) return;
    if (!seated.some((p) => this.mailData.isBooker(letter, p))) {
      if (fromList) await this.placeGiven(tx, letter, seated, now);
      else await this.bookingConfirmed(tx, letter, now, sendKeys.booking(placeIds[0] ?? bookingId));
    }
    const cause = fromList ? 'Got a place from the waiting list' : 'Has a place';
    for (const person of seated) await this.place(tx, letter, person, now, cause, fromList);
  }

  /** To one person with a place, with its days for the calendar. */
  async place(
    tx: Tx,
    letter: BookingMailContext,
    person: BookedPerson,
    now: Date,
    cause: string,
    fromList = false,
  ): Promise<void> {
    await this.outbox.enqueue(tx, {
      ...this.requests.toPerson(letter, person, cause),
      sendKey: sendKeys.place(person),
      mail: fromList ? mails.placeFromWaitingList : mails.placeConfirmed,
      data: {
        ...this.mailData.placeWords(letter),
        reference: letter.booking.reference,
        freeUntil: fromList ? freeWords(letter, now) : undefined,
        ...(await this.toWhom(tx, letter, person, now)),
        moreDates: letter.dates.length > 1,
        calendar: this.mailData.calendar(letter, person, letter.dates[0]!, FIRST, now),
      },
    });
    await this.requests.furtherDays(tx, letter, person, 'REQUEST', FIRST, now);
  }

  /** To a booker whose address was corrected: how the booking stands. Nothing when nobody on it comes or waits. */
  async bookerAnew(tx: Tx, letter: BookingMailContext, now: Date): Promise<void> {
    const sendKey = sendKeys.bookerAnew(letter.booking);
    const states = letter.people.map(toldState);
    if (states.includes('confirmed')) await this.bookingConfirmed(tx, letter, now, sendKey);
    else if (states.includes('waiting')) await this.joined(tx, letter, now, false, sendKey);
  }

  private async bookingConfirmed(
    tx: Tx,
    letter: BookingMailContext,
    now: Date,
    sendKey: string,
  ): Promise<void> {
    await this.outbox.enqueue(tx, {
      ...this.requests.toBooker(letter, 'Booked for others'),
      sendKey,
      mail: mails.bookingConfirmed,
      data: await this.toPayer(tx, letter, now),
    });
  }

  private async placeGiven(
    tx: Tx,
    letter: BookingMailContext,
    seated: BookedPerson[],
    now: Date,
  ): Promise<void> {
    await this.outbox.enqueue(tx, {
      ...this.requests.toBooker(letter, 'Places given from the waiting list'),
      sendKey: sendKeys.given(seated[0]!.placeId!),
      mail: mails.placeGiven,
      data: {
        ...(await this.toPayer(tx, letter, now)),
        names: seated.map((p) => p.name),
        freeUntil: freeWords(letter, now),
      },
    });
  }

  /** To the booker of people who wait, and to each of those somebody else put there. */
  async waitingJoined(
    tx: Tx,
    bookingId: string,
    entry: { entryId: string | undefined; together: boolean },
    now: Date,
  ): Promise<void> {
    const letter = await this.mailData.read(tx, bookingId);
    await this.joined(tx, letter, now, entry.together, sendKeys.waiting(entry.entryId ?? bookingId));
    for (const person of letter.people)
      if (person.state === 'waiting' && !this.mailData.isBooker(letter, person))
        await this.turn(tx, letter, person);
  }

  /** To somebody whom another person put on the waiting list. */
  async turn(tx: Tx, letter: BookingMailContext, person: BookedPerson): Promise<void> {
    await this.outbox.enqueue(tx, {
      ...this.requests.toPerson(letter, person, 'Put on the waiting list'),
      sendKey: sendKeys.turn(person),
      mail: mails.waitingPerson,
      data: {
        ...this.mailData.sessionWords(letter),
        reference: letter.booking.reference,
        turn: `${letter.waitBefore + 1}`,
        ...(await this.forOther(tx, letter, person)),
      },
    });
  }

  private async joined(
    tx: Tx,
    letter: BookingMailContext,
    now: Date,
    together: boolean,
    sendKey: string,
  ): Promise<void> {
    const told = (state: string) => letter.people.filter((p) => toldState(p) === state).length;
    const [waiting, placed] = [told('waiting'), told('confirmed')];
    await this.outbox.enqueue(tx, {
      ...this.requests.toBooker(letter, 'Joined the waiting list'),
      sendKey,
      mail: mails.waitingJoined,
      data: {
        ...this.mailData.sessionWords(letter),
        ...this.mailData.shared(letter),
        ...this.terms(letter, now, true),
        turn: `${letter.waitBefore + 1}`,
        booked: placed ? count(placed, 'place', 'places') : undefined,
        bookingLink: await this.mailData.link(tx, letter),
        howServed:
          waiting === 1
            ? 'When a place comes free and it is your turn, you get it at once, and we email you.'
            : together
              ? 'You asked to come all together: you get places as soon as there are enough for all of you, and we email you.'
              : 'You get places as they come free, in your turn, and we email you each time.',
      },
    });
  }

  /** To people named on a second booking: the truth is for them alone. */
  async alreadyBooked(tx: Tx, bookingId: string): Promise<void> {
    const letter = await this.mailData.read(tx, bookingId);
    for (const person of letter.people.filter((p) => p.state === 'already-booked'))
      await this.outbox.enqueue(tx, {
        ...this.requests.toPerson(letter, person, 'Named on a second booking'),
        sendKey: `bookings.already-booked:${person.delegateId}`,
        mail: mails.alreadyBooked,
        data: { ...this.mailData.sessionWords(letter), contact: letter.contact },
      });
  }

  /** What the booker reads of their own place, or somebody of the place that was booked for them. */
  private async toWhom(tx: Tx, letter: BookingMailContext, person: BookedPerson, now: Date) {
    if (!this.mailData.isBooker(letter, person))
      return {
        price: letter.booking.pricePence ? 'Whoever booked it sees to payment' : 'Nothing, it is free',
        terms: [],
        people: [],
        ...(await this.forOther(tx, letter, person)),
      };
    return {
      ...this.terms(letter, now),
      people: letter.people.length > 1 ? this.mailData.peopleWords(letter) : [],
      bookingLink: await this.mailData.link(tx, letter),
    };
  }

  /**
   * For somebody who did not book: nothing a stranger typed, their own link, and whom to ask. Who booked is said only when
   * staff have entered it.
   */
  private async forOther(tx: Tx, letter: BookingMailContext, person: BookedPerson) {
    const { source, bookerName } = letter.booking;
    return {
      bookedBy: source === 'public' ? 'Somebody' : bookerName,
      placeLink: await this.mailData.personLink(tx, letter, person),
      contact: letter.contact,
    };
  }

  /** What whoever booked for others, and pays, reads of the booking. */
  private async toPayer(tx: Tx, letter: BookingMailContext, now: Date) {
    return {
      ...this.mailData.placeWords(letter),
      ...this.mailData.shared(letter),
      ...this.terms(letter, now),
      bookingLink: await this.mailData.link(tx, letter),
    };
  }

  /** What is to pay and what cancelling costs, for whoever pays. `ahead`: of places they may get. */
  private terms(letter: BookingMailContext, now: Date, ahead = false) {
    const { policy, pricePence } = letter.booking;
    const pays = pricePence > 0 && (ahead || this.mailData.pays(letter));
    return {
      price: ahead ? this.mailData.pricePerPerson(letter) : this.mailData.price(letter),
      terms: pays ? policyInWords(policy, pricePence, letter.dates[0]!.startsAt, now) : [],
      paying: pays ? this.mailData.paying(letter) : undefined,
    };
  }
}

/** Until when giving back a place given now costs nothing. */
const freeWords = (letter: BookingMailContext, now: Date): string =>
  hourAndDay(freeUntil(now, letter.dates[0]!.startsAt));
