import { Injectable } from '@nestjs/common';
import { newId, notFound, type Tx } from '#platform';
import { countSession, minute } from './counting.repository.js';
import type { PlaceSource } from './place.entity.js';
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
import { SeatLock } from './seat-lock.js';
import { Session } from './session.entity.js';

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

/** Every change of seats. All of it works on a LockedSession, so that nobody counts without the lock. */
@Injectable()
export class PlaceStore {
  constructor(private readonly lock: SeatLock) {}

  /** Locks the session, then reads the clock, then the row. Throws not-found for a session outside the areas. */
  async lockSession(tx: Tx, sessionId: string, clock: () => Date): Promise<LockedSession> {
    if (!(await this.lock.take(tx, sessionId))) throw notFound();
    const now = clock();
    const session = await tx.manager.findOneByOrFail(Session, { id: sessionId });
    const span = await tx.one<{ first: Date | null; last: Date | null }>(
      `SELECT min(starts_at) AS first, max(ends_at) AS last FROM session_date WHERE area_id = $1 AND session_id = $2`,
      [session.areaId, sessionId],
    );
    const [firstStart, lastEnd] = [span?.first ?? NEVER, span?.last ?? NEVER];
    return { session, now, firstStart, lastEnd, phase: sessionPhase({ firstStart, lastEnd }, now) };
  }

  /** Seats nobody has, by the one rule (place.rules.ts): Infinity when unlimited, negative when over capacity. */
  async free(tx: Tx, { session, now }: LockedSession): Promise<number> {
    return freeSeats(session, (await countSession(tx, session.areaId, session.id, now)).taken, now);
  }

  /** Lapses what ran out and releases held-back seats. Called first by every act, so that no sweep decides who gets a seat. */
  async settle(tx: Tx, { session, now }: LockedSession): Promise<void> {
    await tx.execute(
      `UPDATE place SET state = 'lapsed', state_since = $4
        WHERE area_id = $1 AND session_id = $2 AND state = ANY ($3) AND until < $5`,
      [session.areaId, session.id, [...timedStates], now, minute(now)],
    );
    if (session.heldBack > heldBackNow(session, now))
      await this.useHeldBack(tx, { session }, session.heldBack);
  }

  /**
   * Gives free seats to the waiting list in its order and confirms them at once; nothing when the session is not open
   * or has begun. Returns who got seats.
   */
  async serve(tx: Tx, locked: LockedSession): Promise<Served[]> {
    const { session, now } = locked;
    if (session.state !== 'open' || locked.phase !== 'ahead') return [];
    const queue = await this.queue(tx, session);
    if (!queue.length) return [];
    const given = serveInOrder(await this.free(tx, locked), queue);
    const served: Served[] = [];
    for (const { id, seats } of given) {
      const entry = queue.find((e) => e.id === id)!;
      const delegates = await tx.query<{ id: string }>(
        `SELECT id FROM delegate WHERE area_id = $1 AND waiting_entry_id = $2 AND left_at IS NULL ORDER BY number LIMIT $3`,
        [session.areaId, id, seats],
      );
      const delegateIds = delegates.map((d) => d.id);
      const placeIds = await this.confirm(tx, locked, entry.bookingId, delegateIds, 'waiting-list');
      await tx.execute(`UPDATE delegate SET waiting_entry_id = NULL WHERE area_id = $1 AND id = ANY ($2)`, [
        session.areaId,
        delegateIds,
      ]);
      if (seats === entry.people)
        await tx.execute(
          `UPDATE waiting_entry SET state = 'taken', state_since = $3 WHERE area_id = $1 AND id = $2`,
          [session.areaId, id, now],
        );
      // The rest of a group goes on waiting in its turn, and now takes seats one by one.
      else
        await tx.execute(`UPDATE waiting_entry SET least = 1 WHERE area_id = $1 AND id = $2`, [
          session.areaId,
          id,
        ]);
      served.push({ bookingId: entry.bookingId, delegateIds, placeIds });
    }
    return served;
  }

  /** Those who wait, in their turn. */
  private queue(tx: Tx, session: Session): Promise<(Waiting & { bookingId: string })[]> {
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
  async confirm(
    tx: Tx,
    { session, now }: LockedSession,
    bookingId: string,
    delegateIds: string[],
    source: PlaceSource,
    reason: string | null = null,
  ): Promise<string[]> {
    const ids = delegateIds.map(() => newId());
    if (ids.length)
      await tx.execute(
        `INSERT INTO place (id, area_id, session_id, booking_id, delegate_id, state, state_since, source, reason, created_at)
         SELECT p, $1, $2, $3, d, 'confirmed', $4, $5, $6, $4 FROM unnest($7::uuid[], $8::uuid[]) AS x(p, d)`,
        [session.areaId, session.id, bookingId, now, source, reason, ids, delegateIds],
      );
    return ids;
  }

  /** Puts people at the end of the list; the queue number is given under the lock. */
  async join(
    tx: Tx,
    { session, now }: LockedSession,
    entry: { bookingId: string; delegateIds: string[]; together: boolean; least: number },
  ): Promise<string> {
    const id = newId();
    const number = session.nextQueueNumber++;
    await tx.execute(`UPDATE session SET next_queue_number = $3 WHERE area_id = $1 AND id = $2`, [
      session.areaId,
      session.id,
      session.nextQueueNumber,
    ]);
    await tx.execute(
      `INSERT INTO waiting_entry (id, area_id, session_id, booking_id, state, state_since, together, least, queue_number, created_at)
       VALUES ($1, $2, $3, $4, 'waiting', $5, $6, $7, $8, $5)`,
      [id, session.areaId, session.id, entry.bookingId, now, entry.together, entry.least, number],
    );
    await tx.execute(`UPDATE delegate SET waiting_entry_id = $2 WHERE area_id = $1 AND id = ANY ($3)`, [
      session.areaId,
      id,
      entry.delegateIds,
    ]);
    return id;
  }

  /** Gives up confirmed places. */
  async cancel(
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
  async rehold(tx: Tx, { session }: LockedSession, placeId: string): Promise<void> {
    await tx.execute(
      `UPDATE place SET holder = holder + 1, calendar_sequence = 0 WHERE area_id = $1 AND id = $2`,
      [session.areaId, placeId],
    );
  }

  /** Takes people off the waiting list; an entry with nobody left has ended. */
  async leave(tx: Tx, { session, now }: LockedSession, delegateIds: readonly string[]): Promise<void> {
    if (!delegateIds.length) return;
    await tx.execute(`UPDATE delegate SET left_at = $3 WHERE area_id = $1 AND id = ANY ($2)`, [
      session.areaId,
      delegateIds,
      now,
    ]);
    await tx.execute(
      `UPDATE waiting_entry e SET state = 'left', state_since = $3
        WHERE e.area_id = $1 AND e.session_id = $2 AND e.state = ANY ($4)
          AND NOT EXISTS (SELECT 1 FROM delegate d WHERE d.area_id = e.area_id AND d.waiting_entry_id = e.id AND d.left_at IS NULL)`,
      [session.areaId, session.id, now, statesBefore(entryMoves, 'left')],
    );
  }

  /** Ends the waiting list of a session that will not take place. */
  async closeWaiting(tx: Tx, { session, now }: LockedSession): Promise<void> {
    await tx.execute(
      `UPDATE waiting_entry SET state = 'closed', state_since = $3
        WHERE area_id = $1 AND session_id = $2 AND state = ANY ($4)`,
      [session.areaId, session.id, now, statesBefore(entryMoves, 'closed')],
    );
  }

  /** Staff use seats that were held back; the caller has checked that there are so many. */
  async useHeldBack(tx: Tx, { session }: Pick<LockedSession, 'session'>, seats: number): Promise<void> {
    if (!seats) return;
    session.heldBack -= seats;
    await tx.execute(`UPDATE session SET held_back = $3 WHERE area_id = $1 AND id = $2`, [
      session.areaId,
      session.id,
      session.heldBack,
    ]);
  }
}
