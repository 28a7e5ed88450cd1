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
    const context = await this.mailData.read(tx, bookingId);
    const seated = context.people.filter((p) => placeIds.includes(p.placeId ?? ''));
    // As far as the booker is told: somebody named again has a place to them like anybody else.
    const told = fromList ? seated : context.people.filter((p) => toldState(p) === 'confirmed');
    if (!told.length) return;
    if (!seated.some((p) => this.mailData.isBooker(context, p))) {
      if (fromList) await this.placeGiven(tx, context, seated, now);
      else await this.bookingConfirmed(tx, context, now, sendKeys.booking(placeIds[0] ?? bookingId));
    }
    const cause = fromList ? 'Got a place from the waiting list' : 'Has a place';
    for (const person of seated) await this.place(tx, context, person, now, cause, fromList);
  }

  /** To one person with a place, with its days for the calendar. */
  async place(
    tx: Tx,
    context: BookingMailContext,
    person: BookedPerson,
    now: Date,
    cause: string,
    fromList = false,
  ): Promise<void> {
    await this.outbox.enqueue(tx, {
      ...this.requests.toPerson(context, person, cause),
      sendKey: sendKeys.place(person),
      mail: fromList ? mails.placeFromWaitingList : mails.placeConfirmed,
      data: {
        ...this.mailData.placeWords(context),
        reference: context.booking.reference,
        freeUntil: fromList ? freeWords(context, now) : undefined,
        ...(await this.toWhom(tx, context, person, now)),
        moreDates: context.dates.length > 1,
        calendar: this.mailData.calendar(context, person, context.dates[0]!, FIRST, now),
      },
    });
    await this.requests.furtherDays(tx, context, person, 'REQUEST', FIRST, now);
  }

  /** To a booker whose address was corrected: how the booking stands. Nothing when nobody on it comes or waits. */
  async bookerAnew(tx: Tx, context: BookingMailContext, now: Date): Promise<void> {
    const sendKey = sendKeys.bookerAnew(context.booking);
    const states = context.people.map(toldState);
    if (states.includes('confirmed')) await this.bookingConfirmed(tx, context, now, sendKey);
    else if (states.includes('waiting')) await this.joined(tx, context, now, false, sendKey);
  }

  private async bookingConfirmed(
    tx: Tx,
    context: BookingMailContext,
    now: Date,
    sendKey: string,
  ): Promise<void> {
    await this.outbox.enqueue(tx, {
      ...this.requests.toBooker(context, 'Booked for others'),
      sendKey,
      mail: mails.bookingConfirmed,
      data: await this.toPayer(tx, context, now),
    });
  }

  private async placeGiven(
    tx: Tx,
    context: BookingMailContext,
    seated: BookedPerson[],
    now: Date,
  ): Promise<void> {
    await this.outbox.enqueue(tx, {
      ...this.requests.toBooker(context, 'Places given from the waiting list'),
      sendKey: sendKeys.given(seated[0]!.placeId!),
      mail: mails.placeGiven,
      data: {
        ...(await this.toPayer(tx, context, now)),
        names: seated.map((p) => p.name),
        freeUntil: freeWords(context, now),
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
    const context = await this.mailData.read(tx, bookingId);
    await this.joined(tx, context, now, entry.together, sendKeys.waiting(entry.entryId ?? bookingId));
    for (const person of context.people)
      if (person.state === 'waiting' && !this.mailData.isBooker(context, person))
        await this.turn(tx, context, person);
  }

  /** To somebody whom another person put on the waiting list. */
  async turn(tx: Tx, context: BookingMailContext, person: BookedPerson): Promise<void> {
    await this.outbox.enqueue(tx, {
      ...this.requests.toPerson(context, person, 'Put on the waiting list'),
      sendKey: sendKeys.turn(person),
      mail: mails.waitingPerson,
      data: {
        ...this.mailData.sessionWords(context),
        reference: context.booking.reference,
        turn: `${context.waitBefore + 1}`,
        ...(await this.forOther(tx, context, person)),
      },
    });
  }

  private async joined(
    tx: Tx,
    context: BookingMailContext,
    now: Date,
    together: boolean,
    sendKey: string,
  ): Promise<void> {
    const told = (state: string) => context.people.filter((p) => toldState(p) === state).length;
    const [waiting, placed] = [told('waiting'), told('confirmed')];
    await this.outbox.enqueue(tx, {
      ...this.requests.toBooker(context, 'Joined the waiting list'),
      sendKey,
      mail: mails.waitingJoined,
      data: {
        ...this.mailData.sessionWords(context),
        ...this.mailData.shared(context),
        ...this.terms(context, now, true),
        turn: `${context.waitBefore + 1}`,
        booked: placed ? count(placed, 'place', 'places') : undefined,
        bookingLink: await this.mailData.link(tx, context),
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
    const context = await this.mailData.read(tx, bookingId);
    for (const person of context.people.filter((p) => p.state === 'already-booked'))
      await this.outbox.enqueue(tx, {
        ...this.requests.toPerson(context, person, 'Named on a second booking'),
        sendKey: `bookings.already-booked:${person.delegateId}`,
        mail: mails.alreadyBooked,
        data: { ...this.mailData.sessionWords(context), contact: context.contact },
      });
  }

  /** What the booker reads of their own place, or somebody of the place that was booked for them. */
  private async toWhom(tx: Tx, context: BookingMailContext, person: BookedPerson, now: Date) {
    if (!this.mailData.isBooker(context, person))
      return {
        price: context.booking.pricePence ? 'Whoever booked it sees to payment' : 'Nothing, it is free',
        terms: [],
        people: [],
        ...(await this.forOther(tx, context, person)),
      };
    return {
      ...this.terms(context, now),
      people: context.people.length > 1 ? this.mailData.peopleWords(context) : [],
      bookingLink: await this.mailData.link(tx, context),
    };
  }

  /**
   * For somebody who did not book: nothing a stranger typed, their own link, and whom to ask. Who booked is said only when
   * staff have entered it.
   */
  private async forOther(tx: Tx, context: BookingMailContext, person: BookedPerson) {
    const { source, bookerName } = context.booking;
    return {
      bookedBy: source === 'public' ? 'Somebody' : bookerName,
      placeLink: await this.mailData.personLink(tx, context, person),
      contact: context.contact,
    };
  }

  /** What whoever booked for others, and pays, reads of the booking. */
  private async toPayer(tx: Tx, context: BookingMailContext, now: Date) {
    return {
      ...this.mailData.placeWords(context),
      ...this.mailData.shared(context),
      ...this.terms(context, now),
      bookingLink: await this.mailData.link(tx, context),
    };
  }

  /** What is to pay and what cancelling costs, for whoever pays. `ahead`: of places they may get. */
  private terms(context: BookingMailContext, now: Date, ahead = false) {
    const { policy, pricePence } = context.booking;
    const pays = pricePence > 0 && (ahead || this.mailData.pays(context));
    return {
      price: ahead ? this.mailData.pricePerPerson(context) : this.mailData.price(context),
      terms: pays ? policyInWords(policy, pricePence, context.dates[0]!.startsAt, now) : [],
      paying: pays ? this.mailData.paying(context) : undefined,
    };
  }
}

/** Until when giving back a place given now costs nothing. */
const freeWords = (context: BookingMailContext, now: Date): string =>
  hourAndDay(freeUntil(now, context.dates[0]!.startsAt));
