import { Injectable } from '@nestjs/common';
import { MailPeople, type MailPerson } from '#messaging';
import { Clock, emailKey, PublicUrls, type Tx } from '#platform';
import { CORRECT_PAGE } from './public-pages.js';

/** Emails to whoever booked; all others go to the people booked. */
const TO_BOOKER = new Set(
  ['booking-confirmed', 'place-given', 'waiting-joined', 'booking-changed', 'session-cancelled-booker'].map(
    (name) => `bookings.${name}`,
  ),
);
/** What goes out anew by itself when an address is corrected. */
export const RENEWED = new Set(
  [
    'booking-confirmed',
    'place-given',
    'waiting-joined',
    'waiting-person',
    'place-confirmed',
    'place-from-waiting-list',
    'calendar-date',
  ].map((name) => `bookings.${name}`),
);
const ID = /:([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/;

interface Row {
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

/** Says who an email about a booking was for, and where their address is corrected. */
@Injectable()
export class BookingMailPeople {
  constructor(
    people: MailPeople,
    private readonly clock: Clock,
    private readonly urls: PublicUrls,
  ) {
    people.add('bookings', (tx, areaId, mails) => this.lookUp(tx, areaId, mails));
  }

  private async lookUp(
    tx: Tx,
    areaId: string,
    mails: readonly { id: string; template: string; sendKey: string; address: string }[],
  ): Promise<Map<string, MailPerson>> {
    const asked = mails.flatMap((mail) => {
      const about = ID.exec(mail.sendKey)?.[1];
      return about ? [{ mail, about }] : [];
    });
    if (!asked.length) return new Map();
    // A send key begins with the row it is about: a place, a person, a turn on the waiting list or a booking.
    const rows = await tx.query<Row>(
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
      [areaId, asked.map((a) => a.mail.id), asked.map((a) => a.about), this.clock.now()],
    );
    const found = new Map(rows.map((row) => [row.messageId, row]));
    return new Map(
      asked.flatMap(({ mail }) => {
        const row = found.get(mail.id);
        if (!row) return [];
        const booker = TO_BOOKER.has(mail.template) || mail.sendKey.startsWith('bookings.booker-anew:');
        const [name, email] = booker ? [row.bookerName, row.bookerEmail] : [row.name, row.email];
        if (!name || !email) return [];
        const person: MailPerson = {
          name,
          email,
          left: false,
          renewed: RENEWED.has(mail.template) && emailKey(email) !== emailKey(mail.address),
          correctAt:
            row.over || !(booker || row.here)
              ? undefined
              : this.urls.path(CORRECT_PAGE, {
                  sessionId: row.sessionId,
                  ...(booker ? { who: 'booker', id: row.bookingId } : { who: 'person', id: row.delegateId! }),
                }),
        };
        return [[mail.id, person] as const];
      }),
    );
  }
}
