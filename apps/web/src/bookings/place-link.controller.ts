import { Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import { Areas, type AreaView, areaIdentities, Links } from '#access';
import {
  type BookedPerson,
  Bookings,
  type BookingView,
  canCancel,
  PERSON_LINK,
  PublicBookings,
  Sessions,
  type TrainingSessionView,
} from '#bookings';
import { Clock, Database, networkOf, notFound } from '#platform';
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

interface Opened {
  area: AreaView;
  booking: BookingView;
  person: BookedPerson;
  session: TrainingSessionView;
  contact: string | undefined;
}

/** One person's own place or turn, for somebody whom another has booked. Opening the link changes nothing. */
@Controller('place/:token')
export class PlaceLinkController {
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
  @AllowLink(PERSON_LINK, 'delegate', 'see')
  async show(
    @Param('token') token: string,
    @Query('done') done: unknown,
    @Res() res: WebResponse,
  ): Promise<void> {
    this.render(res, 'place', token, await this.open(token), { done: done === 'given-up' });
  }

  @Get('give-up')
  @AllowLink(PERSON_LINK, 'delegate', 'change')
  async ask(@Param('token') token: string, @Res() res: WebResponse): Promise<void> {
    this.render(res, 'place-give-up', token, await this.open(token));
  }

  @Post('give-up')
  @AllowLink(PERSON_LINK, 'delegate', 'change')
  async giveUp(
    @CurrentUser() who: Principal,
    @Param('token') token: string,
    @Req() req: WebRequest,
    @Res() res: WebResponse,
  ): Promise<void> {
    const opened = await this.open(token);
    const { booking, person } = opened;
    try {
      await this.publicBookings.cancel(
        booking.areaId,
        { bookingId: booking.id, delegateIds: [person.delegateId], person: person.delegateId },
        { ...who.actor, label: person.name },
        networkOf(req.ip),
      );
      res.redirect(303, `/place/${token}?done=given-up`);
    } catch (error) {
      const { errors, status } = refused(res, error);
      this.render(res, 'place-give-up', token, opened, { errors }, status);
    }
  }

  @Get('calendar.ics')
  @AllowLink(PERSON_LINK, 'delegate', 'see')
  async calendar(@Param('token') token: string, @Res() res: WebResponse): Promise<void> {
    const { booking, person } = await this.open(token);
    const file = await this.db.read([booking.areaId], (tx) =>
      this.bookings.calendar(tx, booking.id, person.delegateId),
    );
    res.attachment('place.ics').type('text/calendar').send(file);
  }

  private render(
    res: WebResponse,
    view: string,
    token: string,
    { area, booking, person, session, contact }: Opened,
    more: object = {},
    status = 200,
  ): void {
    const terms = giveUpWords(booking, session, person, this.clock.now());
    const model = {
      token,
      area,
      session,
      contact,
      reference: booking.reference,
      person: { ...personWords(person, booking.waitBefore), ...terms },
      over: session.dates.at(-1)!.endsAt <= this.clock.now(),
      begun: hasBegun(session, this.clock.now()),
      mayGiveUp: terms.open && canCancel(person),
      words: sessionWords(session),
      ...more,
    };
    page(res, `bookings/views/${view}.njk`, model, status);
  }

  /** Throws as Links.find for a link that is unknown or has ended. */
  private async open(token: string): Promise<Opened> {
    const { areaId, subjectId } = await this.links.find(PERSON_LINK, token);
    const area = await this.areas.byId(areaId);
    if (!area) throw notFound();
    return this.db.read([areaId], async (tx) => {
      const { booking, person } = await this.bookings.seePerson(tx, subjectId);
      const session = await this.sessions.see(tx, booking.sessionId);
      const contact = (await areaIdentities(tx, [areaId])).get(areaId)!.replyTo;
      return { area, booking, person, session, contact };
    });
  }
}
