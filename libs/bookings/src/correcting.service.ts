import { Injectable } from '@nestjs/common';
import { type Named, People, personKey } from '#employers';
import { type MailCount, NO_MAILS, PlannedCount } from '#messaging';
import { type Actor, Database, emailKey, Facts, type Tx } from '#platform';
import type { Booking } from './booking.entity.js';
import {
  type BookedPerson,
  getBooking,
  getDelegate,
  peoplePresent,
  updateBooking,
  updateDelegate,
} from './booking.repository.js';
import { type BookingMailContext, BookingMailData } from './booking-mail-data.js';
import { refusals } from './bookings.errors.js';
import { bookingsFacts } from './bookings.facts.js';
import { CorrectingMails } from './correcting-mails.js';
import type { LockedSession } from './place.repository.js';
import { reholdPlace } from './place.repository.js';
import { canCancel } from './place.rules.js';
import { withSessionLock } from './seat-lock.js';
import { WaitingListService } from './waiting-list.service.js';

export interface Correction {
  changed: boolean;
  mails: MailCount;
}

const NOTHING: Correction = { changed: false, mails: NO_MAILS };

/**
 * Putting names and addresses on a booking right. Whoever has a new address is told there how they stand, with a calendar
 * entry of its own; what has not left to the old one is stopped. A name alone sends nothing, unless what it was wrong in
 * has not left yet.
 */
@Injectable()
export class Correcting {
  constructor(
    private readonly db: Database,
    private readonly facts: Facts,
    private readonly people: People,
    private readonly waitingList: WaitingListService,
    private readonly mailData: BookingMailData,
    private readonly mails: CorrectingMails,
    private readonly planned: PlannedCount,
  ) {}

  /**
   * Corrects a person of a booking; the booker too, where that is the same person. `tellOld`: somebody else has the old
   * address and is told that the place is not theirs. Throws not-found, session-held, already-here.
   */
  person(
    areas: readonly string[],
    delegateId: string,
    to: Named & { tellOld?: boolean },
    actor: Actor,
  ): Promise<Correction> {
    return withSessionLock(this.db, areas, (tx) => this.onBooking(tx, delegateId, to, actor));
  }

  private async onBooking(
    tx: Tx,
    delegateId: string,
    to: Named & { tellOld?: boolean },
    actor: Actor,
  ): Promise<Correction> {
    const delegate = await getDelegate(tx, delegateId);
    const { locked, context } = await this.begin(tx, delegate.bookingId);
    const before = context.people.find((p) => p.delegateId === delegateId)!;
    const wanted = { name: to.name.trim(), email: to.email.trim() };
    const changed = difference(before, wanted);
    if (!changed.length) return NOTHING;
    const key = personKey(wanted);
    if (key !== delegate.personKey) {
      const present = await peoplePresent(tx, delegate.areaId, context.session.id, [key]);
      if (present.has(key)) throw refusals.alreadyHere(wanted.name);
    }
    const wasBooker = this.mailData.isBooker(context, before);
    const corrections = before.corrections + 1;
    await updateDelegate(tx, delegate, { ...wanted, personKey: key, corrections });
    await this.people.alsoKnownAs(tx, delegate.areaId, before, wanted);
    if (wasBooker) await this.renameBooker(tx, context.booking, wanted);
    await this.record(tx, locked, context, actor, { delegateIds: [delegateId], changed });
    const moved = emailKey(before.email) !== emailKey(wanted.email);
    if (moved) await this.mails.endLink(tx, before);
    if (before.state === 'confirmed')
      await this.tellAnew(tx, locked, context, before, { moved, tellOld: to.tellOld });
    else if (wasBooker) await this.tellBooker(tx, context, moved, locked.now);
    else if (before.state === 'waiting') await this.tellTurn(tx, context, before, moved);
    if (moved) await this.mails.replaced(tx, context, before.email, wanted.email, actor);
    return { changed: true, mails: await this.planned.of(tx, delegate.areaId) };
  }

  /** Corrects who booked, and the person on the booking who is the booker. Throws not-found and session-held. */
  booker(areas: readonly string[], bookingId: string, to: Named, actor: Actor): Promise<Correction> {
    return withSessionLock(this.db, areas, async (tx) => {
      const { locked, context } = await this.begin(tx, bookingId);
      const { booking } = context;
      const own = context.people.find((p) => canCancel(p) && this.mailData.isBooker(context, p));
      if (own) return this.onBooking(tx, own.delegateId, to, actor);
      const wanted = { name: to.name.trim(), email: to.email.trim() };
      const before = { name: booking.bookerName, email: booking.bookerEmail };
      const changed = difference(before, wanted);
      if (!changed.length) return NOTHING;
      await this.people.alsoKnownAs(tx, booking.areaId, before, wanted);
      await this.renameBooker(tx, booking, wanted);
      await this.record(tx, locked, context, actor, { changed });
      const moved = emailKey(before.email) !== emailKey(wanted.email);
      await this.tellBooker(tx, context, moved, locked.now);
      if (moved) await this.mails.replaced(tx, context, before.email, wanted.email, actor);
      return { changed: true, mails: await this.planned.of(tx, booking.areaId) };
    });
  }

  private async begin(
    tx: Tx,
    bookingId: string,
  ): Promise<{ locked: LockedSession; context: BookingMailContext }> {
    const booking = await getBooking(tx, bookingId);
    const locked = await this.waitingList.begin(tx, booking.sessionId);
    if (locked.phase === 'held') throw refusals.held(locked.lastEnd);
    return { locked, context: await this.mailData.read(tx, bookingId) };
  }

  private async tellAnew(
    tx: Tx,
    locked: LockedSession,
    before: BookingMailContext,
    person: BookedPerson,
    { moved, tellOld }: { moved: boolean; tellOld?: boolean | undefined },
  ): Promise<void> {
    const stopped = await this.mails.stopPlace(tx, before, person);
    if (!moved && !stopped) return;
    // Another mailbox is another holder: its entry begins anew, and taking the old one out touches nothing of it.
    await reholdPlace(tx, locked, person.placeId!);
    const context = await this.mailData.read(tx, before.booking.id);
    await this.mails.place(
      tx,
      context,
      context.people.find((p) => p.delegateId === person.delegateId)!,
      locked.now,
    );
    if (moved && tellOld) await this.mails.withdraw(tx, before, person, locked.now);
  }

  private async tellBooker(tx: Tx, before: BookingMailContext, moved: boolean, now: Date): Promise<void> {
    const stopped = await this.mails.stopBooker(tx, before);
    if (moved || stopped) await this.mails.booker(tx, await this.mailData.read(tx, before.booking.id), now);
  }

  private async tellTurn(
    tx: Tx,
    before: BookingMailContext,
    person: BookedPerson,
    moved: boolean,
  ): Promise<void> {
    const stopped = await this.mails.stopTurn(tx, before, person);
    if (!moved && !stopped) return;
    const context = await this.mailData.read(tx, before.booking.id);
    await this.mails.turn(tx, context, context.people.find((p) => p.delegateId === person.delegateId)!);
  }

  /** Whoever had the mailbox before can no longer open the booking: the link goes on with the booker. */
  private async renameBooker(tx: Tx, booking: Booking, { name, email }: Named): Promise<void> {
    const bookerEmailKey = emailKey(email);
    const corrections = booking.corrections + 1;
    await updateBooking(tx, booking, { bookerName: name, bookerEmail: email, bookerEmailKey, corrections });
    if (bookerEmailKey !== booking.bookerEmailKey) await this.mailData.endLink(tx, booking);
  }

  /** The fact says what was put right and by whom, not what it was: nobody's old address is kept for that. */
  private record(
    tx: Tx,
    locked: LockedSession,
    context: BookingMailContext,
    actor: Actor,
    what: { delegateIds?: string[]; changed: string[] },
  ): Promise<void> {
    return this.facts.record(
      tx,
      bookingsFacts.personCorrected.of({
        areaId: context.booking.areaId,
        employerId: context.booking.employerId,
        subject: `session:${locked.session.id}`,
        actor,
        data: {
          session: locked.session.id,
          title: locked.session.title,
          startsAt: locked.firstStart.toISOString(),
          bookingId: context.booking.id,
          people: 1,
          ...what,
        },
      }),
    );
  }
}

const difference = (before: Named, after: Named): string[] =>
  (['name', 'email'] as const).filter((field) => before[field] !== after[field]);
