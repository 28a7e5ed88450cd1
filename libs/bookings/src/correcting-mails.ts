import { Injectable } from '@nestjs/common';
import { Outbox, Resend } from '#messaging';
import type { Actor, Tx } from '#platform';
import type { BookedPerson } from './booking.repository.js';
import { type BookingMailContext, BookingMailData } from './booking-mail-data.js';
import { BookingMails } from './booking-mails.js';
import { RENEWED } from './mail-people.service.js';
import { dayOf, MailRequests } from './mail-requests.js';
import { bookingsMails as mails } from './mails.js';
import { FIRST, sendKeys } from './send-keys.js';
import { whenInWords, whereInWords } from './when.js';

/** What goes out when a name or an address on a booking was wrong. */
@Injectable()
export class CorrectingMails {
  constructor(
    private readonly outbox: Outbox,
    private readonly mailData: BookingMailData,
    private readonly mails: BookingMails,
    private readonly requests: MailRequests,
    private readonly resend: Resend,
  ) {}

  /** Stops what told a person of their place and has not left yet; returns how many emails that were. */
  stopPlace(tx: Tx, context: BookingMailContext, person: BookedPerson): Promise<number> {
    const keys = [
      sendKeys.place(person),
      ...context.dates.slice(1).map((date) => sendKeys.day(person, date, FIRST)),
    ];
    return this.outbox.cancel(tx, context.booking.areaId, { sendKeys: keys }, STOPPED);
  }

  /** Stops what told the booker how things stand and has not left yet; returns how many emails that were. */
  stopBooker(tx: Tx, context: BookingMailContext): Promise<number> {
    const keys = [
      sendKeys.bookerAnew(context.booking),
      sendKeys.booking(context.booking.id),
      sendKeys.waiting(context.booking.id),
      ...context.people.flatMap((p) => [
        ...(p.placeId ? [sendKeys.booking(p.placeId), sendKeys.given(p.placeId)] : []),
        ...(p.entryId ? [sendKeys.waiting(p.entryId)] : []),
      ]),
    ];
    return this.outbox.cancel(tx, context.booking.areaId, { sendKeys: keys }, STOPPED);
  }

  /** Takes the days of a place out of the calendar of somebody whose address it never was. `letter` as it was before. */
  async withdraw(tx: Tx, context: BookingMailContext, person: BookedPerson, now: Date): Promise<void> {
    for (const date of context.dates)
      await this.outbox.enqueue(tx, {
        ...this.requests.to(context, { name: '', address: person.email }, 'Sent to a wrong address'),
        sendKey: `bookings.entry-withdrawn:${person.placeId}.${person.holder}.${date.id}`,
        mail: mails.entryWithdrawn,
        data: {
          title: context.session.title,
          which: dayOf(context.dates.indexOf(date), context.dates.length),
          day: whenInWords([date]),
          where: whereInWords(date),
          reference: context.booking.reference,
          calendar: this.mailData.calendar(context, person, date, person.calendarSequence + 1, now),
        },
      });
  }

  /** Tells a person of their place, at the address they have now. */
  place(tx: Tx, context: BookingMailContext, person: BookedPerson, now: Date): Promise<void> {
    return this.mails.place(tx, context, person, now, 'Name or address corrected');
  }

  /** Mail that did not reach the old address is done with: it went to the new one, which by then has been written to. */
  replaced(
    tx: Tx,
    { booking, session }: BookingMailContext,
    from: string,
    to: string,
    actor: Actor,
  ): Promise<void> {
    const moved = { from, to, templates: [...RENEWED] };
    return this.resend.replaced(tx, booking.areaId, `session:${session.id}`, moved, actor);
  }

  /** Ends the link to their own place that went to another mailbox. */
  endLink(tx: Tx, person: BookedPerson): Promise<void> {
    return this.mailData.endPersonLink(tx, person);
  }

  /** Tells the booker how the booking stands, at the address they have now. */
  booker(tx: Tx, context: BookingMailContext, now: Date): Promise<void> {
    return this.mails.bookerAnew(tx, context, now);
  }

  /** Stops what told a person of their turn and has not left yet; returns how many emails that were. */
  stopTurn(tx: Tx, context: BookingMailContext, person: BookedPerson): Promise<number> {
    return this.outbox.cancel(tx, context.booking.areaId, { sendKeys: [sendKeys.turn(person)] }, STOPPED);
  }

  /** Tells somebody of their turn, at the address they have now. */
  turn(tx: Tx, context: BookingMailContext, person: BookedPerson): Promise<void> {
    return this.mails.turn(tx, context, person);
  }
}

const STOPPED = 'The name or address was corrected before this could be sent';
