import { Body, Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import { z } from 'zod';
import { Areas, type AreaView, areaIdentities, Links } from '#access';
import {
  type BookedPerson,
  Bookings,
  type BookingView,
  canCancel,
  PublicBookings,
  payingWords,
  policyInWords,
  priceInWords,
  Sessions,
  type TrainingSessionView,
} from '#bookings';
import { Clock, Database, money, networkOf, notFound } from '#platform';
import {
  AllowLink,
  CurrentUser,
  type Principal,
  page,
  type WebRequest,
  type WebResponse,
} from '../shell/index.js';
import { giveUpWords, hasBegun, personWords } from './person.labels.js';
import { refused } from './refused.js';
import { sessionWords } from './session.labels.js';

const NOTHING = 'Nothing';
const given = z.union([z.array(z.string()), z.string().transform((one) => [one])]).catch([]);

interface Opened {
  area: AreaView;
  booking: BookingView;
  session: TrainingSessionView;
  network: string;
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
    private readonly publicBookings: PublicBookings,
  ) {}

  @Get()
  @AllowLink('booking', 'delegate', 'see')
  async show(
    @Param('token') token: string,
    @Query('done') done: unknown,
    @Query('untold') untold: unknown,
    @Res() res: WebResponse,
  ): Promise<void> {
    const opened = await this.open(token);
    const { booking, session, network } = opened;
    const n = (state: BookedPerson['state']) => booking.people.filter((p) => p.state === state).length;
    const start = session.dates[0]!.startsAt;
    const now = this.clock.now();
    const model = this.model(token, opened);
    const { price } = model;
    const waits = n('waiting') > 0;
    page(res, 'bookings/views/booking.njk', {
      ...model,
      sent: done === 'sent',
      cancelledNow: done === 'cancelled',
      untold: untold === 'yes',
      places: n('confirmed'),
      waiting: n('waiting'),
      each: booking.pricePence ? money(booking.pricePence) : undefined,
      how: price !== NOTHING || waits ? payingWords(network) : undefined,
      over: session.dates.at(-1)!.endsAt <= now,
      policy:
        booking.pricePence && session.state === 'open' && start > now
          ? policyInWords(booking.policy, booking.pricePence, start, now)
          : [],
      open: this.toCancel(opened).length > 0,
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
    @CurrentUser() who: Principal,
    @Param('token') token: string,
    @Body() body: unknown,
    @Req() req: WebRequest,
    @Res() res: WebResponse,
  ): Promise<void> {
    const opened = await this.open(token);
    const { booking } = opened;
    const chosen = given.parse((body as Record<string, unknown> | undefined)?.['person']);
    if (!chosen.length)
      return this.askAgain(res, token, opened, [], { person: 'Choose who is not coming' }, 422);
    const sure = (body as Record<string, unknown>)['sure'] === 'yes';
    if (!sure) return this.askAgain(res, token, opened, chosen, undefined, 200, true);
    try {
      const wanted = { bookingId: booking.id, delegateIds: chosen };
      const actor = { ...who.actor, label: booking.bookerName };
      const { mails } = await this.publicBookings.cancel(booking.areaId, wanted, actor, networkOf(req.ip));
      res.redirect(303, `/b/${token}?done=cancelled${mails.waiting + mails.blocked ? '&untold=yes' : ''}`);
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

  /** Asks whom; with `sure` a second time, saying what is lost. */
  private askAgain(
    res: WebResponse,
    token: string,
    opened: Opened,
    chosen: string[],
    errors?: Record<string, string>,
    status = 200,
    sure = false,
  ): void {
    const people = this.toCancel(opened);
    const going = people.filter((p) => chosen.includes(p.delegateId));
    const model = {
      ...this.model(token, opened),
      people,
      othersWait: opened.session.waiting > opened.booking.people.filter((p) => p.state === 'waiting').length,
      chosen,
      going,
      places: going.filter((p) => p.state === 'confirmed').length,
      errors,
      paid: opened.booking.pricePence > 0,
      begun: hasBegun(opened.session, this.clock.now()),
    };
    const view = sure && going.length ? 'cancel-sure' : 'cancel';
    page(res, `bookings/views/${view}.njk`, model, status);
  }

  private model(token: string, { area, booking, session }: Opened) {
    return {
      token,
      area,
      booking,
      session,
      people: this.people({ booking, session }),
      words: sessionWords(session),
      price: priceInWords(booking.pricePence, booking.people) || NOTHING,
    };
  }

  private people({ booking, session }: Pick<Opened, 'booking' | 'session'>) {
    const now = this.clock.now();
    return booking.people.map((p) => ({
      ...personWords(p, booking.waitBefore),
      ...giveUpWords(booking, session, p, now),
    }));
  }

  /** Who can still be cancelled through the link, each with what it then costs. */
  private toCancel(opened: Pick<Opened, 'booking' | 'session'>) {
    return this.people(opened).filter((p) => p.open && canCancel(p));
  }

  /** Throws as Links.find for a link that is unknown or has ended. */
  private async open(token: string): Promise<Opened> {
    const { areaId, subjectId } = await this.links.find('booking', token);
    const area = await this.areas.byId(areaId);
    if (!area) throw notFound();
    return this.db.read([areaId], async (tx) => {
      const booking = await this.bookings.see(tx, subjectId);
      const { network } = (await areaIdentities(tx, [areaId])).get(areaId)!;
      return { area, booking, network, session: await this.sessions.see(tx, booking.sessionId) };
    });
  }
}
