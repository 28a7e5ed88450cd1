import type { Tx } from '#platform';

/** Somebody with a place or a turn, or who booked: what a search shows of them. */
export interface FoundPerson {
  /** Of a person the delegate’s, of a booker the booking’s. */
  id: string;
  booked: boolean;
  name: string;
  email: string;
  /** Only of who booked. */
  phone: string | null;
  reference: string;
  employerId: string | null;
  employerName: string;
  sessionId: string;
  sessionTitle: string;
  /** When the first day of the session begins. */
  startsAt: Date | null;
}

/** People and bookers of an area by id, in no order; what is not there is left out. */
export const foundPeople = (
  tx: Tx,
  areaId: string,
  delegateIds: readonly string[],
  bookingIds: readonly string[],
): Promise<FoundPerson[]> =>
  tx.query<FoundPerson>(
    `SELECT p.id, p.booked, p.name, p.email, p.phone, b.reference, b.employer_id AS "employerId",
            coalesce(e.name, b.employer_name) AS "employerName", b.session_id AS "sessionId", s.title AS "sessionTitle",
            (SELECT min(d.starts_at) FROM session_date d WHERE d.area_id = s.area_id AND d.session_id = s.id) AS "startsAt"
       FROM (SELECT id, booking_id, false AS booked, name, email, NULL AS phone FROM delegate
              WHERE area_id = $1 AND id = ANY ($2::uuid[])
             UNION ALL
             SELECT id, id, true, booker_name, booker_email, booker_phone FROM booking
              WHERE area_id = $1 AND id = ANY ($3::uuid[])) p
       JOIN booking b ON b.area_id = $1 AND b.id = p.booking_id
       JOIN session s ON s.area_id = $1 AND s.id = b.session_id
       LEFT JOIN employer e ON e.area_id = $1 AND e.id = b.employer_id`,
    [areaId, delegateIds, bookingIds],
  );

/** A session or meeting: what a search shows of it. */
export interface FoundSession {
  id: string;
  kind: 'course' | 'event';
  title: string;
  state: 'draft' | 'open' | 'cancelled';
  startsAt: Date | null;
  venue: string | null;
  town: string | null;
}

/** Sessions of an area by id, in no order; each with its first day. */
export const foundSessions = (tx: Tx, areaId: string, ids: readonly string[]): Promise<FoundSession[]> =>
  tx.query<FoundSession>(
    `SELECT s.id, s.kind, s.title, s.state, d.starts_at AS "startsAt", d.venue, d.town
       FROM session s
       LEFT JOIN LATERAL (SELECT d.starts_at, d.venue, d.town FROM session_date d
                           WHERE d.area_id = s.area_id AND d.session_id = s.id ORDER BY d.starts_at LIMIT 1) d ON true
      WHERE s.area_id = $1 AND s.id = ANY ($2::uuid[])`,
    [areaId, ids],
  );
