import { In, IsNull } from 'typeorm';
import { newId, notFound, type Tx } from '#platform';
import { countSession, minute } from './counting.repository.js';
import { Delegate } from './delegate.entity.js';
import { Place, type PlaceSource } from './place.entity.js';
import {
  entryMoves,
  freeSeats,
  heldBackNow,
  placeMoves,
  type SessionPhase,
  serveInOrder,
  sessionPhase,
  statesBefore,
  timedStates,
  type Waiting,
} from './place.rules.js';
import type { SeatLock } from './seat-lock.js';
import { Session } from './session.entity.js';
import { updateSession } from './session.repository.js';
import { WaitingEntry } from './waiting-entry.entity.js';

/** When a session without a day begins. */
const NEVER = new Date(8.64e15);

/** A session whose seats nobody else can touch until the transaction ends. */
export interface LockedSession {
  session: Session;
  /** Read after the lock: seats go by this. */
  now: Date;
  firstStart: Date;
  /** End of its last day. */
  lastEnd: Date;
  phase: SessionPhase;
}

/** People of one entry who have just got seats. */
export interface Served {
  bookingId: string;
  delegateIds: string[];
  placeIds: string[];
}

/** Locks the session, then reads the clock, then the row. Throws not-found for a session outside the areas. */
export async function lockSession(
  tx: Tx,
  lock: SeatLock,
  sessionId: string,
  clock: () => Date,
): Promise<LockedSession> {
  if (!(await lock.take(tx, sessionId))) throw notFound();
  const now = clock();
  const session = await tx.repository(Session).findOneByOrFail({ id: sessionId });
  const span = await tx.one<{ first: Date | null; last: Date | null }>(
    `SELECT min(starts_at) AS first, max(ends_at) AS last FROM session_date WHERE area_id = $1 AND session_id = $2`,
    [session.areaId, sessionId],
  );
  const [firstStart, lastEnd] = [span?.first ?? NEVER, span?.last ?? NEVER];
  return { session, now, firstStart, lastEnd, phase: sessionPhase({ firstStart, lastEnd }, now) };
}

/** Seats nobody has, by the one rule (place.rules.ts): Infinity when unlimited, negative when over capacity. */
async function freeNow(tx: Tx, { session, now }: LockedSession): Promise<number> {
  return freeSeats(session, (await countSession(tx, session.areaId, session.id, now)).taken, now);
}

/** Lapses what ran out and releases held-back seats. Called first by every act, so that no sweep decides who gets a seat. */
export async function settlePlaces(tx: Tx, { session, now }: LockedSession): Promise<void> {
  await tx.execute(
    `UPDATE place SET state = 'lapsed', state_since = $4
      WHERE area_id = $1 AND session_id = $2 AND state = ANY ($3) AND until < $5`,
    [session.areaId, session.id, [...timedStates], now, minute(now)],
  );
  if (session.heldBack > heldBackNow(session, now)) await useHeldBack(tx, { session }, session.heldBack);
}

/**
 * Gives free seats to the waiting list in its order and confirms them at once; nothing when the session is not open
 * or has begun. Returns who got seats.
 */
export async function serveWaiting(tx: Tx, locked: LockedSession): Promise<Served[]> {
  const { session, now } = locked;
  if (session.state !== 'open' || locked.phase !== 'ahead') return [];
  const queue = await queueOf(tx, session);
  if (!queue.length) return [];
  const given = serveInOrder(await freeNow(tx, locked), queue);
  const served: Served[] = [];
  for (const { id, seats } of given) {
    const entry = queue.find((e) => e.id === id)!;
    const delegates = await tx.repository(Delegate).find({
      select: { id: true },
      where: { areaId: session.areaId, waitingEntryId: id, leftAt: IsNull() },
      order: { number: 'ASC' },
      take: seats,
    });
    const delegateIds = delegates.map((d) => d.id);
    const placeIds = await confirmPlaces(tx, locked, entry.bookingId, delegateIds, 'waiting-list');
    const { areaId } = session;
    await tx.repository(Delegate).update({ areaId, id: In(delegateIds) }, { waitingEntryId: null });
    await tx.repository(WaitingEntry).update(
      { areaId, id },
      // The rest of a group goes on waiting in its turn, and now takes seats one by one.
      seats === entry.people ? { state: 'taken', stateSince: now } : { least: 1 },
    );
    served.push({ bookingId: entry.bookingId, delegateIds, placeIds });
  }
  return served;
}

/** Those who wait, in their turn. */
function queueOf(tx: Tx, session: Session): Promise<(Waiting & { bookingId: string })[]> {
  return tx.query(
    `SELECT e.id, e.booking_id AS "bookingId", count(d.id)::int AS people,
            (CASE WHEN e.together THEN count(d.id) ELSE least(e.least, count(d.id)) END)::int AS least
       FROM waiting_entry e
       JOIN delegate d ON d.area_id = e.area_id AND d.waiting_entry_id = e.id AND d.left_at IS NULL
      WHERE e.area_id = $1 AND e.session_id = $2 AND e.state = 'waiting'
      GROUP BY e.id, e.booking_id, e.together, e.least, e.queue_number
      ORDER BY e.queue_number`,
    [session.areaId, session.id],
  );
}

/** Confirmed places for these delegates, in their order. The caller has made sure of the seats. */
export async function confirmPlaces(
  tx: Tx,
  { session, now }: LockedSession,
  bookingId: string,
  delegateIds: string[],
  source: PlaceSource,
  reason: string | null = null,
): Promise<string[]> {
  const places = delegateIds.map((delegateId) => ({
    id: newId(),
    areaId: session.areaId,
    sessionId: session.id,
    bookingId,
    delegateId,
    state: 'confirmed' as const,
    stateSince: now,
    source,
    reason,
    createdAt: now,
  }));
  if (places.length) await tx.repository(Place).insert(places);
  return places.map((place) => place.id);
}

/** Puts people at the end of the list; the queue number is given under the lock. */
export async function joinWaiting(
  tx: Tx,
  { session, now }: LockedSession,
  entry: { bookingId: string; delegateIds: string[]; together: boolean; least: number },
): Promise<string> {
  const { areaId } = session;
  const { delegateIds, ...rest } = entry;
  const id = newId();
  const queueNumber = session.nextQueueNumber++;
  await updateSession(tx, session, { nextQueueNumber: session.nextQueueNumber });
  await tx.repository(WaitingEntry).insert({
    ...rest,
    id,
    areaId,
    sessionId: session.id,
    queueNumber,
    state: 'waiting',
    stateSince: now,
    createdAt: now,
  });
  await tx.repository(Delegate).update({ areaId, id: In(delegateIds) }, { waitingEntryId: id });
  return id;
}

/** Gives up confirmed places. */
export async function cancelPlaces(
  tx: Tx,
  { session, now }: LockedSession,
  placeIds: readonly string[],
  feePence: number,
  reason: string | null,
): Promise<void> {
  await tx.execute(
    `UPDATE place SET state = 'cancelled', state_since = $3, fee_pence = $4, reason = coalesce($5, reason),
            calendar_sequence = calendar_sequence + 1
      WHERE area_id = $1 AND id = ANY ($2) AND state = ANY ($6)`,
    [session.areaId, placeIds, now, feePence, reason, statesBefore(placeMoves, 'cancelled')],
  );
}

/** A place whose holder has another mailbox now: what goes into its calendar begins anew. */
export async function reholdPlace(tx: Tx, { session }: LockedSession, placeId: string): Promise<void> {
  await tx.execute(
    `UPDATE place SET holder = holder + 1, calendar_sequence = 0 WHERE area_id = $1 AND id = $2`,
    [session.areaId, placeId],
  );
}

/** Takes people off the waiting list; an entry with nobody left has ended. */
export async function leaveWaiting(
  tx: Tx,
  { session, now }: LockedSession,
  delegateIds: readonly string[],
): Promise<void> {
  if (!delegateIds.length) return;
  await tx.repository(Delegate).update({ areaId: session.areaId, id: In([...delegateIds]) }, { leftAt: now });
  await tx.execute(
    `UPDATE waiting_entry e SET state = 'left', state_since = $3
      WHERE e.area_id = $1 AND e.session_id = $2 AND e.state = ANY ($4)
        AND NOT EXISTS (SELECT 1 FROM delegate d WHERE d.area_id = e.area_id AND d.waiting_entry_id = e.id AND d.left_at IS NULL)`,
    [session.areaId, session.id, now, statesBefore(entryMoves, 'left')],
  );
}

/** Ends the waiting list of a session that will not take place. */
export async function closeWaiting(tx: Tx, { session, now }: LockedSession): Promise<void> {
  await tx
    .repository(WaitingEntry)
    .update(
      { areaId: session.areaId, sessionId: session.id, state: In(statesBefore(entryMoves, 'closed')) },
      { state: 'closed', stateSince: now },
    );
}

/** Staff use seats that were held back; the caller has checked that there are so many. */
export async function useHeldBack(
  tx: Tx,
  { session }: Pick<LockedSession, 'session'>,
  seats: number,
): Promise<void> {
  if (!seats) return;
  session.heldBack -= seats;
  await updateSession(tx, session, { heldBack: session.heldBack });
}
