import type { Tx } from '#platform';
import { bookingsFacts } from './bookings.facts.js';
import { seatedStates, timedStates } from './place.rules.js';

/** A session that has taken place. */
export interface HeldSession {
  id: string;
  areaId: string;
  family: string | null;
  commissionedBy: string | null;
  heldAt: Date;
  capacityAtStart: number | null;
}

/** What was counted of a session; place.rules.ts makes of it what is free. */
export interface Counted {
  /** Places that count against the capacity. */
  taken: number;
  /** People on the waiting list. */
  waiting: number;
  /** Named on a further booking whose booker was told of a place: they have one already (place.rules.ts, toldState). */
  again: number;
}

/** `until` is stored to the minute it is printed with, and that minute still counts. */
export const minute = (now: Date): Date => new Date(Math.floor(now.getTime() / 60_000) * 60_000);

/**
 * Counts places and waiting people of sessions of one area: the only place where they are counted, for giving seats
 * under the lock as for showing them. Every id named is in the answer.
 */
export async function countSeats(
  tx: Tx,
  areaId: string,
  sessionIds: readonly string[],
  now: Date,
): Promise<Map<string, Counted>> {
  const rows = await tx.query<Counted & { id: string }>(
    `SELECT s.id,
            (SELECT count(*)::int FROM place p
              WHERE p.area_id = $1 AND p.session_id = s.id
                AND (p.state = ANY ($3) OR (p.state = ANY ($4) AND (p.until IS NULL OR p.until >= $5)))) AS taken,
            (SELECT count(*)::int FROM waiting_entry e
               JOIN delegate d ON d.area_id = e.area_id AND d.waiting_entry_id = e.id AND d.left_at IS NULL
              WHERE e.area_id = $1 AND e.session_id = s.id AND e.state IN ('waiting', 'offered')) AS waiting,
            (SELECT count(*)::int FROM booking b
               JOIN delegate d ON d.area_id = b.area_id AND d.booking_id = b.id AND d.told = 'confirmed' AND d.left_at IS NULL
              WHERE b.area_id = $1 AND b.session_id = s.id) AS again
       FROM unnest($2::uuid[]) AS s(id)`,
    [areaId, sessionIds, [...seatedStates], [...timedStates], minute(now)],
  );
  return new Map(rows.map(({ id, ...counted }) => [id, counted]));
}

/** The same for one session. */
export const countSession = async (tx: Tx, areaId: string, sessionId: string, now: Date): Promise<Counted> =>
  (await countSeats(tx, areaId, [sessionId], now)).get(sessionId)!;

/**
 * Open sessions whose last day is over and of which that is not written down yet, with the end of that day and their
 * capacity when they began: what changed it since says from what. In all areas the transaction names.
 */
export const sessionsJustHeld = (tx: Tx, now: Date): Promise<HeldSession[]> =>
  tx.query(
    `SELECT s.id, s.area_id AS "areaId", s.family, s.commissioned_by AS "commissionedBy", span.last AS "heldAt",
            CASE WHEN s.unlimited THEN NULL ELSE coalesce(c.capacity, s.capacity) END AS "capacityAtStart"
       FROM session s
       JOIN LATERAL (SELECT min(starts_at) AS first, max(ends_at) AS last FROM session_date d
                      WHERE d.area_id = s.area_id AND d.session_id = s.id) span ON span.last <= $1
       LEFT JOIN LATERAL (SELECT (f.data #>> '{changed,capacity,from}')::int AS capacity FROM fact f
                           WHERE f.area_id = s.area_id AND f.kind = $2 AND f.subject = 'session:' || s.id
                             AND f.happened_at > span.first AND f.data #> '{changed,capacity}' IS NOT NULL
                           ORDER BY f.happened_at, f.id LIMIT 1) c ON true
      WHERE s.state = 'open' AND s.held_at IS NULL
      ORDER BY s.id`,
    [now, bookingsFacts.sessionChanged.kind],
  );

/** Notes when a session was held; false where that was noted already, or it was cancelled. */
export const markHeld = async (tx: Tx, { areaId, id, heldAt }: HeldSession): Promise<boolean> =>
  (await tx.execute(
    `UPDATE session SET held_at = $3 WHERE area_id = $1 AND id = $2 AND state = 'open' AND held_at IS NULL`,
    [areaId, id, heldAt],
  )) > 0;

/**
 * Open sessions on which something ran out and nobody acted: seats held back that others wait for, places past their
 * time. In all areas the transaction names.
 */
export const sessionsToSettle = (tx: Tx, now: Date): Promise<{ id: string; areaId: string }[]> =>
  tx.query(
    `SELECT s.id, s.area_id AS "areaId" FROM session s
      WHERE s.state = 'open'
        AND (EXISTS (SELECT 1 FROM place p WHERE p.area_id = s.area_id AND p.session_id = s.id
                        AND p.state = ANY ($1) AND p.until < $2)
          OR (s.held_back > 0 AND s.held_back_until < $2
              AND EXISTS (SELECT 1 FROM waiting_entry e WHERE e.area_id = s.area_id AND e.session_id = s.id AND e.state = 'waiting')))
      ORDER BY s.id`,
    [[...timedStates], minute(now)],
  );
