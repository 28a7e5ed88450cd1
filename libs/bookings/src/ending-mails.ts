import { Injectable } from '@nestjs/common';
import { Outbox } from '#messaging';
import { money, type Tx } from '#platform';
import type { BookedPerson } from './booking.repository.js';
import { type BookingMailContext, BookingMailData } from './booking-mail-data.js';
import { MailRequests } from './mail-requests.js';
import { bookingsMails as mails } from './mails.js';
import { canCancel, toldState } from './place.rules.js';
import { FIRST, sendKeys } from './send-keys.js';

/** Decides which mails go out when places and turns end, and stops those that would come too late. */
@Injectable()
export class EndingMails {
  constructor(
    private readonly outbox: Outbox,
    private readonly mailData: BookingMailData,
    private readonly requests: MailRequests,
  ) {}

  /**
   * To each person whose place or turn was given up, and to a booker who did not do so for themselves alone. Their places
   * must be cancelled by now. `by`: the person who gave up their own; `feePence`: of each, by id of the delegate.
   */
  async cancelled(
    tx: Tx,
    bookingId: string,
    delegateIds: readonly string[],
    now: Date,
    { reason, by, feePence }: { reason?: string; by?: string; feePence: ReadonlyMap<string, number> },
  ): Promise<void> {
    const context = await this.mailData.read(tx, bookingId);
    const gone = context.people.filter((p) => delegateIds.includes(p.delegateId));
    await this.stop(tx, context, gone, 'The place was given up before this could be sent');
    for (const person of gone.filter((p) => p.placeId)) {
      await this.outbox.enqueue(tx, {
        ...this.requests.toPerson(context, person, 'Place given up'),
        sendKey: `bookings.place-cancelled:${person.placeId}.${person.holder}`,
        mail: mails.placeCancelled,
        data: {
          ...this.mailData.sessionWords(context),
          reference: context.booking.reference,
          reason,
          fee: person.feePence ? money(person.feePence) : undefined,
          moreDates: context.dates.length > 1,
          calendar: this.mailData.calendar(context, person, context.dates[0]!, person.calendarSequence, now),
        },
      });
      await this.requests.furtherDays(tx, context, person, 'CANCEL', person.calendarSequence, now);
    }
    for (const person of gone.filter((p) => !p.placeId && !this.mailData.isBooker(context, p)))
      await this.turnEnded(tx, context, person, { reason, sessionCancelled: false });
    if (gone.length === 1 && gone[0]!.placeId && this.mailData.isBooker(context, gone[0]!)) return;
    await this.toldGone(tx, context, gone, {
      themselves: by !== undefined && gone.length === 1,
      reason,
      fee: feeInWords(gone.map((p) => ({ name: p.name, pence: feePence.get(p.delegateId) ?? 0 }))),
    });
  }

  /**
   * To the booker of somebody who had a place through another booking, and gave it up or lost it by staff: they know
   * already.
   */
  async namedAgainEnded(tx: Tx, bookingId: string, delegateIds: readonly string[]): Promise<void> {
    const context = await this.mailData.read(tx, bookingId);
    const gone = context.people.filter((p) => delegateIds.includes(p.delegateId));
    await this.toldGone(tx, context, gone, {});
  }

  /**
   * To everybody of a cancelled session: those who had a place or waited (ids of delegates), and the booker, if people
   * waited or the booker is none of those seated. Who is named again reads of it by their first booking.
   */
  async sessionCancelled(
    tx: Tx,
    bookingId: string,
    gone: { seated: readonly string[]; waiting: readonly string[] },
    reason: string,
    now: Date,
  ): Promise<void> {
    const context = await this.mailData.read(tx, bookingId);
    const reference = context.booking.reference;
    const among = (ids: readonly string[]) => context.people.filter((p) => ids.includes(p.delegateId));
    const [seated, waiting] = [among(gone.seated), among(gone.waiting)];
    const named = context.people.filter((p) => p.told && canCancel({ state: toldState(p) }));
    if (!seated.length && !waiting.length && !named.length) return;
    await this.stop(
      tx,
      context,
      [...seated, ...waiting, ...named],
      'The session was cancelled before this could be sent',
    );
    for (const person of seated) {
      await this.outbox.enqueue(tx, {
        ...this.requests.toPerson(context, person, 'Session cancelled'),
        sendKey: `bookings.session-cancelled:${person.placeId}.${person.holder}`,
        mail: mails.sessionCancelled,
        data: {
          ...this.mailData.sessionWords(context),
          reference,
          reason,
          calendar: this.mailData.calendar(context, person, context.dates[0]!, person.calendarSequence, now),
        },
      });
      await this.requests.furtherDays(tx, context, person, 'CANCEL', person.calendarSequence, now);
    }
    for (const person of waiting.filter((p) => !this.mailData.isBooker(context, p)))
      await this.turnEnded(tx, context, person, { reason, sessionCancelled: true });
    const toldAs = (state: string) => named.filter((p) => p.told === state);
    if (waiting.length || ![...seated, ...named].some((p) => this.mailData.isBooker(context, p)))
      await this.outbox.enqueue(tx, {
        ...this.requests.toBooker(context, 'Session of a booking cancelled'),
        sendKey: `bookings.session-cancelled-booker:${bookingId}`,
        mail: mails.sessionCancelledBooker,
        data: {
          ...this.mailData.sessionWords(context),
          reference,
          reason,
          seated: [...seated, ...toldAs('confirmed')].map((p) => p.name),
          waiting: [...waiting, ...toldAs('waiting')].map((p) => p.name),
        },
      });
  }

  private async toldGone(
    tx: Tx,
    context: BookingMailContext,
    gone: readonly BookedPerson[],
    {
      themselves = false,
      reason,
      fee,
    }: { themselves?: boolean; reason?: string | undefined; fee?: string | undefined },
  ): Promise<void> {
    await this.outbox.enqueue(tx, {
      ...this.requests.toBooker(context, 'Places of the booking given up'),
      sendKey: `bookings.booking-changed:${gone[0]!.delegateId}`,
      mail: mails.bookingChanged,
      data: {
        ...this.mailData.sessionWords(context),
        ...this.mailData.shared(context),
        bookingLink: await this.mailData.link(tx, context),
        cancelled: gone.map((p) => p.name),
        themselves,
        reason,
        price: this.mailData.price(context),
        fee,
      },
    });
  }

  /** To somebody who waited, or was named again, because somebody else put them there: it has ended. */
  private async turnEnded(
    tx: Tx,
    context: BookingMailContext,
    person: BookedPerson,
    { reason, sessionCancelled }: { reason?: string; sessionCancelled: boolean },
  ): Promise<void> {
    await this.outbox.enqueue(tx, {
      ...this.requests.toPerson(
        context,
        person,
        sessionCancelled ? 'Session cancelled' : 'Taken off the list',
      ),
      sendKey: `bookings.waiting-ended:${person.delegateId}`,
      mail: mails.waitingEnded,
      data: {
        ...this.mailData.sessionWords(context),
        reference: context.booking.reference,
        reason,
        heading: sessionCancelled
          ? 'This session is cancelled'
          : person.told
            ? 'Nothing has changed for you'
            : 'You are no longer on the waiting list',
        what: sessionCancelled
          ? 'We are sorry: this session will not take place. You were on the waiting list. There is nothing to pay.'
          : person.told
            ? 'Somebody who had asked for a place for you no longer does. What you have through another booking stays as it is.'
            : 'The place that was asked for in your name is no longer asked for. There is nothing to pay.',
        contact: context.contact,
      },
    });
  }

  /**
   * Stops what tells of places and turns given up and has not left yet, so that nobody reads of a place after reading
   * that it is gone. What a booker was to learn of others who still come or wait goes on.
   */
  private async stop(
    tx: Tx,
    context: BookingMailContext,
    gone: readonly BookedPerson[],
    reason: string,
  ): Promise<void> {
    const { people, dates } = context;
    const places = gone.filter((p) => p.placeId);
    // As the booker is told: of somebody named again, too, by a key of the booking.
    const [somebodyComes, somebodyWaits] = ['confirmed', 'waiting'].map((state) =>
      people.some((p) => toldState(p) === state),
    );
    const waited = new Set(gone.flatMap((p) => p.entryId ?? []));
    for (const p of people) if (p.state === 'waiting' && p.entryId) waited.delete(p.entryId);
    const keys = [
      ...places.map(sendKeys.place),
      ...places.flatMap((p) => dates.slice(1).map((date) => sendKeys.day(p, date, FIRST))),
      ...(somebodyComes
        ? []
        : [
            sendKeys.bookerAnew(context.booking),
            sendKeys.booking(context.booking.id),
            ...people.flatMap((p) =>
              p.placeId ? [sendKeys.booking(p.placeId), sendKeys.given(p.placeId)] : [],
            ),
          ]),
      ...gone.map(sendKeys.turn),
      ...[...waited].map(sendKeys.waiting),
      ...(somebodyWaits ? [] : [sendKeys.waiting(context.booking.id)]),
    ];
    await this.outbox.cancel(tx, context.booking.areaId, { sendKeys: keys }, reason);
  }
}

/** What giving up costs: one sum where it is the same for all, else each person's; undefined for nothing. */
export function feeInWords(people: readonly { name: string; pence: number }[]): string | undefined {
  const [first] = people;
  if (!people.some((p) => p.pence)) return undefined;
  if (people.every((p) => p.pence === first!.pence))
    return people.length > 1 ? `${money(first!.pence)} a person` : money(first!.pence);
  return people.map((p) => `${p.name} ${p.pence ? money(p.pence) : 'nothing'}`).join(', ');
}
