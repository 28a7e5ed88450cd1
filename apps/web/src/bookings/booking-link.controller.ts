import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { z } from 'zod';
import { Areas, type AreaView, Links } from '#access';
import {
  type BookedPerson,
  Bookings,
  type BookingView,
  Cancelling,
  canCancel,
  cancelTerms,
  priceInWords,
  Sessions,
  type SessionView,
} from '#bookings';
import { Clock, Database, money, notFound } from '#platform';
import { AllowLink, page, type WebResponse, Who } from '../shell/index.js';
import { refused } from './refused.js';
import { sessionWords } from './session.words.js';

/** How a person's state is said on the booking's page. */
const STATES: Record<BookedPerson['state'], { tone: string; text: string }> = {
  held: { tone: 'grey', text: 'Being booked' },
  provisional: { tone: 'amber', text: 'Place kept' },
  offered: { tone: 'amber', text: 'Place offered' },
  confirmed: { tone: 'green', text: 'Has a place' },
  moved: { tone: 'grey', text: 'Moved to another date' },
  cancelled: { tone: 'grey', text: 'Place cancelled' },
  lapsed: { tone: 'grey', text: 'Not coming' },
  attended: { tone: 'green', text: 'Came' },
  part: { tone: 'green', text: 'Came for part of it' },
  no_show: { tone: 'grey', text: 'Did not come' },
  waiting: { tone: 'amber', text: 'On the waiting list' },
  left: { tone: 'grey', text: 'Left the waiting list' },
  closed: { tone: 'grey', text: 'Not coming' },
  'already-booked': { tone: 'grey', text: 'Will hear from us' },
};

/** Who has not given up: with a place, or in turn for one. */
const COMING = new Set<BookedPerson['state']>([
  'held',
  'provisional',
  'offered',
  'confirmed',
  'attended',
  'part',
  'waiting',
]);

const given = z.union([z.array(z.string()), z.string().transform((one) => [one])]).catch([]);

interface Opened {
  area: AreaView;
  booking: BookingView;
  session: SessionView;
}

/** A booking as whoever holds its link sees and changes it. Opening the link changes nothing. */
@Controller('b/:token')
export class BookingLinkController {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly links: Links,
    private readonly areas: Areas,
    private readonly bookings: Bookings,
    private readonly sessions: Sessions,
    private readonly cancelling: Cancelling,
  ) {}

  @Get()
  @AllowLink('booking', 'delegate', 'see')
  async show(
    @Param('token') token: string,
    @Query('done') done: unknown,
    @Res() res: WebResponse,
  ): Promise<void> {
    const opened = await this.open(token);
    const { booking } = opened;
    const n = (state: BookedPerson['state']) => booking.people.filter((p) => p.state === state).length;
    page(res, 'bookings/views/booking.njk', {
      ...this.model(token, opened),
      sent: done === 'sent',
      cancelledNow: done === 'cancelled',
      places: n('confirmed'),
      waiting: n('waiting'),
      open: this.toCancel(opened).people.length > 0,
    });
  }

  @Get('cancel')
  @AllowLink('booking', 'delegate', 'change')
  async ask(
    @Param('token') token: string,
    @Query('person') person: unknown,
    @Res() res: WebResponse,
  ): Promise<void> {
    this.askAgain(res, token, await this.open(token), given.parse(person));
  }

  @Post('cancel')
  @AllowLink('booking', 'delegate', 'change')
  async cancel(
    @Who() who: Who,
    @Param('token') token: string,
    @Body() body: unknown,
    @Res() res: WebResponse,
  ): Promise<void> {
    const opened = await this.open(token);
    const { booking } = opened;
    const chosen = given.parse((body as Record<string, unknown> | undefined)?.['person']);
    if (!chosen.length)
      return this.askAgain(res, token, opened, [], { person: 'Choose who is not coming' }, 422);
    try {
      const wanted = { bookingId: booking.id, delegateIds: chosen };
      await this.cancelling.cancel([booking.areaId], wanted, { ...who.actor, label: booking.bookerName });
      res.redirect(303, `/b/${token}?done=cancelled`);
    } catch (error) {
      const { errors, status } = refused(res, error);
      this.askAgain(res, token, opened, chosen, errors, status);
    }
  }

  @Get('calendar.ics')
  @AllowLink('booking', 'delegate', 'see')
  async calendar(@Param('token') token: string, @Res() res: WebResponse): Promise<void> {
    const { booking } = await this.open(token);
    const file = await this.db.read([booking.areaId], (tx) => this.bookings.calendar(tx, booking.id));
    res.attachment('booking.ics').type('text/calendar').send(file);
  }

  private askAgain(
    res: WebResponse,
    token: string,
    opened: Opened,
    chosen: string[],
    errors?: Record<string, string>,
    status = 200,
  ): void {
    const { people, fee } = this.toCancel(opened);
    const model = {
      ...this.model(token, opened),
      people,
      othersWait: opened.session.waiting > opened.booking.people.filter((p) => p.state === 'waiting').length,
      chosen,
      errors,
      fee: fee ? money(fee) : undefined,
      paid: opened.booking.pricePence > 0,
    };
    page(res, 'bookings/views/cancel.njk', model, status);
  }

  private model(token: string, { area, booking, session }: Opened) {
    const people = booking.people.map((p) => ({ ...p, shown: STATES[p.state] }));
    const coming = booking.people.filter((p) => COMING.has(p.state)).length;
    return {
      token,
      area,
      booking,
      session,
      people,
      words: sessionWords(session),
      coming,
      toPay: priceInWords(booking.pricePence, booking.people) || 'Nothing',
    };
  }

  /** Who can still be cancelled through the link, and what each place then costs. */
  private toCancel({ booking, session }: Opened): { people: BookedPerson[]; fee: number } {
    const { open, feePence } = cancelTerms(booking, session.dates[0]!.startsAt, this.clock.now());
    return { people: open ? booking.people.filter(canCancel) : [], fee: feePence };
  }

  /** Throws as Links.find for a link that is unknown or has ended. */
  private async open(token: string): Promise<Opened> {
    const { areaId, subjectId } = await this.links.find('booking', token);
    const area = await this.areas.byId(areaId);
    if (!area) throw notFound();
    return this.db.read([areaId], async (tx) => {
      const booking = await this.bookings.see(tx, subjectId);
      return { area, booking, session: await this.sessions.see(tx, booking.sessionId) };
    });
  }
}
