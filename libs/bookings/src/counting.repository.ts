import type { Tx } from '#platform';
import { seatedStates, timedStates } from './place.rules.js';

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
