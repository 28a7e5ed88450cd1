import { Injectable } from '@nestjs/common';
import { personKey } from '#employers';
import { type MailCount, NO_MAILS, PlannedCount } from '#messaging';
import { type Actor, Database } from '#platform';
import { type BookedPerson, bookedPeople, getBooking, sayFee } from './booking.repository.js';
import { refusals } from './bookings.errors.js';
import { bookingsFacts } from './bookings.facts.js';
import { EndingMails } from './ending-mails.js';
import { NamedAgain } from './named-again.service.js';
import { cancelPlaces, leaveWaiting } from './place.repository.js';
import { canCancel, toldState } from './place.rules.js';
import { cancelTerms } from './policy.rules.js';
import { SeatFacts } from './seat-facts.service.js';
import { withSessionLock } from './seat-lock.js';
import { WaitingListService } from './waiting-list.service.js';

export interface CancelAnswer {
  cancelled: number;
  left: number;
  feePence: number;
  /** What was written about it, to those who move up from the waiting list too. */
  mails: MailCount;
}

const turn = ({ delegateId }: BookedPerson) => ({ delegateId });

/** Giving up seats and turns on the waiting list. */
@Injectable()
export class Cancelling {
  constructor(
    private readonly db: Database,
    private readonly seats: SeatFacts,
    private readonly waitingList: WaitingListService,
    private readonly mails: EndingMails,
    private readonly again: NamedAgain,
    private readonly planned: PlannedCount,
  ) {}

  /**
   * Gives up places and turns on the waiting list; freed seats go to the list at once. People who have neither are
   * passed over, so that doing it twice does nothing more. Throws not-found, `busy`, too-late, session-held.
   */
  cancel(
    areas: readonly string[],
    wanted: {
      bookingId: string;
      delegateIds: readonly string[] | 'all';
      reason?: string;
      /** The person who gives up their own place, by their own link: then the booker is told of it. */
      person?: string;
    },
    actor: Actor,
    by: 'public' | 'staff' = 'public',
  ): Promise<CancelAnswer> {
    return withSessionLock(this.db, areas, async (tx) => {
      const booking = await getBooking(tx, wanted.bookingId);
      const locked = await this.waitingList.begin(tx, booking.sessionId);
      const people = (await bookedPeople(tx, booking.areaId, [booking.id])).filter(
        (p) =>
          canCancel({ state: toldState(p) }) &&
          (wanted.delegateIds === 'all' || wanted.delegateIds.includes(p.delegateId)),
      );
      if (!people.length) return { cancelled: 0, left: 0, feePence: 0, mails: NO_MAILS };
      if (locked.phase === 'held') throw refusals.held(locked.lastEnd);
      const terms = (p?: BookedPerson) => cancelTerms(booking, locked.firstStart, locked.now, p?.givenAt);
      if (by === 'public' && !terms().open && !people.every((p) => terms(p).open)) throw refusals.tooLate();
      const seated = people.filter((p) => p.state === 'confirmed');
      const waiting = people.filter((p) => p.state === 'waiting');
      // Named again on this booking: it only ends here, what they have through another one is theirs.
      const named = people.filter((p) => p.told);
      for (const fee of new Set(seated.map((p) => terms(p).feePence)))
        await cancelPlaces(
          tx,
          locked,
          seated.filter((p) => terms(p).feePence === fee).map((p) => p.placeId!),
          fee,
          wanted.reason ?? null,
        );
      await leaveWaiting(
        tx,
        locked,
        [...waiting, ...named].map((p) => p.delegateId),
      );
      const toldPlaced = named.filter((p) => p.told === 'confirmed').map((p) => p.delegateId);
      if (toldPlaced.length) await sayFee(tx, booking.areaId, toldPlaced, terms().feePence);
      const sum = (group: BookedPerson[]) => group.reduce((pence, p) => pence + terms(p).feePence, 0);
      const keys = (group: BookedPerson[]) => group.map(personKey);
      const { reason } = wanted;
      const seats = seated.map((p) => ({
        delegateId: p.delegateId,
        placeId: p.placeId!,
        feePence: terms(p).feePence,
      }));
      const { placeCancelled, waitingLeft } = bookingsFacts;
      await this.seats.record(tx, locked, booking, placeCancelled, actor, seats, {
        from: 'confirmed',
        to: 'cancelled',
        reason,
      });
      await this.seats.record(tx, locked, booking, waitingLeft, actor, waiting.map(turn), {
        from: 'waiting',
        to: 'left',
        reason,
      });
      await this.mails.cancelled(
        tx,
        booking.id,
        people.map((p) => p.delegateId),
        locked.now,
        {
          reason: wanted.reason,
          by: wanted.person,
          feePence: new Map(
            people.map((p) => [p.delegateId, toldState(p) === 'confirmed' ? terms(p).feePence : 0]),
          ),
        },
      );
      // What somebody gives up themselves, or staff for them, no other booking gives back.
      const self = personKey({ name: booking.bookerName, email: booking.bookerEmail });
      const goesOn = (key: string) => by === 'public' && !wanted.person && key !== self;
      await this.again.end(
        tx,
        locked,
        keys([...seated, ...waiting]).filter((key) => !goesOn(key)),
      );
      await this.again.goOn(
        tx,
        locked,
        { seated: keys(seated).filter(goesOn), waiting: keys(waiting).filter(goesOn) },
        actor,
      );
      await this.waitingList.serve(tx, locked);
      const gone = people.filter((p) => toldState(p) === 'confirmed');
      return {
        cancelled: gone.length,
        left: people.length - gone.length,
        feePence: sum(gone),
        mails: await this.planned.of(tx, booking.areaId),
      };
    });
  }
}
