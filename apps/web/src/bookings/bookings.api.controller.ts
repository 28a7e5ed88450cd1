import { Body, Controller, Get, HttpCode, Param, Post, Req } from '@nestjs/common';
import { z } from 'zod';
import { type BookingAnswer, Bookings, type BookingView, PublicBookings, Sessions } from '#bookings';
import { Database, networkOf } from '#platform';
import {
  Allow,
  AllowLink,
  ApiRoute,
  apiInput,
  CurrentUser,
  linkOf,
  type Principal,
  type WebRequest,
} from '../shell/index.js';
import { bookingAnswer, bookingBody, toInput } from './booking.form.js';

const cancelBody = z.object({
  people: z.array(z.uuid()).min(1).optional().describe('Ids of people of the booking; left out: all of them'),
});
const bookingSeen = z.object({
  id: z.uuid(),
  reference: z.string(),
  sessionId: z.uuid(),
  people: z.array(z.object({ id: z.uuid(), name: z.string(), state: z.string() })),
});
const cancelAnswer = z.object({
  cancelled: z.int(),
  left: z.int().describe('left the waiting list'),
  feePence: z.int(),
});

const seen = (booking: BookingView): z.input<typeof bookingSeen> => ({
  id: booking.id,
  reference: booking.reference,
  sessionId: booking.sessionId,
  people: booking.people.map((p) => ({ id: p.delegateId, name: p.name, state: p.state })),
});

/** What a booking answers. Whether an address takes email is for staff alone, so the count of emails stays inside. */
const booked = ({ mails: _, ...answer }: BookingAnswer): z.input<typeof bookingAnswer> => answer;

/** Booking for programs: as the public (address with the area), for staff (token), and by the booking's own link. */
@Controller('api')
export class BookingsApiController {
  constructor(
    private readonly db: Database,
    private readonly sessions: Sessions,
    private readonly bookings: Bookings,
    private readonly publicBookings: PublicBookings,
  ) {}

  @Post('network/:area/sessions/:sessionId/bookings')
  @Allow('delegate', 'create')
  @ApiRoute({
    summary: 'Book one or several people, without an account',
    body: bookingBody,
    answer: bookingAnswer,
  })
  async bookPublic(
    @CurrentUser() who: Principal,
    @Param('sessionId') id: string,
    @Body() body: unknown,
    @Req() req: WebRequest,
  ) {
    const input = toInput(id, apiInput(bookingBody, body));
    return booked(await this.publicBookings.book(who.areaId, input, who.actor, networkOf(req.ip)));
  }

  @Post('sessions/:sessionId/bookings')
  @Allow('delegate', 'create')
  @ApiRoute({ summary: 'Book one or several people, as staff', body: bookingBody, answer: bookingAnswer })
  async bookStaff(@CurrentUser() who: Principal, @Param('sessionId') id: string, @Body() body: unknown) {
    const input = toInput(id, apiInput(bookingBody, body));
    const session = await this.db.read(who.areas, (tx) => this.sessions.get(tx, id));
    return booked(await this.bookings.book(session.areaId, input, who.actor, 'staff'));
  }

  @Get('b/:token')
  @AllowLink('booking', 'delegate', 'see')
  @ApiRoute({ summary: 'A booking, by its link', answer: bookingSeen })
  async see(@CurrentUser() who: Principal) {
    const { areaId, subjectId } = linkOf(who);
    return seen(await this.db.read([areaId], (tx) => this.bookings.get(tx, subjectId)));
  }

  @Post('b/:token/cancel')
  @HttpCode(200)
  @AllowLink('booking', 'delegate', 'change')
  @ApiRoute({
    summary: 'Give up places or turns of a booking, by its link',
    body: cancelBody,
    answer: cancelAnswer,
    status: 200,
  })
  async cancel(@CurrentUser() who: Principal, @Body() body: unknown, @Req() req: WebRequest) {
    const { areaId, subjectId } = linkOf(who);
    const { people } = apiInput(cancelBody, body);
    const wanted = { bookingId: subjectId, delegateIds: people ?? ('all' as const) };
    const { cancelled, left, feePence } = await this.publicBookings.cancel(
      areaId,
      wanted,
      who.actor,
      networkOf(req.ip),
    );
    return { cancelled, left, feePence };
  }
}
