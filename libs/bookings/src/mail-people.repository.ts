import type { Tx } from '#platform';

/** Whom a mail about a booking is about, as far as it can be told by the row its send key names. */
export interface BookedPersonOfMail {
  messageId: string;
  sessionId: string;
  bookingId: string;
  bookerName: string;
  bookerEmail: string;
  delegateId: string | null;
  name: string | null;
  email: string | null;
  over: boolean;
  /** Has or had a place or a turn here: whoever is only named again is corrected on their first booking. */
  here: boolean;
}

/** A send key begins with the row it is about: a place, a person, a turn on the waiting list or a booking. */
export const bookedPeopleOfMails = (
  tx: Tx,
  areaId: string,
  mails: readonly { id: string; about: string }[],
  now: Date,
): Promise<BookedPersonOfMail[]> =>
  tx.query<BookedPersonOfMail>(
    `SELECT m.id AS "messageId", b.session_id AS "sessionId", b.id AS "bookingId", b.booker_name AS "bookerName",
            b.booker_email AS "bookerEmail", d.id AS "delegateId", d.name, d.email,
            coalesce((SELECT max(ends_at) FROM session_date s
                       WHERE s.area_id = b.area_id AND s.session_id = b.session_id) <= $4, false) AS over,
            p.id IS NOT NULL OR d.waiting_entry_id IS NOT NULL OR EXISTS (
              SELECT FROM place own WHERE own.area_id = d.area_id AND own.delegate_id = d.id) AS here
       FROM unnest($2::uuid[], $3::uuid[]) AS m(id, about)
       LEFT JOIN place p ON p.area_id = $1 AND p.id = m.about
       LEFT JOIN delegate d ON d.area_id = $1 AND d.id = coalesce(p.delegate_id, m.about)
       LEFT JOIN waiting_entry e ON e.area_id = $1 AND e.id = m.about
       JOIN booking b ON b.area_id = $1 AND b.id = coalesce(d.booking_id, e.booking_id, m.about)`,
    [areaId, mails.map((mail) => mail.id), mails.map((mail) => mail.about), now],
  );
