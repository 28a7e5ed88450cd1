import { Injectable } from '@nestjs/common';
import { Links } from '#access';
import { mailAreas } from '#messaging';
import { emailKey, london, money, Settings, type Tx } from '#platform';
import type { Booking } from './booking.entity.js';
import { type BookedPerson, BookingStore } from './booking.store.js';
import { type CalendarEntry, calendarFile, calendarUid, dayTitle } from './calendar.js';
import type { Session } from './session.entity.js';
import { SessionStore } from './session.store.js';
import type { SessionDate } from './session-date.entity.js';
import { whenInWords, whereInWords } from './when.js';

/** What the mails of one booking are made of. */
export interface Letter {
  booking: Booking;
  session: Session;
  dates: SessionDate[];
  people: BookedPerson[];
  network: string;
  /** The session's page for everybody. */
  page: string;
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
  // Whether somebody else booked them is between us and them.
  'already-booked': 'will hear from us',
};

/** What the people with a place pay together, in pounds; empty for nothing. */
export function priceInWords(pricePence: number, people: readonly Pick<BookedPerson, 'state'>[]): string {
  const places = people.filter((p) => p.state === 'confirmed').length;
  if (!pricePence || !places) return '';
  return places === 1 ? money(pricePence) : `${money(pricePence * places)} (${money(pricePence)} a person)`;
}

/** Reads what the mails of a booking are made of, and makes the words and parts several of them share. */
@Injectable()
export class BookingLetters {
  constructor(
    private readonly links: Links,
    private readonly settings: Settings,
    private readonly bookings: BookingStore,
    private readonly sessions: SessionStore,
  ) {}

  async read(tx: Tx, bookingId: string): Promise<Letter> {
    const booking = await this.bookings.byId(tx, bookingId);
    const { dates, ...session } = await this.sessions.see(tx, booking.sessionId);
    const people = await this.bookings.people(tx, booking.areaId, [bookingId]);
    const area = (await mailAreas(tx, [booking.areaId])).get(booking.areaId)!;
    const page = `${this.settings.baseUrl}/network/${area.slug}/training/${session.id}`;
    return { booking, session, dates, people, network: area.network, page };
  }

  /** The booker as one of the people: the same address and name. */
  isBooker({ booking }: Letter, person: BookedPerson): boolean {
    const same = (text: string) => text.trim().toLowerCase();
    return (
      emailKey(person.email) === booking.bookerEmailKey && same(person.name) === same(booking.bookerName)
    );
  }

  sessionWords({ session, dates }: Letter) {
    return {
      title: session.title,
      when: whenInWords(dates),
      where: whereInWords(dates[0]),
      accessNotes: dates[0]?.accessNotes ?? undefined,
    };
  }

  /** As sessionWords, with the way in for people who have a place. */
  placeWords(letter: Letter) {
    return { ...this.sessionWords(letter), onlineLink: letter.dates[0]?.onlineLink ?? undefined };
  }

  peopleWords({ people }: Letter): { name: string; outcome: string }[] {
    return people.map((p) => ({ name: p.name, outcome: outcomes[p.state] }));
  }

  /** What the places of the booking cost together: "£40", for several "£80 (£40 a person)". */
  price({ booking, people }: Letter): string {
    return priceInWords(booking.pricePence, people) || 'Nothing, it is free';
  }

  /** The personal link to the booking, for seven days after the last day (matrix.json, links). */
  async link(tx: Tx, { booking, dates }: Letter): Promise<string> {
    const token = await this.token(tx, booking, dates);
    return `${this.settings.baseUrl}/b/${token}`;
  }

  token(tx: Tx, booking: Booking, dates: readonly SessionDate[]): Promise<string> {
    return this.links.standing(tx, {
      purpose: 'booking',
      areaId: booking.areaId,
      subjectId: booking.id,
      expiresAt: london(dates.at(-1)?.endsAt ?? booking.createdAt)
        .plus({ days: 7 })
        .endOf('day')
        .toJSDate(),
    });
  }

  /**
   * All days of a booking as a file, with the UIDs of the booker's own place, or of the first person's if the booker has
   * none. undefined when nobody on it has a place.
   */
  calendarFile(letter: Letter, now: Date): string | undefined {
    const placed = letter.people.filter((p) => p.state === 'confirmed');
    const whose = placed.find((p) => this.isBooker(letter, p)) ?? placed[0];
    return (
      whose &&
      calendarFile(
        letter.session.title,
        letter.dates.map((date) => this.calendar(letter, whose, date, whose.calendarSequence, now)),
      )
    );
  }

  /** The calendar entry of one person's day. */
  calendar(
    letter: Letter,
    person: BookedPerson,
    date: SessionDate,
    sequence: number,
    now: Date,
  ): CalendarEntry {
    return {
      uid: calendarUid(person.placeId!, person.holder, date.id),
      sequence,
      stamp: now.toISOString(),
      startsAt: date.startsAt.toISOString(),
      endsAt: date.endsAt.toISOString(),
      title: dayTitle(letter.session.title, letter.dates.indexOf(date), letter.dates.length),
      // Calendars make a link of an address they find here.
      location: date.venue || !date.onlineLink ? whereInWords(date) : date.onlineLink,
      description: [
        `Reference ${letter.booking.reference}`,
        date.onlineLink ? `Join online: ${date.onlineLink}` : '',
        date.accessNotes ? `Access: ${date.accessNotes}` : '',
        `About it: ${letter.page}`,
      ]
        .filter(Boolean)
        .join('\n'),
      url: letter.page,
      organiser: { name: letter.network, address: this.settings.mailFrom },
      attendee: { name: person.name, address: person.email },
    };
  }
}
