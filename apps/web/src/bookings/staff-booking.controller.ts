import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { z } from 'zod';
import { Bookings, Cancelling, canCancel, cancelTerms, Sessions, type TrainingSessionView } from '#bookings';
import { Contacts, EmployerLookup, type SimilarEmployer } from '#employers';
import { Clock, Database, isId, money, notFound } from '#platform';
import {
  Allow,
  CurrentUser,
  type FieldErrors,
  type Principal,
  page,
  readForm,
  type WebResponse,
} from '../shell/index.js';
import { changePeople, MOST_PEOPLE, shown, staffBookingForm, toInput } from './booking.form.js';
import { refused } from './refused.js';
import { sessionWords } from './session.labels.js';
import { phaseOf } from './session.marks.js';
import { doneAddress } from './session-outcome.labels.js';

const cancelForm = z.object({
  person: z.uuid('Choose a person'),
  reason: z
    .string('Enter why, for the people told and for the record')
    .min(3, 'Enter why, for the people told and for the record')
    .max(300, 'Use 300 characters or fewer'),
});

type Values = ReturnType<typeof shown>;

/** Bookings that staff make and undo on a session's page. */
@Controller('training/sessions/:sessionId')
export class StaffBookingController {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly sessions: Sessions,
    private readonly bookings: Bookings,
    private readonly cancelling: Cancelling,
    private readonly lookup: EmployerLookup,
    private readonly contacts: Contacts,
  ) {}

  @Get('book')
  @Allow('delegate', 'create')
  async ask(
    @CurrentUser() who: Principal,
    @Param('sessionId') id: string,
    @Res() res: WebResponse,
  ): Promise<void> {
    const session = await this.see(who, id);
    if (phaseOf(session, this.clock.now()) === 'held') return res.redirect(303, `/training/sessions/${id}`);
    await this.show(who, res, session, { ...shown({}), people: [{}] });
  }

  @Post('book')
  @Allow('delegate', 'create')
  async book(
    @CurrentUser() who: Principal,
    @Param('sessionId') id: string,
    @Body() body: unknown,
    @Res() res: WebResponse,
  ): Promise<void> {
    const session = await this.see(who, id);
    const values = shown(body);
    const show = (errors?: FieldErrors, status?: number) =>
      this.show(who, res, session, values, errors, status);
    const people = changePeople(values, values['go']);
    if (people) {
      values.people = people;
      return show();
    }
    if (values['go'] === 'lookup') return show();
    const contact = /^contact\.([0-9a-f-]{36})$/.exec(String(values['go'] ?? ''))?.[1];
    if (contact) {
      await this.addContact(session.areaId, values, contact);
      return show();
    }
    const form = readForm(staffBookingForm, values);
    if (!form.ok) return show(form.errors);
    const { ifFull, reason, which } = form.data;
    // Name and postcode together are matched by themselves; anything less is for a person to say.
    const similar = which ? [] : await this.similar(who, session, values);
    const certain = similar.some((e) => e.sameName && e.samePostcode);
    if (!certain && similar.some((e) => e.sameName || e.sameAddress))
      return show({ which: 'Choose the employer this is, or say that it is new' });
    try {
      const input = toInput(id, form.data);
      const employer =
        which && which !== 'new' ? { id: which, name: form.data.employer.name } : input.employer;
      const answer = await this.bookings.book(
        session.areaId,
        { ...input, employer, ...(ifFull === 'ahead' && { ahead: { reason: reason ?? '' } }) },
        who.actor,
        'staff',
      );
      res.redirect(303, doneAddress(id, { done: answer.code, mails: answer.mails }));
    } catch (error) {
      const { errors, status } = refused(res, error);
      await show(errors, status);
    }
  }

  @Get('cancel-place')
  @Allow('delegate', 'change')
  async askCancel(
    @CurrentUser() who: Principal,
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
    @CurrentUser() who: Principal,
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
  private async see(who: Principal, id: string): Promise<TrainingSessionView> {
    return this.db.read(who.areas, (tx) => this.sessions.see(tx, id));
  }

  private async person(who: Principal, id: string, delegateId: unknown) {
    if (!isId(delegateId)) throw notFound();
    return this.db.read(who.areas, async (tx) => {
      const session = await this.sessions.see(tx, id);
      const person = (await this.sessions.people(tx, session.areaId, id)).find(
        (p) => p.delegateId === delegateId && canCancel(p),
      );
      if (!person) throw notFound();
      const booking = await this.bookings.see(tx, person.bookingId);
      const given = booking.people.find((p) => p.delegateId === delegateId)?.givenAt;
      const { feePence } = cancelTerms(booking, session.dates[0]!.startsAt, this.clock.now(), given);
      return { session, person, fee: person.state === 'waiting' ? 0 : feePence };
    });
  }

  /** Employers of the area that the typed name may mean, or whose people have one of the addresses. */
  private async similar(
    who: Principal,
    session: TrainingSessionView,
    values: Values,
  ): Promise<SimilarEmployer[]> {
    const text = (value: unknown) => (typeof value === 'string' ? value.trim() : '');
    const name = text(values.employer['name']);
    if (!name || !who.may('employer', 'list', session.areaId)) return [];
    const emails = [values.booker['email'], ...values.people.map((p) => p['email'])]
      .map(text)
      .filter(Boolean);
    return this.db.read([session.areaId], (tx) =>
      this.lookup.similar(tx, session.areaId, { name, postcode: text(values.employer['postcode']), emails }),
    );
  }

  /** Puts somebody of the chosen employer on the form: as who comes, and as who books where nobody is yet. */
  private async addContact(areaId: string, values: Values, contactId: string): Promise<void> {
    const which = values['which'];
    if (!isId(which)) throw notFound();
    const contact = await this.db.read([areaId], async (tx) =>
      (await this.contacts.findByEmployer(tx, areaId, which)).find((c) => c.id === contactId),
    );
    if (!contact) throw notFound();
    const person = { name: contact.name, email: contact.email ?? '' };
    const typed = values.people.filter((p) => p['name'] || p['email']);
    if (typed.length < MOST_PEOPLE) values.people = [...typed, person];
    if (!values.booker['name'] && !values.booker['email']) values.booker = { ...values.booker, ...person };
    values['go'] = 'add';
  }

  private async show(
    who: Principal,
    res: WebResponse,
    session: TrainingSessionView,
    values: Values,
    errors?: FieldErrors,
    status = errors ? 422 : 200,
  ): Promise<void> {
    const { areaId } = session;
    const which = values['which'];
    const looked = values['go'] === 'lookup' || Boolean(errors?.['which']) || Boolean(which);
    const similar = looked ? await this.similar(who, session, values) : [];
    const contacts =
      isId(which) && who.may('contact', 'list', areaId)
        ? (await this.db.read([areaId], (tx) => this.contacts.findByEmployer(tx, areaId, which))).filter(
            (c) => !c.leftAt,
          )
        : [];
    page(
      res,
      'bookings/views/staff-book.njk',
      {
        session,
        words: sessionWords(session),
        values,
        errors,
        similar,
        looked,
        contacts,
        more: MOST_PEOPLE - values.people.length,
        added: values['go'] === 'add' ? values.people.length - 1 : undefined,
      },
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
