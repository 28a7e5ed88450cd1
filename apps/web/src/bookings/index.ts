/** Booking: the public form, the booking's own page by link, what staff book and undo, and the same for programs. */
import { BookingController } from './booking.controller.js';
import { BookingLinkController } from './booking-link.controller.js';
import { BookingsApiController } from './bookings.api.controller.js';
import { EmployersToCheckController } from './employers-to-check.controller.js';
import { PlaceLinkController } from './place-link.controller.js';
import { StaffBookingController } from './staff-booking.controller.js';

export { timeline } from './timeline.js';
export const controllers = [
  BookingController,
  BookingLinkController,
  PlaceLinkController,
  StaffBookingController,
  EmployersToCheckController,
  BookingsApiController,
];
