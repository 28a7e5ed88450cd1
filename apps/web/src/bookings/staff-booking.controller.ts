import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { z } from 'zod';
import { Bookings, Cancelling, canCancel, cancelTerms, Sessions, type SessionView } from '#bookings';
import { Clock, Database, isId, money, notFound } from '#platform';
import { Allow, type FieldErrors, page, readForm, type WebResponse, Who } from '../shell/index.js';
import { phaseOf } from '../training/session.marks.js';
import { doneAddress } from '../training/session.words.js';
import { changePeople, MOST_PEOPLE, shown, staffBookingForm, toInput } from './booking.form.js';
import { refused } from './refused.js';
import { sessionWords } from './session.words.js';

const cancelForm = z.object({
  person: z.uuid('Choose a person'),
  reason: z
    .string('Enter why, for the people told and for the record')
    .min(3, 'Enter why, for the people told and for the record')
    .max(300, 'Use 300 characters or fewer'),
});

/** Bookings that staff make and undo on a session's page. */
@Controller('training/sessions/:sessionId')
export class StaffBookingController {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly sessions: Sessions,
    private readonly bookings: Bookings,
    private readonly cancelling: Cancelling,
  ) {}

  @Get('book')
  @Allow('delegate', 'create')
  async ask(@Who() who: Who, @Param('sessionId') id: string, @Res() res: WebResponse): Promise<void> {
    const session = await this.see(who, id);
    if (phaseOf(session, this.clock.now()) === 'held') return res.redirect(303, `/training/sessions/${id}`);
    this.show(res, session, { ...shown({}), people: [{}] });
  }

  @Post('book')
  @Allow('delegate', 'create')
  async book(
    @Who() who: Who,
    @Param('sessionId') id: string,
    @Body() body: unknown,
    @Res() res: WebResponse,
  ): Promise<void> {
    const session = await this.see(who, id);
    const values = shown(body);
    const people = changePeople(values, values['go']);
    if (people) return this.show(res, session, { ...values, people });
    const form = readForm(staffBookingForm, values);
    if (!form.ok) return this.show(res, session, values, form.errors);
    const { ifFull, reason } = form.data;
    try {
      const input = toInput(id, form.data);
      const answer = await this.bookings.book(
        session.areaId,
        ifFull === 'ahead' ? { ...input, ahead: { reason: reason ?? '' } } : input,
        who.actor,
        'staff',
      );
      res.redirect(303, doneAddress(id, { done: answer.code, mails: answer.mails }));
    } catch (error) {
      const { errors, status } = refused(res, error);
      this.show(res, session, values, errors, status);
    }
  }

  @Get('cancel-place')
  @Allow('delegate', 'change')
  async askCancel(
    @Who() who: Who,
    @Param('sessionId') id: string,
    @Query('person') person: unknown,
    @Res() res: WebResponse,
  ): Promise<void> {
    const found = await this.person(who, id, person);
    if (phaseOf(found.session, this.clock.now()) === 'held')
      return res.redirect(303, `/training/sessions/${id}`);
    this.showCancel(res, found, { person });
  }

  @Post('cancel-place')
  @Allow('delegate', 'change')
  async cancel(
    @Who() who: Who,
    @Param('sessionId') id: string,
    @Body() body: unknown,
    @Res() res: WebResponse,
  ): Promise<void> {
    const form = readForm(cancelForm, body);
    const found = await this.person(who, id, form.values['person']);
    if (!form.ok) return this.showCancel(res, found, form.values, form.errors, 422);
    try {
      const { cancelled, mails } = await this.cancelling.cancel(
        [found.session.areaId],
        { bookingId: found.person.bookingId, delegateIds: [form.data.person], reason: form.data.reason },
        who.actor,
        'staff',
      );
      res.redirect(303, doneAddress(id, { done: cancelled ? 'place-cancelled' : 'turn-cancelled', mails }));
    } catch (error) {
      const { errors, status } = refused(res, error);
      this.showCancel(res, found, form.values, errors, status);
    }
  }

  /** Only in areas where the caller is staff: for the public there is the public form. */
  private async see(who: Who, id: string): Promise<SessionView> {
    return this.db.read(who.areas, (tx) => this.sessions.see(tx, id));
  }

  private async person(who: Who, id: string, delegateId: unknown) {
    if (!isId(delegateId)) throw notFound();
    return this.db.read(who.areas, async (tx) => {
      const session = await this.sessions.see(tx, id);
      const person = (await this.sessions.people(tx, session.areaId, id)).find(
        (p) => p.delegateId === delegateId && canCancel(p),
      );
      if (!person) throw notFound();
      const booking = await this.bookings.see(tx, person.bookingId);
      const { feePence } = cancelTerms(booking, session.dates[0]!.startsAt, this.clock.now());
      return { session, person, fee: person.state === 'waiting' ? 0 : feePence };
    });
  }

  private show(
    res: WebResponse,
    session: SessionView,
    values: object,
    errors?: FieldErrors,
    status = errors ? 422 : 200,
  ): void {
    const { people } = values as { people: unknown[] };
    page(
      res,
      'bookings/views/staff-book.njk',
      { session, words: sessionWords(session), values, errors, more: MOST_PEOPLE - people.length },
      status,
    );
  }

  private showCancel(
    res: WebResponse,
    { session, person, fee }: Awaited<ReturnType<StaffBookingController['person']>>,
    values: object,
    errors?: FieldErrors,
    status = 200,
  ): void {
    page(
      res,
      'bookings/views/staff-cancel.njk',
      { session, person, fee: fee ? money(fee) : undefined, words: sessionWords(session), values, errors },
      status,
    );
  }
}
