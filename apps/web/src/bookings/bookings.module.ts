import { Module } from '@nestjs/common';
import { AccessModule } from '#access';
import { Bookings, BookingsModule } from '#bookings';
import { EmployersModule } from '#employers';
import { isId } from '#platform';
import { EmployersWebModule, RecordParts } from '../employers/index.js';
import { RecordNames, ShellModule } from '../shell/index.js';
import { BookingController } from './booking.controller.js';
import { BookingLinkController } from './booking-link.controller.js';
import { BookingsApiController } from './bookings.api.controller.js';
import { EmployersToCheckController } from './employers-to-check.controller.js';
import { PlaceLinkController } from './place-link.controller.js';
import { StaffBookingController } from './staff-booking.controller.js';
import { timeline } from './timeline.js';

/** Booking: the public form, the booking's own page by link, what staff book and undo, and the same for programs. */
@Module({
  imports: [ShellModule, AccessModule, BookingsModule, EmployersModule, EmployersWebModule],
  controllers: [
    BookingController,
    BookingLinkController,
    PlaceLinkController,
    StaffBookingController,
    EmployersToCheckController,
    BookingsApiController,
  ],
})
export class BookingsWebModule {
  constructor(parts: RecordParts, names: RecordNames, bookings: Bookings) {
    names.add('delegate', async (tx, who, areaId, ids) => {
      if (!who.may('delegate', 'see', areaId)) return new Map();
      const found = await bookings.namesById(tx, areaId, ids.filter(isId));
      return new Map([...found].map(([id, text]) => [id, { text }]));
    });
    parts.add({
      rank: 30,
      groups: [
        {
          key: 'training',
          text: 'Training and forum',
          prefixes: ['bookings.', 'training.', 'events.'],
          needs: ['training_session', 'see'],
        },
      ],
      timeline,
    });
  }
}
