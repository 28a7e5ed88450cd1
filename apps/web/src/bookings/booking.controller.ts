import { Body, Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import { areaIdentities } from '#access';
import {
  forEverybody,
  PublicBookings,
  payingWords,
  policyInWords,
  Sessions,
  type TrainingSessionView,
} from '#bookings';
import { Clock, Database, money, networkOf, notFound } from '#platform';
import {
  Allow,
  CurrentUser,
  type FieldErrors,
  type Principal,
  page,
  readForm,
  type WebRequest,
  type WebResponse,
} from '../shell/index.js';
import {
  bookingForm,
  changePeople,
  fillFirst,
  MOST_PEOPLE,
  sharedAddresses,
  shown,
  toInput,
} from './booking.form.js';
import { refused } from './refused.js';
import { isBookable, sessionWords } from './session.labels.js';

const STEPS = ['you', 'people', 'check'] as const;
type Step = (typeof STEPS)[number];
const VIEWS: Record<Step, string> = {
  you: 'bookings/views/book-you.njk',
  people: 'bookings/views/book-people.njk',
  check: 'bookings/views/book-check.njk',
};

/** The step on which a field is asked. */
const stepOf = (field: string): Step =>
  /^(booker|employer)\b/.test(field) ? 'you' : /^people\b/.test(field) ? 'people' : 'check';

type Values = ReturnType<typeof shown>;

/** Booking without an account, step by step; each page carries what was entered before, so nothing waits on the server. */
@Controller('network/:area/training/:sessionId/book')
export class BookingController {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly sessions: Sessions,
    private readonly bookings: PublicBookings,
  ) {}

  @Get()
  @Allow('delegate', 'create')
  async start(
    @CurrentUser() who: Principal,
    @Param('sessionId') id: string,
    @Res() res: WebResponse,
  ): Promise<void> {
    const session = await this.session(who, id);
    if (!isBookable(session, this.clock.now()))
      return res.redirect(303, `/network/${who.area!.slug}/training/${id}`);
    await this.show(who, res, 'you', shown({}));
  }

  @Post()
  @Allow('delegate', 'create')
  async send(
    @CurrentUser() who: Principal,
    @Param('sessionId') id: string,
    @Body() body: unknown,
    @Req() req: WebRequest,
    @Res() res: WebResponse,
  ): Promise<void> {
    const values = shown(body);
    const go = values['go'];
    const show = (step: Step, errors?: FieldErrors, status?: number) =>
      this.show(who, res, step, values, errors, status);
    const people = changePeople(values, go);
    if (people) {
      values.people = people;
      return show('people');
    }
    if (go === 'you' || go === 'again') return show(go === 'you' ? 'you' : 'people');
    if (go === 'people') fillFirst(values);
    const form = readForm(bookingForm, values);
    const errors = form.ok ? {} : form.errors;
    // Only what has been asked by now counts, and the first step with a mistake is shown.
    const asked: readonly Step[] = go === 'people' ? ['you'] : go === 'check' ? ['you', 'people'] : STEPS;
    const wrong = asked.find((step) => Object.keys(errors).some((field) => stepOf(field) === step));
    if (wrong) return show(wrong, pick(errors, wrong));
    if (go !== 'book' || !form.ok) return show(go === 'people' ? 'people' : 'check');
    try {
      const actor = { ...who.actor, label: form.data.booker.name };
      const answer = await this.bookings.book(who.areaId, toInput(id, form.data), actor, networkOf(req.ip));
      const untold = answer.mails.waiting + answer.mails.blocked ? '&untold=yes' : '';
      res.redirect(303, `/b/${answer.token}?done=sent${untold}`);
    } catch (error) {
      const { errors, status } = refused(res, error);
      const step = STEPS.find((s) => Object.keys(errors).some((field) => stepOf(field) === s)) ?? 'check';
      await show(step, errors, status);
    }
  }

  private async session(who: Principal, id: string): Promise<TrainingSessionView> {
    const session = await this.db.read([who.areaId], (tx) => this.sessions.see(tx, id));
    if (session.state === 'draft') throw notFound();
    return forEverybody(session);
  }

  private async show(
    who: Principal,
    res: WebResponse,
    step: Step,
    values: Values,
    errors?: FieldErrors,
    status = errors ? 422 : 200,
  ): Promise<void> {
    const session = await this.session(who, String(res.req.params['sessionId']));
    const area = await this.db.read(
      [who.areaId],
      async (tx) => (await areaIdentities(tx, [who.areaId])).get(who.areaId)!,
    );
    const was = values['shownPence'] === undefined ? session.pricePence : Number(values['shownPence']);
    const changed = step === 'check' && Number.isInteger(was) && was !== session.pricePence;
    const problems = changed ? { ...errors, total: priceChange(was, session.pricePence) } : errors;
    // From here on the form is about the price that stands on it.
    values['shownPence'] = step === 'check' ? session.pricePence : was;
    // Back in the browser shows the answer to a POST only from its own history, which may keep this page for that.
    res.setHeader('Cache-Control', 'private, no-cache');
    page(
      res,
      VIEWS[step],
      {
        session,
        words: sessionWords(session),
        values,
        errors: problems,
        step: STEPS.indexOf(step) + 1,
        steps: STEPS.length,
        more: MOST_PEOPLE - values.people.length,
        short: session.free !== null && session.free < values.people.length,
        added: values['go'] === 'add' ? values.people.length - 1 : undefined,
        shared: sharedAddresses(values.people),
        contact: area.replyTo,
        pay: session.pricePence
          ? {
              total: money(session.pricePence * values.people.length),
              each: money(session.pricePence),
              was: changed && was ? money(was * values.people.length) : undefined,
              how: payingWords(area.network),
              terms: policyInWords(
                session.policy,
                session.pricePence,
                session.dates[0]!.startsAt,
                this.clock.now(),
              ),
            }
          : undefined,
      },
      changed && status === 200 ? 409 : status,
    );
  }
}

const priceChange = (from: number, to: number): string =>
  `The price has gone ${to > from ? 'up' : 'down'} from ${money(from)} to ${money(to)} a person`;

const pick = (errors: FieldErrors, step: Step): FieldErrors =>
  Object.fromEntries(Object.entries(errors).filter(([field]) => stepOf(field) === step));
