import { Injectable } from '@nestjs/common';
import { type MailRequest, Outbox } from '#messaging';
import type { Tx } from '#platform';
import type { BookedPerson } from './booking.repository.js';
import { type BookingMailContext, BookingMailData } from './booking-mail-data.js';
import { bookingsMails as mails } from './mails.js';
import { sendKeys } from './send-keys.js';
import { whenInWords, whereInWords } from './when.js';

/** "Day 2 of 3" */
export const dayOf = (index: number, days: number): string => `Day ${index + 1} of ${days}`;

/** Between the emails of one place, so that its days arrive in their order. */
const APART_MS = 60_000;

/** What every request for a mail about a booking has in common, and the mails about single days. */
@Injectable()
export class MailRequests {
  constructor(
    private readonly outbox: Outbox,
    private readonly mailData: BookingMailData,
  ) {}

  toBooker(letter: BookingMailContext, what: string) {
    return this.to(letter, { name: letter.booking.bookerName, address: letter.booking.bookerEmail }, what);
  }

  toPerson(letter: BookingMailContext, person: BookedPerson, what: string) {
    return this.to(letter, { name: person.name, address: person.email }, what);
  }

  /** The second and later days: one entry a mail, since calendars read no more than the first. */
  async furtherDays(
    tx: Tx,
    letter: BookingMailContext,
    person: BookedPerson,
    method: 'REQUEST' | 'CANCEL',
    sequence: number,
    now: Date,
  ): Promise<void> {
    for (const [i, date] of letter.dates.entries())
      if (i)
        await this.outbox.enqueue(tx, {
          ...this.toPerson(letter, person, `Day ${i + 1}, for the calendar`),
          sendKey: sendKeys.day(person, date, sequence),
          mail: method === 'REQUEST' ? mails.calendarDate : mails.calendarRemoved,
          notBefore: new Date(now.getTime() + i * APART_MS),
          data: {
            title: letter.session.title,
            which: dayOf(i, letter.dates.length),
            day: whenInWords([date]),
            where: whereInWords(date),
            reference: letter.booking.reference,
            calendar: this.mailData.calendar(letter, person, date, sequence, now),
          },
        });
  }

  /** Nothing about a session is of use once it is over. */
  to(letter: BookingMailContext, to: { name: string; address: string }, what: string) {
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
