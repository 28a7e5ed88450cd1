import { Injectable } from '@nestjs/common';
import { type MailCount, NO_MAILS, PlannedCount } from '#messaging';
import {
  type Actor,
  Clock,
  Database,
  Facts,
  isId,
  type ListPage,
  notFound,
  type PagePlace,
  type Tx,
} from '#platform';
import { getBooking, namedAgain } from './booking.repository.js';
import { refusals } from './bookings.errors.js';
import { bookingsFacts } from './bookings.facts.js';
import { countSession } from './counting.repository.js';
import { EndingMails } from './ending-mails.js';
import { cancelPlaces, closeWaiting, type LockedSession } from './place.repository.js';
import { isOver, type SeatView, type SessionState, seatView, sessionMoves } from './place.rules.js';
import type { Policy } from './policy.rules.js';
import { SeatFacts } from './seat-facts.service.js';
import { withSessionLock } from './seat-lock.js';
import type { Session } from './session.entity.js';
import {
  countPast,
  type DateInput,
  getSession,
  insertSession,
  pastSessions,
  type SessionPerson,
  type SessionSummary,
  sessionPeople,
  sessionSummaries,
  updateSession,
} from './session.repository.js';
import type { SessionDate } from './session-date.entity.js';
import { WaitingListService } from './waiting-list.service.js';

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
  /** What it is a session of, by the permanent name figures go by: `mhfa-two-day`, `forum` … */
  family: string;
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
export type TrainingSessionView = Session & SeatView & { dates: SessionDate[] };

/** What a change of seats came to. */
export interface SeatsChange {
  changed: boolean;
  served: number;
  mails: MailCount;
}

/** Whatever has seats: made by training and events, which say what it is a session of. */
@Injectable()
export class Sessions {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly facts: Facts,
    private readonly seats: SeatFacts,
    private readonly waitingList: WaitingListService,
    private readonly mails: EndingMails,
    private readonly planned: PlannedCount,
  ) {}

  /**
   * A new session; returns its id. As a draft nobody outside can see, or open at once when `openedBy` is named. Throws
   * invalid without a date, and as `open` does; nothing is made then.
   */
  async create(tx: Tx, areaId: string, input: SessionInput, openedBy?: Actor): Promise<string> {
    if (!input.dates.length) throw refusals.noDates();
    const { dates, ...rest } = input;
    const now = this.clock.now();
    const session = { ...seatColumns(rest), ...sessionNames(rest), areaId, createdAt: now };
    const firstStart = new Date(Math.min(...dates.map((d) => d.startsAt.getTime())));
    if (openedBy) this.checkOpening(session, firstStart, now);
    const id = await insertSession(tx, session, dates, openedBy ? now : null);
    if (openedBy)
      await this.facts.record(
        tx,
        bookingsFacts.sessionOpened.of(about({ ...session, id }, firstStart, openedBy)),
      );
    return id;
  }

  /** One session with its seats counted. Throws not-found. */
  async get(tx: Tx, id: string): Promise<TrainingSessionView> {
    if (!isId(id)) throw notFound();
    const session = await getSession(tx, id);
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
    return sessionSummaries(tx, areaId, this.clock.now(), { from, to, states });
  }

  /** One page of an area's sessions whose days are over, the latest first, and how many there are. */
  async past(
    tx: Tx,
    areaId: string,
    place: PagePlace,
    limit = 50,
  ): Promise<ListPage<SessionSummary> & { counted: { before: number; total: number } }> {
    const now = this.clock.now();
    const page = await pastSessions(tx, areaId, now, place, limit);
    return { ...page, counted: await countPast(tx, areaId, now, page.previous) };
  }

  /** All sessions of a course or event. */
  ofSubject(tx: Tx, areaId: string, subjectId: string): Promise<SessionSummary[]> {
    return sessionSummaries(tx, areaId, this.clock.now(), { subjectId });
  }

  /** Everybody with a place, now or before, and those who wait; for staff. */
  people(tx: Tx, areaId: string, sessionId: string): Promise<SessionPerson[]> {
    return sessionPeople(tx, areaId, sessionId);
  }

  /**
   * Opens a draft for booking. Throws without a capacity (zero and unlimited are capacities), once it has begun, or when
   * it is not a draft.
   */
  open(areas: readonly string[], id: string, actor: Actor): Promise<void> {
    return this.act(areas, id, async (tx, locked) => {
      const { session } = locked;
      this.move(session, 'open');
      this.checkOpening(session, locked.firstStart, locked.now);
      await updateSession(tx, session, { state: 'open', openedAt: locked.now });
      await this.facts.record(tx, bookingsFacts.sessionOpened.of(about(session, locked.firstStart, actor)));
    });
  }

  /**
   * Changes seats and price, not those held back; new seats go to the waiting list at once. Nobody loses a place when
   * capacity falls. Returns how many people of the list got a place, and what was written to them.
   */
  change(areas: readonly string[], id: string, input: SeatsInput, actor: Actor): Promise<SeatsChange> {
    return this.act(areas, id, async (tx, locked) => {
      const { session } = locked;
      if (session.state === 'cancelled') throw refusals.cancelled();
      if (locked.phase === 'held') throw refusals.held(locked.lastEnd);
      const seats = seatColumns(input);
      if (session.state === 'open' && seats.capacity === null && !seats.unlimited)
        throw refusals.noCapacity();
      const changed = changedSeats(session, seats);
      if (!Object.keys(changed).length) return { changed: false, served: 0, mails: NO_MAILS };
      await updateSession(tx, session, seats);
      Object.assign(session, seats);
      await this.facts.record(
        tx,
        bookingsFacts.sessionChanged.of(about(session, locked.firstStart, actor, { changed })),
      );
      const served = await this.waitingList.serve(tx, locked);
      return { changed: true, served, mails: await this.planned.of(tx, session.areaId) };
    });
  }

  /**
   * Cancels a session: nobody pays, the waiting list ends, everybody is told why; returns what was written. Once people have come to it, it can no
   * longer be called off; a draft, to which nobody came, can be put away at any time.
   */
  cancel(areas: readonly string[], id: string, reason: string, actor: Actor): Promise<MailCount> {
    return this.act(areas, id, async (tx, locked) => {
      const { session, now } = locked;
      this.move(session, 'cancelled');
      if (session.state === 'open' && locked.phase === 'held') throw refusals.held(locked.lastEnd);
      if (session.state === 'open' && locked.phase === 'running') throw refusals.begun();
      const people = await sessionPeople(tx, session.areaId, id);
      const seated = people.filter((p) => p.state === 'confirmed');
      await updateSession(tx, session, { state: 'cancelled', cancelledAt: now, cancelledReason: reason });
      await cancelPlaces(
        tx,
        locked,
        seated.map((p) => p.placeId!),
        0,
        reason,
      );
      await closeWaiting(tx, locked);
      const again = await namedAgain(tx, session, 'any');
      for (const bookingId of new Set([...people, ...again].map((p) => p.bookingId)))
        await this.tell(tx, locked, bookingId, people, reason, actor);
      await this.facts.record(
        tx,
        bookingsFacts.sessionCancelled.of(
          about(session, locked.firstStart, actor, { people: seated.length, reason }),
        ),
      );
      return this.planned.of(tx, session.areaId);
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
    const of = (state: SessionPerson['state']) =>
      people
        .filter((p) => p.bookingId === bookingId && p.state === state)
        .map(({ delegateId, placeId }) => ({ delegateId, ...(placeId && { placeId }) }));
    const [placed, turns] = [of('confirmed'), of('waiting')];
    const booking = await getBooking(tx, bookingId);
    const { placeCancelled, waitingClosed } = bookingsFacts;
    await this.seats.record(tx, locked, booking, placeCancelled, actor, placed, {
      from: 'confirmed',
      to: 'cancelled',
      reason,
    });
    await this.seats.record(tx, locked, booking, waitingClosed, actor, turns, {
      from: 'waiting',
      to: 'closed',
      reason,
    });
    const [seated, waiting] = [placed, turns].map((some) => some.map(({ delegateId }) => delegateId));
    await this.mails.sessionCancelled(
      tx,
      bookingId,
      { seated: seated!, waiting: waiting! },
      reason,
      locked.now,
    );
  }

  private async act<T>(
    areas: readonly string[],
    id: string,
    work: (tx: Tx, locked: LockedSession) => Promise<T>,
  ): Promise<T> {
    if (!isId(id)) throw notFound();
    return withSessionLock(this.db, areas, async (tx) => work(tx, await this.waitingList.begin(tx, id)));
  }

  private checkOpening(session: Pick<Session, 'capacity' | 'unlimited'>, firstStart: Date, now: Date): void {
    if (session.capacity === null && !session.unlimited) throw refusals.noCapacity();
    if (isOver(firstStart, now)) throw refusals.opensTooLate(firstStart);
  }

  private move(session: Session, to: SessionState): void {
    if (!sessionMoves[session.state].includes(to)) throw refusals.badMove(session.state, to);
  }
}

/** A fact about the session as a whole. */
const about = <More extends object>(
  session: Pick<Session, 'id' | 'areaId' | 'title'>,
  firstStart: Date,
  actor: Actor,
  more = {} as More,
) => ({
  areaId: session.areaId,
  subject: `session:${session.id}`,
  actor,
  data: { session: session.id, title: session.title, startsAt: firstStart.toISOString(), ...more },
});

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
  family: input.family,
  subjectId: input.subjectId,
  title: input.title,
  code: input.code,
  policy: input.policy,
  heldBack: input.heldBack ?? 0,
  heldBackUntil: input.heldBackUntil ?? null,
  commissionedBy: input.commissionedBy ?? null,
});
