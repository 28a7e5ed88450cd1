import { Controller, Get, Param, Post, Query, Redirect, Render } from '@nestjs/common';
import { z } from 'zod';
import { Sessions, type TrainingSessionView } from '#bookings';
import { type MessageLine, type MessageState, Messages, openStates } from '#messaging';
import { Clock, Database, londonDay, type Tx } from '#platform';
import { Courses } from '#training';
import { doneAddress, doneWords, phaseOf, sessionMark, sessionWords } from '../bookings/index.js';
import {
  Allow,
  Audited,
  CurrentUser,
  type FieldErrors,
  Form,
  FormOf,
  FormRefused,
  field,
  type Look,
  type Principal,
  Refused,
  SeeOther,
  Shown,
} from '../shell/index.js';
import { drawSeats, seatsAloud } from './drawing.js';
import { overCourse, seatsForm, toSeats } from './session.form.js';
import { missedByAddress, placesOf, waitingOf } from './session.people.js';

const cancelForm = z.object({ reason: field.reason() });

const DRAWN_WIDE = { width: 1180, seats: 20 };
const DRAWN_NARROW = { width: 320, seats: 6 };
/** More than a session ever sends. */
const MOST_MAILS = 2_000;

/** Looks at who has a place are kept. */
const LISTED = { at: ['delegate', 'list'], when: 'noted', once: true } as const;

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
  @Audited(LISTED)
  @Render('training/views/session.njk')
  async show(
    @CurrentUser() who: Principal,
    @Param('sessionId') id: string,
    @Query() query: unknown,
    @Shown() shown: (look: Look) => void,
  ) {
    const { session, people, lines } = await this.read(who, id);
    shown({ areaId: session.areaId, count: people?.length ?? 0 });
    const missed = missedByAddress(lines ?? []);
    return {
      ...this.model(session),
      doneText: doneWords(query),
      places: people && placesOf(people, missed),
      waiting: people && waitingOf(people, missed),
      told: lines && session.state === 'cancelled' ? toldOf(lines, session.cancelledAt!) : undefined,
      seesMail: Boolean(lines),
      mayChange: who.may('training_session', 'change', session.areaId),
      // What is taken out is of the area that is looked at.
      mayExport: session.areaId === who.areaId && who.may('delegate', 'export'),
      mayBook: who.may('delegate', 'create', session.areaId) && who.may('delegate', 'change', session.areaId),
    };
  }

  /** Everybody with a place, to print and take along. */
  @Get('list')
  @Allow('delegate', 'list')
  @Audited(LISTED)
  @Render('training/views/session-list.njk')
  async list(
    @CurrentUser() who: Principal,
    @Param('sessionId') id: string,
    @Shown() shown: (look: Look) => void,
  ) {
    const { session, people } = await this.read(who, id);
    shown({ areaId: session.areaId, count: people?.length ?? 0 });
    return {
      ...this.model(session),
      people: placesOf(people ?? [], new Map()).filter(
        (p) => !['cancelled', 'moved', 'lapsed'].includes(p.state),
      ),
    };
  }

  @Get('seats')
  @Allow('training_session', 'change')
  @Render('training/views/session-seats.njk')
  async seats(
    @CurrentUser() who: Principal,
    @Param('sessionId') id: string,
    @Refused() errors?: FieldErrors,
  ) {
    const session = await this.see(who, id);
    const model = this.model(session);
    if (!errors && model.phase === 'held') throw new SeeOther(`/training/sessions/${id}`);
    return { ...model, values: seatValues(session) };
  }

  /** What keeps a draft from being opened is mostly that its places are not set, so that is where it is said. */
  @Post('open')
  @Allow('training_session', 'change')
  @FormOf('seats', { typed: () => undefined })
  @Redirect('', 303)
  async open(@CurrentUser() who: Principal, @Param('sessionId') id: string) {
    await this.sessions.open(who.areas, id, who.actor);
    return { url: doneAddress(id, { done: 'opened' }) };
  }

  @Post('seats')
  @Allow('training_session', 'change')
  @FormOf('seats')
  @Redirect('', 303)
  async change(
    @CurrentUser() who: Principal,
    @Param('sessionId') id: string,
    @Form(seatsForm) form: z.output<typeof seatsForm>,
  ) {
    const session = await this.see(who, id);
    const over = form.capacity === session.capacity ? undefined : await this.overCourse(session, form);
    if (over) throw new FormRefused(over, { sure: form.capacity });
    const { changed, served, mails } = await this.sessions.change(who.areas, id, toSeats(form), who.actor);
    return { url: doneAddress(id, changed ? { done: 'changed', served, mails } : { done: 'unchanged' }) };
  }

  @Get('cancel')
  @Allow('training_session', 'change')
  @Render('training/views/session-cancel.njk')
  async ask(@CurrentUser() who: Principal, @Param('sessionId') id: string, @Refused() errors?: FieldErrors) {
    const session = await this.see(who, id);
    const model = this.model(session);
    if (!errors && session.state === 'open' && model.phase !== 'ahead')
      throw new SeeOther(`/training/sessions/${id}`);
    return model;
  }

  @Post('cancel')
  @Allow('training_session', 'change')
  @FormOf('ask')
  @Redirect('', 303)
  async cancel(
    @CurrentUser() who: Principal,
    @Param('sessionId') id: string,
    @Form(cancelForm) { reason }: z.output<typeof cancelForm>,
  ) {
    const mails = await this.sessions.cancel(who.areas, id, reason, who.actor);
    return { url: doneAddress(id, { done: 'cancelled', mails }) };
  }

  /** The session, with people and what was sent to them for those who may see these. */
  private read(who: Principal, id: string) {
    return this.db.read(who.areas, async (tx) => {
      const session = await this.sessions.get(tx, id);
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
    const course = await this.db.read([session.areaId], (tx) => this.courses.get(tx, session.subjectId));
    return overCourse(course.maximum, seats);
  }

  private see(who: Principal, id: string): Promise<TrainingSessionView> {
    return this.db.read(who.areas, (tx) => this.sessions.get(tx, id));
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
  price: field.asPounds(session.pricePence),
  closesOn: session.closesAt ? londonDay(session.closesAt) : '',
});
