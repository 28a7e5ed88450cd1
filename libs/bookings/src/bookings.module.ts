import './bookings.data.js';
import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AccessModule } from '#access';
import { DocumentsModule, ExportSources } from '#documents';
import { EmployersModule } from '#employers';
import { MailRegistry } from '#mail-templates';
import { MessagingModule } from '#messaging';
import { Booking } from './booking.entity.js';
import { Bookings } from './booking.service.js';
import { BookingLookup } from './booking-lookup.service.js';
import { BookingMailData } from './booking-mail-data.js';
import { BookingMails } from './booking-mails.js';
import { Cancelling } from './cancelling.service.js';
import { Correcting } from './correcting.service.js';
import { CorrectingMails } from './correcting-mails.js';
import { Delegate } from './delegate.entity.js';
import { delegatesExport } from './delegate.export.js';
import { DueSessions } from './due.service.js';
import { EmployersToCheck } from './employers-to-check.service.js';
import { EndingMails } from './ending-mails.js';
import { BookingMailPeople } from './mail-people.service.js';
import { MailRequests } from './mail-requests.js';
import { bookingsMails } from './mails.js';
import { NamedAgain } from './named-again.service.js';
import { Place } from './place.entity.js';
import { PublicBookings } from './public-booking.service.js';
import { SeatFacts } from './seat-facts.service.js';
import { SeatLock } from './seat-lock.js';
import { Session } from './session.entity.js';
import { Sessions } from './session.service.js';
import { SessionDate } from './session-date.entity.js';
import { SessionTitles } from './session-titles.service.js';
import { WaitingEntry } from './waiting-entry.entity.js';
import { WaitingListService } from './waiting-list.service.js';

@Module({
  imports: [
    TypeOrmModule.forFeature([Session, SessionDate, Booking, Delegate, Place, WaitingEntry]),
    AccessModule,
    DocumentsModule,
    MessagingModule,
    EmployersModule,
  ],
  providers: [
    SeatLock,
    SeatFacts,
    BookingMailData,
    BookingMails,
    EndingMails,
    MailRequests,
    WaitingListService,
    Bookings,
    BookingLookup,
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
  exports: [
    Bookings,
    BookingLookup,
    Cancelling,
    Correcting,
    Sessions,
    DueSessions,
    EmployersToCheck,
    PublicBookings,
  ],
})
export class BookingsModule {
  constructor(mails: MailRegistry, exports: ExportSources) {
    exports.add(delegatesExport);
    mails.add(...Object.values(bookingsMails));
  }
}
