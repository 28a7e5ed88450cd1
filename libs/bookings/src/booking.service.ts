import { Injectable } from '@nestjs/common';
import { EmployerLookup, Employers, Geography, personKey } from '#employers';
import { type MailCount, NO_MAILS, PlannedCount } from '#messaging';
import {
  type Actor,
  Clock,
  Database,
  emailKey,
  invalid,
  isId,
  isPlausibleEmail,
  notFound,
  reasonProblem,
  type Tx,
} from '#platform';
import type { Booking, BookingCode } from './booking.entity.js';
import {
  type BookedPerson,
  bookedPeople,
  bookersById,
  bookingOfDelegate,
  bookingOfForm,
  delegatesById,
  getBooking,
  insertBooking,
  insertDelegates,
  type PersonInput,
  peoplePresent,
  waitBefore,
} from './booking.repository.js';
import { BookingMailData } from './booking-mail-data.js';
import { BookingMails } from './booking-mails.js';
import { priceChanged, refusals } from './bookings.errors.js';
import { bookingsFacts } from './bookings.facts.js';
import { countSession } from './counting.repository.js';
import { isPersonName } from './person-name.rules.js';
import { confirmPlaces, joinWaiting, type LockedSession, useHeldBack } from './place.repository.js';
import { bookingOver, freeSeats, heldBackNow, largestGroup, serveInOrder, toldState } from './place.rules.js';
import { SeatFacts } from './seat-facts.service.js';
import { withSessionLock } from './seat-lock.js';
import { datesOf } from './session.repository.js';
import { contentHash, isSubmissionKey, MOST_PEOPLE, newReference } from './submission.rules.js';
import { WaitingListService } from './waiting-list.service.js';

export interface BookInput {
  sessionId: string;
  /** 128 bits in base64url, made with the form; the same form sent twice is one booking. */
  submissionKey: string;
  booker: { name: string; email: string; phone?: string | null };
  /** As typed, matched silently, or new as staff have said; or a record staff chose. */
  employer:
    | { name: string; postcode?: string | null; registerNumber?: string | null; isNew?: boolean }
    | { id: string; name: string };
  people: readonly PersonInput[];
  /** When there are not seats for all: wait all together (default), or take what there is. */
  whenShort?: 'together' | 'fewer';
  /** With `fewer`: come only if at least so many can (default 1). */
  atLeast?: number;
  purchaseOrder?: string | null;
  /** The price a person as it was shown; the booking is refused if it has changed since. */
  shownPence?: number;
  /** Staff only: seats ahead of the waiting list or over capacity, never over the room. */
  ahead?: { reason: string };
  /** Staff only: so many of the seats come from those held back. */
  heldBack?: number;
}

export interface BookingAnswer {
  bookingId: string;
  reference: string;
  code: BookingCode;
  /** Secret of the booking's page, /b/<token>. */
  token: string;
  /** True when this form had been sent before and nothing was done now. */
  same: boolean;
  /** What was written about it. */
  mails: MailCount;
}

export interface BookingView extends Booking {
  /** `state` as the booker is told (toldState). */
  people: BookedPerson[];
  /** How many people are on the waiting list before those of this booking. */
  waitBefore: number;
}

/** Booking. Everything about seats happens under the lock of the session. */
@Injectable()
export class Bookings {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly seats: SeatFacts,
    private readonly employers: Employers,
    private readonly lookup: EmployerLookup,
    private readonly geography: Geography,
    private readonly waitingList: WaitingListService,
    private readonly mailData: BookingMailData,
    private readonly mails: BookingMails,
    private readonly planned: PlannedCount,
  ) {}

  /**
   * Books one or several people on a session of the area. A newcomer is the end of the waiting list, served at once
   * if the list is. Throws not-found, `busy`, and the refusals of bookings.errors.ts; nothing is booked then.
   */
  async book(
    areaId: string,
    input: BookInput,
    actor: Actor,
    source: Booking['source'] = 'public',
  ): Promise<BookingAnswer> {
    if (!isId(input.sessionId)) throw notFound();
    checkInput(input);
    if (source === 'public') checkStranger(input);
    return withSessionLock(this.db, [areaId], async (tx) => {
      const locked = await this.waitingList.begin(tx, input.sessionId);
      const sent = await bookingOfForm(tx, areaId, input.submissionKey);
      if (sent) return this.sameAgain(tx, sent, input);
      this.checkOpen(locked, source);
      const { pricePence } = locked.session;
      if (input.shownPence !== undefined && input.shownPence !== pricePence)
        throw priceChanged(input.shownPence, pricePence);
      return this.newBooking(tx, locked, input, actor, source);
    });
  }

  /** Names of people on bookings of one area by id, and of bookers by the id of their booking. */
  async namesById(tx: Tx, areaId: string, ids: readonly string[]): Promise<Map<string, string>> {
    const [people, bookers] = [await delegatesById(tx, areaId, ids), await bookersById(tx, areaId, ids)];
    return new Map([...bookers, ...[...people].map(([id, { name }]): [string, string] => [id, name])]);
  }

  /** A booking with its people and where each of them stands. Throws not-found. */
  async get(tx: Tx, bookingId: string): Promise<BookingView> {
    const booking = await getBooking(tx, bookingId);
    const people = await bookedPeople(tx, booking.areaId, [bookingId]);
    return {
      ...booking,
      people: people.map((p) => ({ ...p, state: toldState(p) })),
      waitBefore: await waitBefore(tx, booking),
    };
  }

  /** The same for one person of it, whose own link was opened: `person` stands as they do, whatever the booker is told. */
  async getPerson(tx: Tx, delegateId: string): Promise<{ booking: BookingView; person: BookedPerson }> {
    const bookingId = await bookingOfDelegate(tx, delegateId);
    const booking = await this.get(tx, bookingId);
    const people = await bookedPeople(tx, booking.areaId, [bookingId]);
    return { booking, person: people.find((p) => p.delegateId === delegateId)! };
  }

  /** The days of a booking, or of one person on it, as a calendar file; throws not-found, also where there is no place. */
  async calendar(tx: Tx, bookingId: string, delegateId?: string): Promise<string> {
    const context = await this.mailData.read(tx, bookingId);
    const file = this.mailData.calendarFile(context, this.clock.now(), delegateId);
    if (!file) throw notFound();
    return file;
  }

  /** The same form again: its first answer. Another form under the same key is refused. */
  private async sameAgain(tx: Tx, sent: Booking, input: BookInput): Promise<BookingAnswer> {
    if (sent.contentHash !== hashOf(input)) throw refusals.sentDifferently(sent.reference);
    const dates = await datesOf(tx, sent.areaId, sent.sessionId);
    const token = await this.mailData.token(tx, sent, dates);
    const mails = NO_MAILS;
    return { bookingId: sent.id, reference: sent.reference, code: sent.answer, token, same: true, mails };
  }

  private checkOpen(locked: LockedSession, source: Booking['source']): void {
    const { session, now, firstStart } = locked;
    if (session.state === 'cancelled') throw refusals.cancelled();
    if (session.state !== 'open') throw refusals.notOpen();
    if (locked.phase === 'held') throw refusals.held(locked.lastEnd);
    if (source !== 'public') return;
    if (bookingOver(session.closesAt, firstStart, now)) throw refusals.closed();
  }

  private async newBooking(
    tx: Tx,
    locked: LockedSession,
    input: BookInput,
    actor: Actor,
    source: Booking['source'],
  ): Promise<BookingAnswer> {
    const { session, now } = locked;
    const areaId = session.areaId;
    const keys = input.people.map(personKey);
    const present = await peoplePresent(tx, areaId, session.id, keys);
    const newcomersWant = keys.filter((key) => !present.has(key)).length;
    // To the public everybody on a form is alike, so that the answer never tells who has a place already.
    const wanted = source === 'public' ? keys.length : newcomersWant;
    const seats = await this.seatsNow(tx, locked, input, wanted);
    const code: BookingCode = !wanted
      ? 'already-booked'
      : seats === wanted
        ? 'confirmed'
        : seats
          ? 'part-waiting'
          : 'waiting';
    const employer = await this.findEmployer(tx, areaId, input.employer, actor, source);
    const row = {
      areaId,
      sessionId: session.id,
      submissionKey: input.submissionKey,
      contentHash: hashOf(input),
      reference: newReference(session.code),
      source,
      bookerName: input.booker.name.trim(),
      bookerEmail: input.booker.email.trim(),
      bookerEmailKey: emailKey(input.booker.email),
      bookerPhone: input.booker.phone?.trim() || null,
      ...employer,
      purchaseOrder: input.purchaseOrder?.trim() || null,
      pricePence: session.pricePence,
      policy: session.policy,
      answer: code,
      createdAt: now,
      corrections: 0,
    } satisfies Omit<Booking, 'id'>;
    const id = await insertBooking(tx, row);
    const booking: Booking = { ...row, id };
    // The first on the form get the seats; of those who have one already, none is taken.
    const seatedKeys = (source === 'public' ? keys : keys.filter((key) => !present.has(key))).slice(0, seats);
    const told = (key: string) => (seats === wanted || seatedKeys.includes(key) ? 'confirmed' : 'waiting');
    const delegateIds = await insertDelegates(
      tx,
      areaId,
      id,
      input.people.map((person, i) => ({ ...person, told: present.has(keys[i]!) ? told(keys[i]!) : null })),
    );
    const seated = delegateIds.filter((_, i) => !present.has(keys[i]!) && seatedKeys.includes(keys[i]!));
    const rest = delegateIds.filter((_, i) => !present.has(keys[i]!) && !seatedKeys.includes(keys[i]!));
    const placeIds = await confirmPlaces(tx, locked, id, seated, source, input.ahead?.reason ?? null);
    await this.seats.record(
      tx,
      locked,
      booking,
      bookingsFacts.placeConfirmed,
      actor,
      seated.map((delegateId, i) => ({ delegateId, placeId: placeIds[i]! })),
      { from: null, to: 'confirmed' },
    );
    const together = input.whenShort !== 'fewer';
    let entryId: string | undefined;
    if (rest.length) {
      const least = together ? rest.length : placeIds.length ? 1 : (input.atLeast ?? 1);
      entryId = await joinWaiting(tx, locked, {
        bookingId: id,
        delegateIds: rest,
        together,
        least,
      });
      const turns = rest.map((delegateId) => ({ delegateId }));
      await this.seats.record(tx, locked, booking, bookingsFacts.waitingJoined, actor, turns, {
        from: null,
        to: 'waiting',
      });
    }
    if (seats < wanted) await this.mails.waitingJoined(tx, id, { entryId, together }, now);
    if (present.size) await this.mails.alreadyBooked(tx, id);
    await this.mails.confirmed(tx, id, placeIds, now);
    const token = await this.mailData.token(tx, booking, await datesOf(tx, areaId, session.id));
    const mails = await this.planned.of(tx, areaId);
    return { bookingId: id, reference: row.reference, code, token, same: false, mails };
  }

  /** How many of the wanted seats this booking gets now. The rest waits, or the booking is refused. */
  private async seatsNow(tx: Tx, locked: LockedSession, input: BookInput, wanted: number): Promise<number> {
    const { session, now } = locked;
    if (!wanted) return 0;
    const kept = heldBackNow(session, now);
    if (input.heldBack && input.heldBack > kept) throw refusals.heldBack(kept);
    // No more than there are people; the rest stays held back.
    const fromKept = Math.min(input.heldBack ?? 0, wanted);
    const { taken, waiting } = await countSession(tx, session.areaId, session.id, now);
    if (input.ahead) {
      if (session.roomLimit !== null && taken + wanted > session.roomLimit)
        throw refusals.roomLimit(session.roomLimit);
      await useHeldBack(tx, locked, fromKept);
      return wanted;
    }
    const least = input.whenShort === 'fewer' ? Math.min(input.atLeast ?? 1, wanted) : wanted;
    const free = freeSeats(session, taken, now) + fromKept;
    const seats = serveInOrder(free, [{ id: 'newcomer', people: wanted, least }])[0]?.seats ?? 0;
    // Seats held back never go to the list, so whoever has to wait must fit without them.
    const most = largestGroup(session, now);
    if (!seats && least > most && most > 0) throw refusals.groupTooBig(most);
    if (session.waitingLimit !== null && seats < wanted && waiting + wanted - seats > session.waitingLimit) {
      if (free < 1) throw refusals.waitingListFull();
      throw refusals.notForAll(free, Math.max(0, session.waitingLimit - waiting));
    }
    // Whoever waits has used none of them.
    await useHeldBack(tx, locked, Math.min(fromKept, seats));
    return seats;
  }

  /**
   * Silently, after sending: nobody learns from the form whom we know. One we do not know becomes an employer only by
   * staff: through their booking now, or when they have checked what a public one says (EmployersToCheck).
   */
  private async findEmployer(
    tx: Tx,
    areaId: string,
    typed: BookInput['employer'],
    actor: Actor,
    source: Booking['source'],
  ) {
    if ('id' in typed) {
      const chosen = await this.employers.get(tx, typed.id);
      return {
        employerId: chosen.id,
        employerMatch: 'chosen' as const,
        employerName: chosen.name,
        employerPostcode: null,
        employerRegisterNumber: null,
      };
    }
    const name = typed.name.trim();
    const read = this.geography.read(typed.postcode ?? '');
    // A postcode we cannot read stays on the booking as typed; it is no reason to refuse a seat.
    const postcode = read.kind === 'valid' ? read.postcode : undefined;
    const registerNumber = typed.registerNumber?.trim() || undefined;
    const matches = typed.isNew
      ? []
      : await this.lookup.matches(tx, areaId, { name, postcode, registerNumber });
    const found = matches.length === 1 ? matches[0]!.id : undefined;
    const made = async () =>
      (await this.employers.create(tx, areaId, { name, postcode, source: 'booking' }, actor)).id;
    // Where several are of that name, somebody has to say which; a further one would help nobody.
    const waits = !found && (source === 'public' || matches.length > 1);
    return {
      employerId: found ?? (waits ? null : await made()),
      employerMatch: found ? ('matched' as const) : waits ? ('waiting' as const) : ('created' as const),
      employerName: name,
      employerPostcode: typed.postcode?.trim() || null,
      employerRegisterNumber: registerNumber ?? null,
    };
  }
}

/** What makes two sendings the same form. */
const hashOf = ({ submissionKey: _, shownPence: __, ...content }: BookInput): string => contentHash(content);

function checkInput(input: BookInput): void {
  if (!isSubmissionKey(input.submissionKey))
    throw invalid('bookings.submission-key', {
      submissionKey: 'The form is incomplete. Open the booking page again',
    });
  if (!input.people.length)
    throw invalid('bookings.nobody', { 'people.0.name': 'Enter at least one person' });
  if (input.people.length > MOST_PEOPLE)
    throw invalid('bookings.too-many', { 'people.0.name': `Book at most ${MOST_PEOPLE} people at once` });
  const problem = input.ahead && reasonProblem(input.ahead.reason);
  if (problem) throw invalid('bookings.reason-needed', { reason: problem });
  const seen = new Set<string>();
  input.people.forEach((person, i) => {
    const key = personKey(person);
    if (seen.has(key)) throw refusals.samePersonTwice(i);
    seen.add(key);
  });
}

/** What anybody may send goes into emails to others: names must be names, and addresses such as can be written to. */
function checkStranger({ booker, people }: BookInput): void {
  const errors: Record<string, string> = {};
  const check = (field: string, who: string, { name, email }: { name: string; email: string }) => {
    if (!isPersonName(name.trim()))
      errors[`${field}.name`] = `${who}: enter a name without links, or signs such as & or /`;
    if (!isPlausibleEmail(email.trim()))
      errors[`${field}.email`] = `${who}: enter an email address, like name@example.org`;
  };
  check('booker', 'Who is booking', booker);
  people.forEach((person, i) => {
    check(`people.${i}`, `Person ${i + 1}`, person);
  });
  if (Object.keys(errors).length) throw invalid('bookings.names', errors);
}
