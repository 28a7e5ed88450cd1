import { Injectable } from '@nestjs/common';
import { MailPeople, type MailPerson } from '#messaging';
import { Clock, emailKey, PublicUrls, type Tx } from '#platform';
import { bookedPeopleOfMails } from './mail-people.repository.js';
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
    const rows = await bookedPeopleOfMails(
      tx,
      areaId,
      asked.map(({ mail, about }) => ({ id: mail.id, about })),
      this.clock.now(),
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
