import { Controller, Get, Header, Ip, Param, Post, Query, Redirect, Render } from '@nestjs/common';
import { z } from 'zod';
import { type AreaView, areaIdentities } from '#access';
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
import { Clock, Database, money, networkOf } from '#platform';
import {
  AllowLink,
  CurrentUser,
  Form,
  FormChanged,
  FormOf,
  FormRefused,
  linkOf,
  type Principal,
  Typed,
} from '../shell/index.js';
import { KEPT } from './booking.form.js';
import { giveUpWords, hasBegun, personWords } from './person.labels.js';
import { sessionWords } from './session.labels.js';

const NOTHING = 'Nothing';
/** Ids of people, ticked or in the address: none, one or many; what is none of them counts for nobody. */
const given = z.preprocess((sent) => [sent ?? []].flat(), z.array(z.string())).catch([]);
const cancelForm = z.object({ person: given, sure: z.literal('yes').optional().catch(undefined) });

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
    private readonly bookings: Bookings,
    private readonly sessions: Sessions,
    private readonly publicBookings: PublicBookings,
  ) {}

  @Get()
  @AllowLink('booking', 'delegate', 'see')
  @Render('bookings/views/booking.njk')
  async show(
    @CurrentUser() who: Principal,
    @Param('token') token: string,
    @Query('done') done: unknown,
    @Query('untold') untold: unknown,
  ) {
    const opened = await this.open(who);
    const { booking, session, network } = opened;
    const n = (state: BookedPerson['state']) => booking.people.filter((p) => p.state === state).length;
    const start = session.dates[0]!.startsAt;
    const now = this.clock.now();
    const model = this.model(token, opened);
    const waits = n('waiting') > 0;
    return {
      ...model,
      sent: done === 'sent',
      cancelledNow: done === 'cancelled',
      untold: untold === 'yes',
      places: n('confirmed'),
      waiting: n('waiting'),
      each: booking.pricePence ? money(booking.pricePence) : undefined,
      how: model.price !== NOTHING || waits ? payingWords(network) : undefined,
      over: session.dates.at(-1)!.endsAt <= now,
      policy:
        booking.pricePence && session.state === 'open' && start > now
          ? policyInWords(booking.policy, booking.pricePence, start, now)
          : [],
      open: this.toCancel(opened).length > 0,
    };
  }

  /** Asks whom; once they are chosen a second time, saying what is lost. */
  @Get('cancel')
  @AllowLink('booking', 'delegate', 'change')
  @Render('bookings/views/cancel.njk')
  async ask(
    @CurrentUser() who: Principal,
    @Param('token') token: string,
    @Query('person') person: unknown,
    @Typed() typed?: Record<string, unknown>,
  ) {
    const opened = await this.open(who);
    const chosen = given.parse(typed ? typed['person'] : person);
    const people = this.toCancel(opened);
    const going = people.filter((p) => chosen.includes(p.delegateId));
    return {
      ...this.model(token, opened),
      people,
      othersWait: opened.session.waiting > opened.booking.people.filter((p) => p.state === 'waiting').length,
      choices: people.map(({ delegateId, name, state }) => ({
        value: delegateId,
        text: state === 'waiting' ? `${name} (on the waiting list)` : name,
      })),
      chosen: people.length === 1 ? people[0]!.delegateId : chosen,
      going,
      places: going.filter((p) => p.state === 'confirmed').length,
      paid: opened.booking.pricePence > 0,
      begun: hasBegun(opened.session, this.clock.now()),
    };
  }

  @Post('cancel')
  @AllowLink('booking', 'delegate', 'change')
  @FormOf('ask', KEPT)
  @Redirect('', 303)
  async cancel(
    @CurrentUser() who: Principal,
    @Param('token') token: string,
    @Form(cancelForm) { person, sure }: z.output<typeof cancelForm>,
    @Ip() ip: string,
  ) {
    if (!person.length) throw new FormRefused({ person: 'Choose who is not coming' });
    if (!sure) throw new FormChanged({ person }, { sure: true });
    const { booking } = await this.open(who);
    const wanted = { bookingId: booking.id, delegateIds: person };
    const actor = { ...who.actor, label: booking.bookerName };
    const { mails } = await this.publicBookings.cancel(booking.areaId, wanted, actor, networkOf(ip));
    return { url: `/b/${token}?done=cancelled${mails.waiting + mails.blocked ? '&untold=yes' : ''}` };
  }

  @Get('calendar.ics')
  @AllowLink('booking', 'delegate', 'see')
  @Header('Content-Type', 'text/calendar; charset=utf-8')
  @Header('Content-Disposition', 'attachment; filename="booking.ics"')
  async calendar(@CurrentUser() who: Principal): Promise<string> {
    const { booking } = await this.open(who);
    return this.db.read([booking.areaId], (tx) => this.bookings.calendar(tx, booking.id));
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

  private open(who: Principal): Promise<Opened> {
    const { areaId, subjectId } = linkOf(who);
    const area = who.area!;
    return this.db.read([areaId], async (tx) => {
      const booking = await this.bookings.get(tx, subjectId);
      const { network } = (await areaIdentities(tx, [areaId])).get(areaId)!;
      return { area, booking, network, session: await this.sessions.get(tx, booking.sessionId) };
    });
  }
}
