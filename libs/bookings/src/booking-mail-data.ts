import { Injectable } from '@nestjs/common';
import { areaIdentities, Links } from '#access';
import { count, emailKey, london, money, PublicUrls, Settings, type Tx } from '#platform';
import { type CalendarEntry, calendarFile, calendarUid, dayTitle } from '../mails/calendar.js';
import type { Booking } from './booking.entity.js';
import { type BookedPerson, bookedPeople, getBooking, waitBefore } from './booking.repository.js';
import { toldState } from './place.rules.js';
import { BOOKING_PAGE, PLACE_PAGE, SESSION_PAGE } from './public-pages.js';
import type { Session } from './session.entity.js';
import { getSession } from './session.repository.js';
import type { SessionDate } from './session-date.entity.js';
import { whenInWords, whereInWords } from './when.js';

/** What the mails of one booking are made of. */
export interface BookingMailContext {
  booking: Booking;
  session: Session;
  dates: SessionDate[];
  people: BookedPerson[];
  /** How many people wait before those of this booking. */
  waitBefore: number;
  network: string;
  /** The session's page for everybody. */
  page: string;
  /** Where the network can be asked, if it has said so. */
  contact: string | undefined;
}

const outcomes: Record<BookedPerson['state'], string> = {
  held: 'is being booked',
  provisional: 'has a place kept',
  offered: 'has an offer of a place',
  confirmed: 'has a place',
  moved: 'moved to another date',
  cancelled: 'is not coming',
  lapsed: 'is not coming',
  attended: 'came',
  part: 'came for part of it',
  no_show: 'did not come',
  waiting: 'is on the waiting list',
  left: 'is not coming',
  closed: 'is not coming',
  'already-booked': 'already has a place or is on the waiting list',
};

/** Purpose of the link by which a booker sees and changes the whole booking. */
const BOOKING_LINK = 'booking';
/** Purpose of the link of one person to their own place. */
export const PERSON_LINK = 'place';

/** How one pays, in words. */
export const payingWords = (network: string): string =>
  `You pay nothing now. ${network} will agree with you how you pay. We charge once for each person, however often they are booked, by you or somebody else.`;

/** Until when links to a booking work: seven days after its last day. */
const lastDay = (booking: Booking, dates: readonly SessionDate[]): Date =>
  london(dates.at(-1)?.endsAt ?? booking.createdAt)
    .plus({ days: 7 })
    .endOf('day')
    .toJSDate();

/** What the places of these people and the fees for cancelling come to together, in pounds; empty for nothing. */
export function priceInWords(
  pricePence: number,
  people: readonly { state: string; feePence: number | null }[],
): string {
  const places = people.filter((p) => p.state === 'confirmed').length;
  const fees = people.reduce((pence, p) => pence + (p.state === 'cancelled' ? (p.feePence ?? 0) : 0), 0);
  const sum = pricePence * places + fees;
  if (!sum) return '';
  if (fees && !places) return `${money(fees)} for cancelling`;
  if (fees)
    return `${money(sum)} (${count(places, 'place', 'places')} ${money(pricePence * places)}, cancelling ${money(fees)})`;
  return places === 1 ? money(sum) : `${money(sum)} (${money(pricePence)} a person)`;
}

/** Reads what the mails of a booking are made of, and makes the words and parts several of them share. */
@Injectable()
export class BookingMailData {
  constructor(
    private readonly links: Links,
    private readonly settings: Settings,
    private readonly urls: PublicUrls,
  ) {}

  async read(tx: Tx, bookingId: string): Promise<BookingMailContext> {
    const booking = await getBooking(tx, bookingId);
    const { dates, ...session } = await getSession(tx, booking.sessionId);
    const people = await bookedPeople(tx, booking.areaId, [bookingId]);
    const area = (await areaIdentities(tx, [booking.areaId])).get(booking.areaId)!;
    const page = this.urls.url(SESSION_PAGE, { slug: area.slug, sessionId: session.id });
    const before = await waitBefore(tx, booking);
    return {
      booking,
      session,
      dates,
      people,
      waitBefore: before,
      network: area.network,
      page,
      contact: area.replyTo,
    };
  }

  /** The booker as one of the people: the same address and name. */
  isBooker({ booking }: BookingMailContext, person: BookedPerson): boolean {
    const same = (text: string) => text.trim().toLowerCase();
    return (
      emailKey(person.email) === booking.bookerEmailKey && same(person.name) === same(booking.bookerName)
    );
  }

  sessionWords({ session, dates }: BookingMailContext) {
    return {
      title: session.title,
      when: whenInWords(dates),
      where: whereInWords(dates[0]),
      accessNotes: dates[0]?.accessNotes ?? undefined,
    };
  }

  /** As sessionWords, with the way in for people who have a place. */
  placeWords(context: BookingMailContext) {
    return { ...this.sessionWords(context), onlineLink: context.dates[0]?.onlineLink ?? undefined };
  }

  /** Everybody on the booking, as its booker is told; only of people they booked before do they learn more. */
  peopleWords({ people }: BookingMailContext): { name: string; outcome: string }[] {
    return people.map((p) => ({
      name: p.name,
      outcome: p.ownReference
        ? `was already booked by you, reference ${p.ownReference}`
        : outcomes[toldState(p)],
    }));
  }

  /** The reference, and who is on the booking. */
  shared(context: BookingMailContext) {
    return { reference: context.booking.reference, people: this.peopleWords(context) };
  }

  /** What the places of the booking cost together: "£40", for several "£80 (£40 a person)". */
  price({ booking, people }: BookingMailContext): string {
    if (!booking.pricePence) return 'Nothing, it is free';
    return priceInWords(booking.pricePence, this.paidFor(people)) || 'Nothing';
  }

  /** Whether this booking brings anything to pay: somebody with a place whom its booker had not booked before, or a fee. */
  pays({ booking, people }: BookingMailContext): boolean {
    return priceInWords(booking.pricePence, this.paidFor(people)) !== '';
  }

  private paidFor(people: readonly BookedPerson[]) {
    return people.filter((p) => !p.ownReference).map((p) => ({ ...p, state: toldState(p) }));
  }

  /** What a place costs: "£40 a person". */
  pricePerPerson({ booking }: BookingMailContext): string {
    return booking.pricePence ? `${money(booking.pricePence)} a person` : 'Nothing, it is free';
  }

  /** How one pays, as far as the program knows: it takes no money. */
  paying({ network }: Pick<BookingMailContext, 'network'>): string {
    return payingWords(network);
  }

  /** The personal link to the booking, for seven days after the last day (matrix.json, links). */
  async link(tx: Tx, { booking, dates }: BookingMailContext): Promise<string> {
    const token = await this.token(tx, booking, dates);
    return this.urls.url(BOOKING_PAGE, { token });
  }

  token(tx: Tx, booking: Booking, dates: readonly SessionDate[]): Promise<string> {
    return this.links.standing(tx, {
      purpose: BOOKING_LINK,
      areaId: booking.areaId,
      subjectId: booking.id,
      expiresAt: lastDay(booking, dates),
    });
  }

  /** Ends that link; the next email has another. */
  async endLink(tx: Tx, booking: Booking): Promise<void> {
    await this.links.revoke(tx, BOOKING_LINK, booking.id);
  }

  /** The link by which somebody sees and gives up their own place, for as long. */
  async personLink(tx: Tx, { booking, dates }: BookingMailContext, person: BookedPerson): Promise<string> {
    const token = await this.links.standing(tx, {
      purpose: PERSON_LINK,
      areaId: booking.areaId,
      subjectId: person.delegateId,
      expiresAt: lastDay(booking, dates),
    });
    return this.urls.url(PLACE_PAGE, { token });
  }

  /**
   * All days of a booking as a file, with the UIDs of the place of this person, or of the booker's own, or of the first
   * person's if the booker has none. undefined when nobody, or not this person, has a place.
   */
  calendarFile(context: BookingMailContext, now: Date, delegateId?: string): string | undefined {
    const placed = context.people.filter((p) => toldState(p) === 'confirmed');
    const whose = delegateId
      ? context.people.find((p) => p.delegateId === delegateId && p.state === 'confirmed')
      : (placed.find((p) => this.isBooker(context, p)) ?? placed[0]);
    return (
      whose &&
      calendarFile(
        context.session.title,
        context.dates.map((date) => this.calendar(context, whose, date, whose.calendarSequence, now)),
      )
    );
  }

  /** Ends that link. */
  async endPersonLink(tx: Tx, person: BookedPerson): Promise<void> {
    await this.links.revoke(tx, PERSON_LINK, person.delegateId);
  }

  /** The calendar entry of one person's day. */
  calendar(
    context: BookingMailContext,
    person: BookedPerson,
    date: SessionDate,
    sequence: number,
    now: Date,
  ): CalendarEntry {
    return {
      uid: calendarUid(person.placeId ?? person.delegateId, person.holder, date.id),
      sequence,
      stamp: now.toISOString(),
      startsAt: date.startsAt.toISOString(),
      endsAt: date.endsAt.toISOString(),
      title: dayTitle(context.session.title, context.dates.indexOf(date), context.dates.length),
      // Calendars make a link of an address they find here.
      location: date.venue || !date.onlineLink ? whereInWords(date) : date.onlineLink,
      description: [
        `Reference ${context.booking.reference}`,
        date.onlineLink ? `Join online: ${date.onlineLink}` : '',
        date.accessNotes ? `Access: ${date.accessNotes}` : '',
        `About it: ${context.page}`,
      ]
        .filter(Boolean)
        .join('\n'),
      url: context.page,
      organiser: { name: context.network, address: this.settings.mailFrom },
      attendee: { name: person.name, address: person.email },
    };
  }
}
