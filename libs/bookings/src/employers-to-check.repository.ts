import { In } from 'typeorm';
import type { Tx } from '#platform';
import { Booking } from './booking.entity.js';

/** A booking whose employer nobody has checked. */
export interface WaitingBooking {
  id: string;
  name: string;
  postcode: string | null;
  registerNumber: string | null;
  since: Date;
  reference: string;
  bookerName: string;
  bookerEmail: string;
  emails: string[];
  sessionId: string;
  title: string;
  startsAt: Date | null;
  people: number;
}

/** All that wait, the oldest first; `lock`: until the transaction ends. */
export const waitingBookings = (tx: Tx, areaId: string, lock = false): Promise<WaitingBooking[]> =>
  tx.query<WaitingBooking>(
    `SELECT b.id, b.employer_name AS name, b.employer_postcode AS postcode,
            b.employer_register_number AS "registerNumber", b.created_at AS since, b.reference,
            b.booker_name AS "bookerName", b.booker_email AS "bookerEmail", b.session_id AS "sessionId", s.title,
            (SELECT min(d.starts_at) FROM session_date d WHERE d.area_id = s.area_id AND d.session_id = s.id) AS "startsAt",
            ARRAY(SELECT d.email FROM delegate d WHERE d.area_id = b.area_id AND d.booking_id = b.id ORDER BY d.number) AS emails,
            (SELECT count(*)::int FROM delegate d WHERE d.area_id = b.area_id AND d.booking_id = b.id) AS people
       FROM booking b JOIN session s ON s.area_id = b.area_id AND s.id = b.session_id
      WHERE b.area_id = $1 AND b.employer_match = 'waiting'
      ORDER BY b.created_at, b.id${lock ? ' FOR UPDATE OF b' : ''}`,
    [areaId],
  );

/** Says which employer these bookings are of, where nobody has yet. */
export async function settleEmployer(
  tx: Tx,
  areaId: string,
  ids: string[],
  employer: Pick<Booking, 'employerId' | 'employerMatch'>,
): Promise<void> {
  await tx.repository(Booking).update({ areaId, id: In(ids), employerMatch: 'waiting' }, employer);
}
