import { Controller, Get, Header, Ip, Param, Post, Query, Redirect, Render } from '@nestjs/common';
import { type AreaView, areaIdentities } from '#access';
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
import { Clock, Database, networkOf } from '#platform';
import { AllowLink, CurrentUser, FormOf, linkOf, type Principal } from '../shell/index.js';
import { KEPT } from './booking.form.js';
import { giveUpWords, hasBegun, personWords } from './person.labels.js';
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
    private readonly bookings: Bookings,
    private readonly sessions: Sessions,
    private readonly publicBookings: PublicBookings,
  ) {}

  @Get()
  @AllowLink(PERSON_LINK, 'delegate', 'see')
  @Render('bookings/views/place.njk')
  async show(@CurrentUser() who: Principal, @Param('token') token: string, @Query('done') done: unknown) {
    return { ...(await this.model(who, token)), done: done === 'given-up' };
  }

  @Get('give-up')
  @AllowLink(PERSON_LINK, 'delegate', 'change')
  @Render('bookings/views/place-give-up.njk')
  ask(@CurrentUser() who: Principal, @Param('token') token: string) {
    return this.model(who, token);
  }

  @Post('give-up')
  @AllowLink(PERSON_LINK, 'delegate', 'change')
  @FormOf('ask', KEPT)
  @Redirect('', 303)
  async giveUp(@CurrentUser() who: Principal, @Param('token') token: string, @Ip() ip: string) {
    const { booking, person } = await this.open(who);
    await this.publicBookings.cancel(
      booking.areaId,
      { bookingId: booking.id, delegateIds: [person.delegateId], person: person.delegateId },
      { ...who.actor, label: person.name },
      networkOf(ip),
    );
    return { url: `/place/${token}?done=given-up` };
  }

  @Get('calendar.ics')
  @AllowLink(PERSON_LINK, 'delegate', 'see')
  @Header('Content-Type', 'text/calendar; charset=utf-8')
  @Header('Content-Disposition', 'attachment; filename="place.ics"')
  async calendar(@CurrentUser() who: Principal): Promise<string> {
    const { booking, person } = await this.open(who);
    return this.db.read([booking.areaId], (tx) => this.bookings.calendar(tx, booking.id, person.delegateId));
  }

  private async model(who: Principal, token: string) {
    const { area, booking, person, session, contact } = await this.open(who);
    const now = this.clock.now();
    const terms = giveUpWords(booking, session, person, now);
    return {
      token,
      area,
      session,
      contact,
      reference: booking.reference,
      person: { ...personWords(person, booking.waitBefore), ...terms },
      over: session.dates.at(-1)!.endsAt <= now,
      begun: hasBegun(session, now),
      mayGiveUp: terms.open && canCancel(person),
      words: sessionWords(session),
    };
  }

  private open(who: Principal): Promise<Opened> {
    const { areaId, subjectId } = linkOf(who);
    const area = who.area!;
    return this.db.read([areaId], async (tx) => {
      const { booking, person } = await this.bookings.getPerson(tx, subjectId);
      const session = await this.sessions.get(tx, booking.sessionId);
      const contact = (await areaIdentities(tx, [areaId])).get(areaId)!.replyTo;
      return { area, booking, person, session, contact };
    });
  }
}
