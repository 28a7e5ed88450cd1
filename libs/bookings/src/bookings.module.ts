import { Module } from '@nestjs/common';
import { AccessModule } from '#access';
import { EmployersModule } from '#employers';
import { MailRegistry, MessagingModule } from '#messaging';
import { Bookings } from './booking.service.js';
import { BookingStore } from './booking.store.js';
import { BookingLetters } from './booking-letter.js';
import { BookingMails } from './booking-mails.js';
import { Cancelling } from './cancelling.service.js';
import { Correcting } from './correcting.service.js';
import { CorrectingMails } from './correcting-mails.js';
import { DueSessions } from './due.service.js';
import { EmployersToCheck } from './employers-to-check.service.js';
import { EndingMails } from './ending-mails.js';
import { BookingMailPeople } from './mail-people.service.js';
import { MailRequests } from './mail-requests.js';
import { bookingsMails } from './mails.js';
import { NamedAgain } from './named-again.service.js';
import { PlaceStore } from './place.store.js';
import { PublicBookings } from './public-booking.service.js';
import { SeatLock } from './seat-lock.js';
import { Serving } from './serving.service.js';
import { Sessions } from './session.service.js';
import { SessionStore } from './session.store.js';
import { SessionTitles } from './session-titles.service.js';

@Module({
  imports: [AccessModule, MessagingModule, EmployersModule],
  providers: [
    SeatLock,
    PlaceStore,
    BookingStore,
    SessionStore,
    BookingLetters,
    BookingMails,
    EndingMails,
    MailRequests,
    Serving,
    Bookings,
    NamedAgain,
    Cancelling,
    Correcting,
    CorrectingMails,
    BookingMailPeople,
    Sessions,
    DueSessions,
    SessionTitles,
    EmployersToCheck,
    PublicBookings,
  ],
  exports: [Bookings, Cancelling, Correcting, Sessions, DueSessions, EmployersToCheck, PublicBookings],
})
export class BookingsModule {
  constructor(mails: MailRegistry) {
    mails.add(...Object.values(bookingsMails));
  }
}
