import { Injectable } from '@nestjs/common';
import { type Actor, Clock, Database, Facts, isId, notFound, type Tx } from '#platform';
import { BookingStore } from './booking.store.js';
import { BookingMails } from './booking-mails.js';
import { refusals } from './bookings.errors.js';
import { bookingsFacts, seatFact } from './bookings.facts.js';
import { countSession } from './counting.store.js';
import { type SeatView, type SessionState, seatView, sessionMoves } from './place.rules.js';
import { type LockedSession, PlaceStore } from './place.store.js';
import type { Policy } from './policy.rules.js';
import { underSeatLock } from './seat-lock.js';
import { Serving } from './serving.service.js';
import { Session } from './session.entity.js';
import { type DateInput, type SessionPerson, SessionStore, type SessionSummary } from './session.store.js';
import type { SessionDate } from './session-date.entity.js';

/** What can be said about the seats of a session when it is made or changed. Seats held back are set when it is made. */
export interface SeatsInput {
  /** null: not set yet. */
  capacity: number | null;
  unlimited?: boolean;
  minimum?: number | null;
  roomLimit?: number | null;
  closesAt?: Date | null;
  waitingLimit?: number | null;
  pricePence: number;
}

export interface SessionInput extends SeatsInput {
  kind: 'course' | 'event';
  /** Id of the course or event. */
  subjectId: string;
  title: string;
  /** Two to six capitals that begin its references, e.g. MHFA. */
  code: string;
  policy: Policy;
  dates: DateInput[];
  /** Seats only staff can book, until a time if one is given. */
  heldBack?: number;
  heldBackUntil?: Date | null;
  commissionedBy?: string | null;
}

/** A session with its days and its seats at this moment; `heldBack` counts no seats that have been released. */
export type SessionView = Session & SeatView & { dates: SessionDate[] };

/** Whatever has seats: made by training and events, which say what it is a session of. */
@Injectable()
export class Sessions {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly facts: Facts,
    private readonly store: SessionStore,
    private readonly places: PlaceStore,
    private readonly bookings: BookingStore,
    private readonly serving: Serving,
    private readonly mails: BookingMails,
  ) {}

  /** A new session, as a draft nobody outside can see; returns its id. Throws invalid without a date. */
  async create(tx: Tx, areaId: string, input: SessionInput): Promise<string> {
    if (!input.dates.length) throw refusals.noDates();
    const { dates, ...session } = input;
    return this.store.insert(
      tx,
      { ...seatColumns(session), ...sessionNames(session), areaId, createdAt: this.clock.now() },
      dates,
    );
  }

  /** One session with its seats counted. Throws not-found. */
  async see(tx: Tx, id: string): Promise<SessionView> {
    if (!isId(id)) throw notFound();
    const session = await this.store.see(tx, id);
    const now = this.clock.now();
    return { ...session, ...seatView(session, await countSession(tx, session.areaId, id, now), now) };
  }

  /** Sessions that touch the time from `from` up to `to`, by first start; open ones unless `states` says otherwise. */
  upcoming(
    tx: Tx,
    areaId: string,
    from: Date,
    to?: Date,
    states: SessionState[] = ['open'],
  ): Promise<SessionSummary[]> {
    return this.store.summaries(tx, areaId, this.clock.now(), { from, to, states });
  }

  /** All sessions of a course or event. */
  ofSubject(tx: Tx, areaId: string, subjectId: string): Promise<SessionSummary[]> {
    return this.store.summaries(tx, areaId, this.clock.now(), { subjectId });
  }

  /** Everybody with a place, now or before, and those who wait; for staff. */
  people(tx: Tx, areaId: string, sessionId: string): Promise<SessionPerson[]> {
    return this.store.people(tx, areaId, sessionId);
  }

  /** Opens a draft for booking. Throws without a capacity (zero and unlimited are capacities) or when not a draft. */
  open(areas: readonly string[], id: string, actor: Actor): Promise<void> {
    return this.act(areas, id, async (tx, locked) => {
      const { session } = locked;
      this.move(session, 'open');
      if (session.capacity === null && !session.unlimited) throw refusals.noCapacity();
      await tx.manager.update(
        Session,
        { areaId: session.areaId, id },
        { state: 'open', openedAt: locked.now },
      );
      await this.record(tx, locked, bookingsFacts.sessionOpened, actor);
    });
  }

  /**
   * Changes seats and price, not those held back; new seats go to the waiting list at once. Nobody loses a place when
   * capacity falls.
   */
  change(areas: readonly string[], id: string, input: SeatsInput, actor: Actor): Promise<void> {
    return this.act(areas, id, async (tx, locked) => {
      const { session } = locked;
      if (session.state === 'cancelled') throw refusals.cancelled();
      const seats = seatColumns(input);
      if (session.state === 'open' && seats.capacity === null && !seats.unlimited)
        throw refusals.noCapacity();
      const changed = changedSeats(session, seats);
      if (!Object.keys(changed).length) return;
      await tx.manager.update(Session, { areaId: session.areaId, id }, seats);
      Object.assign(session, seats);
      await this.record(tx, locked, bookingsFacts.sessionChanged, actor, { changed });
      await this.serving.serve(tx, locked);
    });
  }

  /** Cancels a session: nobody pays, the waiting list ends, everybody is told why. */
  cancel(areas: readonly string[], id: string, reason: string, actor: Actor): Promise<void> {
    return this.act(areas, id, async (tx, locked) => {
      const { session, now } = locked;
      this.move(session, 'cancelled');
      const people = await this.store.people(tx, session.areaId, id);
      const seated = people.filter((p) => p.state === 'confirmed');
      await tx.manager.update(
        Session,
        { areaId: session.areaId, id },
        { state: 'cancelled', cancelledAt: now, cancelledReason: reason },
      );
      await this.places.cancel(
        tx,
        locked,
        seated.map((p) => p.placeId!),
        0,
        reason,
      );
      await this.places.closeWaiting(tx, locked);
      for (const bookingId of new Set(people.map((p) => p.bookingId)))
        await this.tell(tx, locked, bookingId, people, reason, actor);
      await this.record(tx, locked, bookingsFacts.sessionCancelled, actor, {
        people: seated.length,
        reason,
      });
    });
  }

  /** A fact about the session as a whole. */
  private record(
    tx: Tx,
    { session, firstStart }: LockedSession,
    kind: string,
    actor: Actor,
    more: Record<string, unknown> = {},
  ): Promise<void> {
    return this.facts.record(tx, {
      areaId: session.areaId,
      kind,
      subject: `session:${session.id}`,
      actor,
      data: { sessionId: session.id, title: session.title, startsAt: firstStart.toISOString(), ...more },
    });
  }

  private async tell(
    tx: Tx,
    locked: LockedSession,
    bookingId: string,
    people: SessionPerson[],
    reason: string,
    actor: Actor,
  ) {
    const ids = (state: SessionPerson['state']) =>
      people.filter((p) => p.bookingId === bookingId && p.state === state).map((p) => p.delegateId);
    const [seated, waiting] = [ids('confirmed'), ids('waiting')];
    const booking = await this.bookings.byId(tx, bookingId);
    const fact = (kind: string, delegateIds: string[]) =>
      delegateIds.length
        ? [seatFact(locked, booking, kind, actor, { people: delegateIds.length, delegateIds, reason })]
        : [];
    await this.facts.record(
      tx,
      ...fact(bookingsFacts.placeCancelled, seated),
      ...fact(bookingsFacts.waitingClosed, waiting),
    );
    await this.mails.sessionCancelled(tx, bookingId, { seated, waiting }, reason, locked.now);
  }

  private async act(
    areas: readonly string[],
    id: string,
    work: (tx: Tx, locked: LockedSession) => Promise<void>,
  ): Promise<void> {
    if (!isId(id)) throw notFound();
    return underSeatLock(this.db, areas, async (tx) => {
      await work(tx, await this.serving.begin(tx, id));
    });
  }

  private move(session: Session, to: SessionState): void {
    if (!sessionMoves[session.state].includes(to)) throw refusals.badMove(session.state, to);
  }
}

const seatColumns = (input: SeatsInput) => ({
  capacity: input.capacity,
  unlimited: input.unlimited ?? false,
  minimum: input.minimum ?? null,
  roomLimit: input.roomLimit ?? null,
  closesAt: input.closesAt ?? null,
  waitingLimit: input.waitingLimit ?? null,
  pricePence: input.pricePence,
});

/** What is not as it was: column → from, to. */
const changedSeats = (before: Session, after: ReturnType<typeof seatColumns>) =>
  Object.fromEntries(
    (Object.keys(after) as (keyof typeof after)[])
      .filter((key) => before[key]?.valueOf() !== after[key]?.valueOf())
      .map((key) => [key, { from: before[key], to: after[key] }]),
  );

const sessionNames = (input: Omit<SessionInput, 'dates'>) => ({
  kind: input.kind,
  subjectId: input.subjectId,
  title: input.title,
  code: input.code,
  policy: input.policy,
  heldBack: input.heldBack ?? 0,
  heldBackUntil: input.heldBackUntil ?? null,
  commissionedBy: input.commissionedBy ?? null,
});
