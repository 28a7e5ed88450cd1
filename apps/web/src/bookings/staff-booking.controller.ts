import { Body, Controller, Get, Param, Post, Query, Redirect, Render } from '@nestjs/common';
import type { z } from 'zod';
import {
  Bookings,
  Cancelling,
  canCancel,
  cancelTerms,
  MOST_PEOPLE,
  Sessions,
  type TrainingSessionView,
} from '#bookings';
import { CERTAIN, Contacts, EmployerLookup, type SimilarEmployer } from '#employers';
import { Clock, Database, isId, money, notFound } from '#platform';
import {
  Allow,
  CurrentUser,
  type FieldErrors,
  Form,
  FormChanged,
  FormOf,
  FormRefused,
  filledIn,
  type Principal,
  Refused,
  SeeOther,
  Typed,
} from '../shell/index.js';
import {
  cancelPlaceForm,
  changedPeople,
  KEPT,
  shown,
  staffBookingForm,
  toInput,
  type Typed as Values,
  WHICH,
} from './booking.form.js';
import { employerChoices } from './employer.choices.js';
import { sessionWords } from './session.labels.js';
import { phaseOf } from './session.marks.js';
import { doneAddress } from './session-outcome.labels.js';

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
  @Render('bookings/views/staff-book.njk')
  async ask(
    @CurrentUser() who: Principal,
    @Param('sessionId') id: string,
    @Typed() typed?: Values,
    @Refused() errors?: FieldErrors,
  ) {
    const session = await this.see(who, id);
    const { areaId } = session;
    if (!typed && phaseOf(session, this.clock.now()) === 'held')
      throw new SeeOther(`/training/sessions/${id}`);
    const values = typed ?? { ...shown({}), people: [{}] };
    const { go, which } = values;
    const looked = go === 'lookup' || Boolean(errors?.['which']) || Boolean(which);
    const similar = looked ? await this.similar(who, session, values) : [];
    const contacts =
      isId(which) && who.may('contact', 'list', areaId)
        ? (await this.db.read([areaId], (tx) => this.contacts.findByEmployer(tx, areaId, which))).filter(
            (c) => !c.leftAt,
          )
        : [];
    return {
      session,
      words: sessionWords(session),
      values,
      looked,
      choices: employerChoices(similar, 'A new employer', go === 'lookup'),
      contacts,
      more: MOST_PEOPLE - values.people.length,
      added: go === 'add' ? values.people.length - 1 : undefined,
    };
  }

  @Post('book')
  @Allow('delegate', 'create')
  @FormOf('ask', { ...KEPT, typed: shown })
  @Redirect('', 303)
  async book(@CurrentUser() who: Principal, @Param('sessionId') id: string, @Body() body: unknown) {
    const session = await this.see(who, id);
    const values = shown(body);
    const people = changedPeople(values);
    if (people) throw new FormChanged(people);
    if (values['go'] === 'lookup') throw new FormChanged(values);
    const contact = /^contact\.([0-9a-f-]{36})$/.exec(String(values['go'] ?? ''))?.[1];
    if (contact) throw new FormChanged(await this.withContact(session.areaId, values, contact));
    const form = filledIn(staffBookingForm, values);
    const { ifFull, reason, which } = form;
    // Name and place together are matched by themselves; anything less is for a person to say.
    const similar = which ? [] : await this.similar(who, session, values);
    const [certain, ...others] = similar.filter((e) => e.score >= CERTAIN);
    if (similar.length && (!certain || others.length)) throw new FormRefused({ which: WHICH });
    const input = toInput(id, form);
    const chosen = certain?.id ?? (which === 'new' ? undefined : which);
    const employer = chosen
      ? { id: chosen, name: form.employer.name }
      : { ...input.employer, isNew: which === 'new' };
    const { code, mails } = await this.bookings.book(
      session.areaId,
      { ...input, employer, ...(ifFull === 'ahead' && { ahead: { reason } }) },
      who.actor,
      'staff',
    );
    return { url: doneAddress(id, { done: code, mails }) };
  }

  @Get('cancel-place')
  @Allow('delegate', 'change')
  @Render('bookings/views/staff-cancel.njk')
  async askCancel(
    @CurrentUser() who: Principal,
    @Param('sessionId') id: string,
    @Query('person') asked: unknown,
    @Typed() typed?: Record<string, unknown>,
  ) {
    const { session, person, fee } = await this.person(who, id, typed ? typed['person'] : asked);
    if (!typed && phaseOf(session, this.clock.now()) === 'held')
      throw new SeeOther(`/training/sessions/${id}`);
    return { session, person, fee: fee ? money(fee) : undefined, words: sessionWords(session) };
  }

  @Post('cancel-place')
  @Allow('delegate', 'change')
  @FormOf('askCancel', KEPT)
  @Redirect('', 303)
  async cancel(
    @CurrentUser() who: Principal,
    @Param('sessionId') id: string,
    @Form(cancelPlaceForm) form: z.output<typeof cancelPlaceForm>,
  ) {
    const { session, person } = await this.person(who, id, form.person);
    const { cancelled, mails } = await this.cancelling.cancel(
      [session.areaId],
      { bookingId: person.bookingId, delegateIds: [form.person], reason: form.reason },
      who.actor,
      'staff',
    );
    return { url: doneAddress(id, { done: cancelled ? 'place-cancelled' : 'turn-cancelled', mails }) };
  }

  /** Only in areas where the caller is staff: for the public there is the public form. */
  private async see(who: Principal, id: string): Promise<TrainingSessionView> {
    return this.db.read(who.areas, (tx) => this.sessions.get(tx, id));
  }

  private async person(who: Principal, id: string, delegateId: unknown) {
    if (!isId(delegateId)) throw notFound();
    return this.db.read(who.areas, async (tx) => {
      const session = await this.sessions.get(tx, id);
      const person = (await this.sessions.people(tx, session.areaId, id)).find(
        (p) => p.delegateId === delegateId && canCancel(p),
      );
      if (!person) throw notFound();
      const booking = await this.bookings.get(tx, person.bookingId);
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

  /** The form with somebody of the chosen employer: as who comes, and as who books where nobody is yet. */
  private async withContact(areaId: string, values: Values, contactId: string): Promise<Values> {
    const { which, booker } = values;
    if (!isId(which)) throw notFound();
    const contact = await this.db.read([areaId], async (tx) =>
      (await this.contacts.findByEmployer(tx, areaId, which)).find((c) => c.id === contactId),
    );
    if (!contact) throw notFound();
    const person = { name: contact.name, email: contact.email ?? '' };
    const typed = values.people.filter((p) => p['name'] || p['email']);
    return {
      ...values,
      people: typed.length < MOST_PEOPLE ? [...typed, person] : values.people,
      booker: booker['name'] || booker['email'] ? booker : { ...booker, ...person },
      go: 'add',
    };
  }
}
