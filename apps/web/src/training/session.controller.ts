import { Body, Controller, Get, Param, Post, Res } from '@nestjs/common';
import { z } from 'zod';
import { type SessionPerson, Sessions, type SessionView } from '#bookings';
import { Database, londonDay } from '#platform';
import { sessionWords } from '../bookings/session.words.js';
import { Allow, fieldErrors, page, readForm, type WebResponse, Who } from '../shell/index.js';
import { drawSeats, seatsAloud } from './drawing.js';
import { seatsForm, toSeats } from './session.form.js';

const cancelForm = z.object({
  reason: z
    .string('Enter why: people are told in these words')
    .min(3, 'Enter why: people are told in these words')
    .max(300, 'Use 300 characters or fewer'),
});

const DRAWN_WIDE = { width: 1180, seats: 20 };
const DRAWN_NARROW = { width: 320, seats: 6 };

/** One session or meeting, for staff: seats, people, and what can be done with them. */
@Controller('training/sessions/:sessionId')
export class SessionController {
  constructor(
    private readonly db: Database,
    private readonly sessions: Sessions,
  ) {}

  @Get()
  @Allow('training_session', 'see')
  async show(@Who() who: Who, @Param('sessionId') id: string, @Res() res: WebResponse): Promise<void> {
    const { session, people } = await this.db.read(who.areas, async (tx) => {
      const session = await this.sessions.see(tx, id);
      // Who has a place is for those who may see delegates; others get the seats only.
      const mayList = who.may('delegate', 'list', session.areaId);
      return { session, people: mayList ? await this.sessions.people(tx, session.areaId, id) : undefined };
    });
    page(res, 'training/views/session.njk', {
      ...this.model(session),
      places: people && placesOf(people),
      waiting: people && waitingOf(people),
      mayChange: who.may('training_session', 'change', session.areaId),
      mayBook: who.may('delegate', 'create', session.areaId) && who.may('delegate', 'change', session.areaId),
      short:
        session.minimum !== null && session.taken < session.minimum ? session.minimum - session.taken : 0,
    });
  }

  @Post('open')
  @Allow('training_session', 'change')
  async open(@Who() who: Who, @Param('sessionId') id: string, @Res() res: WebResponse): Promise<void> {
    const session = await this.see(who, id);
    try {
      await this.sessions.open(who.areas, id, who.actor);
      res.redirect(303, `/training/sessions/${id}?done=opened`);
    } catch (error) {
      page(
        res,
        'training/views/session-seats.njk',
        { ...this.model(session), values: seatValues(session), errors: fieldErrors(error) },
        422,
      );
    }
  }

  @Get('seats')
  @Allow('training_session', 'change')
  async seats(@Who() who: Who, @Param('sessionId') id: string, @Res() res: WebResponse): Promise<void> {
    const session = await this.see(who, id);
    page(res, 'training/views/session-seats.njk', { ...this.model(session), values: seatValues(session) });
  }

  @Post('seats')
  @Allow('training_session', 'change')
  async change(
    @Who() who: Who,
    @Param('sessionId') id: string,
    @Body() body: unknown,
    @Res() res: WebResponse,
  ): Promise<void> {
    const session = await this.see(who, id);
    const form = readForm(seatsForm, body);
    const again = (errors: object) =>
      page(
        res,
        'training/views/session-seats.njk',
        { ...this.model(session), values: form.values, errors },
        422,
      );
    if (!form.ok) return again(form.errors);
    try {
      await this.sessions.change(who.areas, id, toSeats(form.data), who.actor);
      res.redirect(303, `/training/sessions/${id}?done=changed`);
    } catch (error) {
      again(fieldErrors(error));
    }
  }

  @Get('cancel')
  @Allow('training_session', 'change')
  async ask(@Who() who: Who, @Param('sessionId') id: string, @Res() res: WebResponse): Promise<void> {
    page(res, 'training/views/session-cancel.njk', { ...this.model(await this.see(who, id)), values: {} });
  }

  @Post('cancel')
  @Allow('training_session', 'change')
  async cancel(
    @Who() who: Who,
    @Param('sessionId') id: string,
    @Body() body: unknown,
    @Res() res: WebResponse,
  ): Promise<void> {
    const session = await this.see(who, id);
    const form = readForm(cancelForm, body);
    const again = (errors: object) =>
      page(
        res,
        'training/views/session-cancel.njk',
        { ...this.model(session), values: form.values, errors },
        422,
      );
    if (!form.ok) return again(form.errors);
    try {
      await this.sessions.cancel(who.areas, id, form.data.reason, who.actor);
      res.redirect(303, `/training/sessions/${id}?done=cancelled`);
    } catch (error) {
      again(fieldErrors(error));
    }
  }

  private see(who: Who, id: string): Promise<SessionView> {
    return this.db.read(who.areas, (tx) => this.sessions.see(tx, id));
  }

  private model(session: SessionView) {
    return {
      session,
      words: sessionWords(session),
      drawing: drawSeats(session, DRAWN_WIDE.width, DRAWN_WIDE.seats),
      narrow: drawSeats(session, DRAWN_NARROW.width, DRAWN_NARROW.seats),
      aloud: seatsAloud(session),
    };
  }
}

/** Who has a place, then who had one. */
const placesOf = (people: SessionPerson[]) => {
  const placed = people.filter((p) => p.state !== 'waiting');
  const gone = (p: SessionPerson) => ['cancelled', 'moved', 'lapsed'].includes(p.state);
  return [...placed.filter((p) => !gone(p)), ...placed.filter(gone)];
};

/** Who waits, with the turn each has now: people of one entry share it. */
const waitingOf = (people: SessionPerson[]) => {
  const waiting = people.filter((p) => p.state === 'waiting');
  const turns = [...new Set(waiting.map((p) => p.queueNumber))];
  return waiting.map((p) => ({
    ...p,
    turn: turns.indexOf(p.queueNumber) + 1,
    group: waiting.filter((other) => other.queueNumber === p.queueNumber).length,
  }));
};

const seatValues = (session: SessionView) => ({
  capacity: session.capacity ?? '',
  unlimited: session.unlimited ? 'yes' : undefined,
  minimum: session.minimum ?? '',
  roomLimit: session.roomLimit ?? '',
  waitingLimit: session.waitingLimit ?? '',
  price: session.pricePence % 100 ? (session.pricePence / 100).toFixed(2) : session.pricePence / 100,
  closesOn: session.closesAt ? londonDay(session.closesAt) : '',
});
