import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { z } from 'zod';
import { Sessions, type TrainingSessionView } from '#bookings';
import { type MessageLine, type MessageState, Messages, openStates } from '#messaging';
import { Clock, Database, londonDay, type Tx } from '#platform';
import { Courses } from '#training';
import { doneAddress, doneWords, phaseOf, sessionMark, sessionWords } from '../bookings/index.js';
import {
  Allow,
  CurrentUser,
  fieldErrors,
  type Principal,
  page,
  readForm,
  type WebResponse,
} from '../shell/index.js';
import { drawSeats, seatsAloud } from './drawing.js';
import { inPounds, overCourse, seatsForm, toSeats } from './session.form.js';
import { missedByAddress, placesOf, waitingOf } from './session.people.js';

const cancelForm = z.object({
  reason: z
    .string('Enter why: people are told in these words')
    .min(3, 'Enter why: people are told in these words')
    .max(300, 'Use 300 characters or fewer'),
});

const DRAWN_WIDE = { width: 1180, seats: 20 };
const DRAWN_NARROW = { width: 320, seats: 6 };
/** More than a session ever sends. */
const MOST_MAILS = 2_000;

/** One session or meeting, for staff: seats, people, and what can be done with them. */
@Controller('training/sessions/:sessionId')
export class SessionController {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly sessions: Sessions,
    private readonly courses: Courses,
    private readonly messages: Messages,
  ) {}

  @Get()
  @Allow('training_session', 'see')
  async show(
    @CurrentUser() who: Principal,
    @Param('sessionId') id: string,
    @Query() query: unknown,
    @Res() res: WebResponse,
  ): Promise<void> {
    const { session, people, lines } = await this.read(who, id);
    const missed = missedByAddress(lines ?? []);
    page(res, 'training/views/session.njk', {
      ...this.model(session),
      doneText: doneWords(query),
      places: people && placesOf(people, missed),
      waiting: people && waitingOf(people, missed),
      told: lines && session.state === 'cancelled' ? toldOf(lines, session.cancelledAt!) : undefined,
      seesMail: Boolean(lines),
      mayChange: who.may('training_session', 'change', session.areaId),
      mayBook: who.may('delegate', 'create', session.areaId) && who.may('delegate', 'change', session.areaId),
    });
  }

  /** Everybody with a place, to print and take along. */
  @Get('list')
  @Allow('delegate', 'list')
  async list(
    @CurrentUser() who: Principal,
    @Param('sessionId') id: string,
    @Res() res: WebResponse,
  ): Promise<void> {
    const { session, people } = await this.read(who, id);
    page(res, 'training/views/session-list.njk', {
      ...this.model(session),
      people: placesOf(people ?? [], new Map()).filter(
        (p) => !['cancelled', 'moved', 'lapsed'].includes(p.state),
      ),
    });
  }

  @Post('open')
  @Allow('training_session', 'change')
  async open(
    @CurrentUser() who: Principal,
    @Param('sessionId') id: string,
    @Res() res: WebResponse,
  ): Promise<void> {
    const session = await this.see(who, id);
    try {
      await this.sessions.open(who.areas, id, who.actor);
      res.redirect(303, doneAddress(id, { done: 'opened' }));
    } catch (error) {
      // The page has fields for places, none for days.
      const { dates, ...errors } = fieldErrors(error);
      page(
        res,
        'training/views/session-seats.njk',
        {
          ...this.model(session),
          values: seatValues(session),
          errors: dates ? { ...errors, form: dates } : errors,
        },
        422,
      );
    }
  }

  @Get('seats')
  @Allow('training_session', 'change')
  async seats(
    @CurrentUser() who: Principal,
    @Param('sessionId') id: string,
    @Res() res: WebResponse,
  ): Promise<void> {
    const session = await this.see(who, id);
    const model = this.model(session);
    if (model.phase === 'held') return res.redirect(303, `/training/sessions/${id}`);
    page(res, 'training/views/session-seats.njk', { ...model, values: seatValues(session) });
  }

  @Post('seats')
  @Allow('training_session', 'change')
  async change(
    @CurrentUser() who: Principal,
    @Param('sessionId') id: string,
    @Body() body: unknown,
    @Res() res: WebResponse,
  ): Promise<void> {
    const session = await this.see(who, id);
    const form = readForm(seatsForm, body);
    const again = (errors: object, sure?: number) =>
      page(
        res,
        'training/views/session-seats.njk',
        { ...this.model(session), values: form.values, errors, sure },
        422,
      );
    if (!form.ok) return again(form.errors);
    const over =
      form.data.capacity === session.capacity ? undefined : await this.overCourse(session, form.data);
    if (over) return again(over, form.data.capacity);
    try {
      const { changed, served, mails } = await this.sessions.change(
        who.areas,
        id,
        toSeats(form.data),
        who.actor,
      );
      res.redirect(
        303,
        doneAddress(id, changed ? { done: 'changed', served, mails } : { done: 'unchanged' }),
      );
    } catch (error) {
      again(fieldErrors(error));
    }
  }

  @Get('cancel')
  @Allow('training_session', 'change')
  async ask(
    @CurrentUser() who: Principal,
    @Param('sessionId') id: string,
    @Res() res: WebResponse,
  ): Promise<void> {
    const session = await this.see(who, id);
    const model = this.model(session);
    if (session.state === 'open' && model.phase !== 'ahead')
      return res.redirect(303, `/training/sessions/${id}`);
    page(res, 'training/views/session-cancel.njk', { ...model, values: {} });
  }

  @Post('cancel')
  @Allow('training_session', 'change')
  async cancel(
    @CurrentUser() who: Principal,
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
      const mails = await this.sessions.cancel(who.areas, id, form.data.reason, who.actor);
      res.redirect(303, doneAddress(id, { done: 'cancelled', mails }));
    } catch (error) {
      again(fieldErrors(error));
    }
  }

  /** The session, with people and what was sent to them for those who may see these. */
  private read(who: Principal, id: string) {
    return this.db.read(who.areas, async (tx) => {
      const session = await this.sessions.see(tx, id);
      const { areaId } = session;
      // Who has a place is for those who may see delegates; others get the seats only.
      const people = who.may('delegate', 'list', areaId)
        ? await this.sessions.people(tx, areaId, id)
        : undefined;
      const sees = people && who.may('message_metadata', 'see', areaId);
      return { session, people, lines: sees ? await this.mailOf(tx, areaId, id) : undefined };
    });
  }

  /** All email of a session, newest first. */
  private async mailOf(tx: Tx, areaId: string, id: string) {
    const filter = { campaign: `session:${id}` };
    return (await this.messages.list(tx, areaId, filter, undefined, MOST_MAILS)).rows;
  }

  private async overCourse(session: TrainingSessionView, seats: Parameters<typeof overCourse>[1]) {
    if (session.kind !== 'course') return undefined;
    const course = await this.db.read([session.areaId], (tx) => this.courses.see(tx, session.subjectId));
    return overCourse(course.maximum, seats);
  }

  private see(who: Principal, id: string): Promise<TrainingSessionView> {
    return this.db.read(who.areas, (tx) => this.sessions.see(tx, id));
  }

  private model(session: TrainingSessionView) {
    return {
      session,
      words: sessionWords(session),
      standing: sessionMark(session, this.clock.now()),
      phase: phaseOf(session, this.clock.now()),
      drawing: drawSeats(session, DRAWN_WIDE.width, DRAWN_WIDE.seats),
      narrow: drawSeats(session, DRAWN_NARROW.width, DRAWN_NARROW.seats),
      aloud: seatsAloud(session),
    };
  }
}

const CANCELLED = ['bookings.session-cancelled', 'bookings.session-cancelled-booker'];
const NOT_TOLD: MessageState[] = ['bounced', 'failed', 'suppressed', 'expired', 'cancelled'];

/** Whom the cancellation of a session reached, as things are now. */
function toldOf(lines: readonly MessageLine[], cancelledAt: Date) {
  // Who waited reads the same email as somebody who left the list before.
  const about = lines.filter(
    (line) =>
      CANCELLED.includes(line.template) ||
      (line.template === 'bookings.waiting-ended' && line.createdAt >= cancelledAt),
  );
  const among = (states: readonly MessageState[]) => about.filter((line) => states.includes(line.state));
  return {
    all: about.length,
    sent: among(['sent']).length,
    unsure: among(['unknown']).length,
    going: among(openStates).length,
    not: among(NOT_TOLD),
  };
}

const seatValues = (session: TrainingSessionView) => ({
  capacity: session.capacity ?? '',
  unlimited: session.unlimited ? 'yes' : undefined,
  minimum: session.minimum ?? '',
  roomLimit: session.roomLimit ?? '',
  waitingLimit: session.waitingLimit ?? '',
  price: inPounds(session.pricePence),
  closesOn: session.closesAt ? londonDay(session.closesAt) : '',
});
