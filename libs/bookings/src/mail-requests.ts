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

  toBooker(context: BookingMailContext, what: string) {
    return this.to(context, { name: context.booking.bookerName, address: context.booking.bookerEmail }, what);
  }

  toPerson(context: BookingMailContext, person: BookedPerson, what: string) {
    return this.to(context, { name: person.name, address: person.email }, what);
  }

  /** The second and later days: one entry a mail, since calendars read no more than the first. */
  async furtherDays(
    tx: Tx,
    context: BookingMailContext,
    person: BookedPerson,
    method: 'REQUEST' | 'CANCEL',
    sequence: number,
    now: Date,
  ): Promise<void> {
    for (const [i, date] of context.dates.entries())
      if (i)
        await this.outbox.enqueue(tx, {
          ...this.toPerson(context, person, `Day ${i + 1}, for the calendar`),
          sendKey: sendKeys.day(person, date, sequence),
          mail: method === 'REQUEST' ? mails.calendarDate : mails.calendarRemoved,
          notBefore: new Date(now.getTime() + i * APART_MS),
          data: {
            title: context.session.title,
            which: dayOf(i, context.dates.length),
            day: whenInWords([date]),
            where: whereInWords(date),
            reference: context.booking.reference,
            calendar: this.mailData.calendar(context, person, date, sequence, now),
          },
        });
  }

  /** Nothing about a session is of use once it is over. */
  to(context: BookingMailContext, to: { name: string; address: string }, what: string) {
    return {
      areaId: context.booking.areaId,
      to,
      employerId: context.booking.employerId,
      campaign: `session:${context.session.id}`,
      cause: `${what}: ${context.session.title}, reference ${context.booking.reference}`,
      expiresAt: context.dates.at(-1)?.endsAt,
    } satisfies Partial<MailRequest>;
  }
}
