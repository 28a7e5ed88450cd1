import { In } from 'typeorm';
import { personKey } from '#employers';
import { isId, newId, notFound, type Tx } from '#platform';
import { Booking } from './booking.entity.js';
import { Delegate } from './delegate.entity.js';
import { liveStates, type PersonState } from './place.rules.js';

/** A person of a booking and where they stand. */
export interface BookedPerson {
  delegateId: string;
  number: number;
  name: string;
  email: string;
  jobRole: string | null;
  /** How often their name or address was put right. */
  corrections: number;
  placeId: string | null;
  holder: number;
  calendarSequence: number;
  /** `already-booked`: named on this booking, but had a seat through another one. */
  state: PersonState;
  /** What giving it up cost; of somebody named again, what the booker is told. */
  feePence: number | null;
  entryId: string | null;
  /** When the place was given from the waiting list, if it was. */
  givenAt: Date | null;
  /** Of somebody who had a place or a turn before this booking: what its booker is told (place.rules.ts, toldState). */
  told: 'confirmed' | 'waiting' | null;
  /** Reference of the booking by the same booker through which they have it. */
  ownReference: string | null;
}

export interface PersonInput {
  name: string;
  email: string;
  jobRole?: string | null;
}

/** The booking that was sent under this key in this area. */
export async function bookingOfForm(
  tx: Tx,
  areaId: string,
  submissionKey: string,
): Promise<Booking | undefined> {
  return (await tx.repository(Booking).findOneBy({ areaId, submissionKey })) ?? undefined;
}

export async function getBooking(tx: Tx, id: string): Promise<Booking> {
  const booking = isId(id) ? await tx.repository(Booking).findOneBy({ id }) : null;
  if (!booking) throw notFound();
  return booking;
}

export async function insertBooking(tx: Tx, booking: Omit<Booking, 'id'>): Promise<string> {
  const id = newId();
  await tx.repository(Booking).insert({ ...booking, id });
  return id;
}

/** Sets some columns of a booking. */
export async function updateBooking(
  tx: Tx,
  booking: Pick<Booking, 'id' | 'areaId'>,
  change: Partial<Booking>,
): Promise<void> {
  await tx.repository(Booking).update({ areaId: booking.areaId, id: booking.id }, change);
}

/** Somebody named on a booking. Throws not-found. */
export async function getDelegate(tx: Tx, id: string): Promise<Delegate> {
  const delegate = isId(id) ? await tx.repository(Delegate).findOneBy({ id }) : null;
  if (!delegate) throw notFound();
  return delegate;
}

/** Who these people on bookings are, by id. */
export async function delegatesById(
  tx: Tx,
  areaId: string,
  ids: readonly string[],
): Promise<Map<string, { name: string; email: string }>> {
  const rows = await tx.repository(Delegate).find({
    select: { id: true, name: true, email: true },
    where: { areaId, id: In([...ids]) },
  });
  return new Map(rows.map(({ id, name, email }) => [id, { name, email }]));
}

/** Who booked, by the id of the booking. */
export async function bookersById(
  tx: Tx,
  areaId: string,
  ids: readonly string[],
): Promise<Map<string, string>> {
  const rows = await tx.repository(Booking).find({
    select: { id: true, bookerName: true },
    where: { areaId, id: In([...ids]) },
  });
  return new Map(rows.map(({ id, bookerName }) => [id, bookerName]));
}

/** Sets some columns of somebody named on a booking. */
export async function updateDelegate(
  tx: Tx,
  delegate: Pick<Delegate, 'id' | 'areaId'>,
  change: Partial<Delegate>,
): Promise<void> {
  await tx.repository(Delegate).update({ areaId: delegate.areaId, id: delegate.id }, change);
}

/** The people of a new booking, in the order of the form; returns their ids. */
export async function insertDelegates(
  tx: Tx,
  areaId: string,
  bookingId: string,
  people: readonly (PersonInput & { told?: BookedPerson['told'] })[],
): Promise<string[]> {
  const rows = people.map((person, i) => ({
    id: newId(),
    areaId,
    bookingId,
    number: i + 1,
    name: person.name.trim(),
    email: person.email.trim(),
    personKey: personKey(person),
    jobRole: person.jobRole?.trim() || null,
    told: person.told ?? null,
  }));
  await tx.repository(Delegate).insert(rows);
  return rows.map((r) => r.id);
}

/** Which of these people (person keys) have a seat in this session or wait for one. */
export async function peoplePresent(
  tx: Tx,
  areaId: string,
  sessionId: string,
  keys: string[],
): Promise<Set<string>> {
  const rows = await tx.query<{ key: string }>(
    `SELECT d.person_key AS key FROM place p JOIN delegate d ON d.area_id = p.area_id AND d.id = p.delegate_id
      WHERE p.area_id = $1 AND p.session_id = $2 AND p.state = ANY ($4) AND d.person_key = ANY ($3)
     UNION
     SELECT d.person_key FROM waiting_entry e JOIN delegate d ON d.area_id = e.area_id AND d.waiting_entry_id = e.id
      WHERE e.area_id = $1 AND e.session_id = $2 AND e.state IN ('waiting', 'offered') AND d.left_at IS NULL
        AND d.person_key = ANY ($3)`,
    [areaId, sessionId, keys, [...liveStates, 'attended', 'part', 'no_show']],
  );
  return new Set(rows.map((r) => r.key));
}

/** Where these people (person keys), or any, are named although they had a place or a turn already; oldest booking first. */
export async function namedAgain(
  tx: Tx,
  session: { id: string; areaId: string },
  keys: readonly string[] | 'any',
): Promise<{ id: string; bookingId: string; personKey: string }[]> {
  if (!keys.length) return [];
  return tx.query(
    `SELECT d.id, d.booking_id AS "bookingId", d.person_key AS "personKey"
       FROM booking b JOIN delegate d ON d.area_id = b.area_id AND d.booking_id = b.id
      WHERE b.area_id = $1 AND b.session_id = $2 AND ($3::text[] IS NULL OR d.person_key = ANY ($3))
        AND d.told IS NOT NULL AND d.left_at IS NULL
      ORDER BY b.created_at, b.id, d.number`,
    [session.areaId, session.id, keys === 'any' ? null : [...keys]],
  );
}

/** What the booker of somebody named again was told that cancelling costs; it is not charged, the place is theirs. */
export async function sayFee(
  tx: Tx,
  areaId: string,
  delegateIds: readonly string[],
  feePence: number,
): Promise<void> {
  await tx.repository(Delegate).update({ areaId, id: In([...delegateIds]) }, { toldFeePence: feePence });
}

/** Somebody named again has a place or a turn of their own on this booking now. */
export async function unsay(tx: Tx, areaId: string, delegateId: string): Promise<void> {
  await tx.repository(Delegate).update({ areaId, id: delegateId }, { told: null });
}

/** Who got places stands so on every booking that names them and was told that they wait. */
export async function tellPlaced(
  tx: Tx,
  session: { id: string; areaId: string },
  delegateIds: readonly string[],
): Promise<void> {
  await tx.execute(
    `UPDATE delegate d SET told = 'confirmed'
       FROM booking b, delegate placed
      WHERE b.area_id = $1 AND b.session_id = $2 AND d.area_id = b.area_id AND d.booking_id = b.id
        AND placed.area_id = $1 AND placed.id = ANY ($3) AND d.person_key = placed.person_key
        AND d.told = 'waiting' AND d.left_at IS NULL`,
    [session.areaId, session.id, [...delegateIds]],
  );
}

/** How many people are on the waiting list before those of this booking, in the order in which they are served. */
export async function waitBefore(
  tx: Tx,
  booking: Pick<Booking, 'id' | 'areaId' | 'sessionId'>,
): Promise<number> {
  const row = await tx.one<{ n: number }>(
    `WITH own AS (SELECT min(queue_number) AS turn FROM waiting_entry
                   WHERE area_id = $1 AND booking_id = $3 AND state IN ('waiting', 'offered'))
     SELECT count(*)::int AS n FROM own, waiting_entry e
       JOIN delegate d ON d.area_id = e.area_id AND d.waiting_entry_id = e.id AND d.left_at IS NULL
      WHERE e.area_id = $1 AND e.session_id = $2 AND e.state IN ('waiting', 'offered')
        -- Whose people all have a turn already waits in none of its own: then those who asked before.
        AND CASE WHEN own.turn IS NULL THEN e.booking_id < $3 ELSE e.queue_number < own.turn END`,
    [booking.areaId, booking.sessionId, booking.id],
  );
  return row!.n;
}

/** The booking on which somebody is named. Throws not-found. */
export async function bookingOfDelegate(tx: Tx, delegateId: string): Promise<string> {
  return (await getDelegate(tx, delegateId)).bookingId;
}

/** Everybody named on these bookings, by booking and number, with their latest place. */
export async function bookedPeople(
  tx: Tx,
  areaId: string,
  bookingIds: readonly string[],
): Promise<(BookedPerson & { bookingId: string })[]> {
  return tx.query(
    `SELECT d.booking_id AS "bookingId", d.id AS "delegateId", d.number, d.name, d.email, d.job_role AS "jobRole", d.corrections,
            p.id AS "placeId", coalesce(p.holder, 1) AS holder, coalesce(p.calendar_sequence, 0) AS "calendarSequence",
            coalesce(p.fee_pence, d.told_fee_pence) AS "feePence", CASE WHEN p.id IS NULL THEN d.waiting_entry_id END AS "entryId",
            CASE WHEN p.id IS NOT NULL THEN p.state
                 WHEN d.left_at IS NOT NULL THEN 'left'
                 WHEN e.state IN ('waiting', 'offered') THEN 'waiting'
                 WHEN e.id IS NOT NULL THEN 'closed'
                 ELSE 'already-booked' END AS state,
            CASE WHEN p.source = 'waiting-list' THEN p.created_at END AS "givenAt", d.told,
            CASE WHEN d.told IS NOT NULL THEN (
              SELECT o.reference FROM booking b
                JOIN booking o ON o.area_id = b.area_id AND o.session_id = b.session_id AND o.id <> b.id
                 AND o.booker_email_key = b.booker_email_key
                JOIN delegate od ON od.area_id = o.area_id AND od.booking_id = o.id
                 AND od.person_key = d.person_key AND od.told IS NULL AND od.left_at IS NULL
                 AND (od.waiting_entry_id IS NOT NULL OR EXISTS (
                   SELECT FROM place op WHERE op.area_id = od.area_id AND op.delegate_id = od.id
                      AND op.state <> ALL (ARRAY['cancelled', 'moved', 'lapsed'])))
               WHERE b.area_id = d.area_id AND b.id = d.booking_id
               ORDER BY o.created_at LIMIT 1) END AS "ownReference"
       FROM delegate d
       LEFT JOIN LATERAL (SELECT * FROM place WHERE place.area_id = d.area_id AND place.delegate_id = d.id
                           ORDER BY place.created_at DESC, place.id DESC LIMIT 1) p ON true
       LEFT JOIN waiting_entry e ON e.area_id = d.area_id AND e.id = d.waiting_entry_id
      WHERE d.area_id = $1 AND d.booking_id = ANY ($2)
      ORDER BY d.booking_id, d.number`,
    [areaId, [...bookingIds]],
  );
}
