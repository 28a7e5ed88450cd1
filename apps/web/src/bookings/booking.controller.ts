import { Body, Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import { PublicBookings, Sessions, type SessionView } from '#bookings';
import { Clock, Database, networkOf, notFound } from '#platform';
import {
  Allow,
  type FieldErrors,
  page,
  readForm,
  type WebRequest,
  type WebResponse,
  Who,
} from '../shell/index.js';
import { bookingForm, changePeople, MOST_PEOPLE, shown, toInput } from './booking.form.js';
import { refused } from './refused.js';
import { isBookable, sessionWords } from './session.words.js';

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
  async start(@Who() who: Who, @Param('sessionId') id: string, @Res() res: WebResponse): Promise<void> {
    const session = await this.session(who, id);
    if (!isBookable(session, this.clock.now()))
      return res.redirect(303, `/network/${who.area!.slug}/training/${id}`);
    this.show(res, 'you', session, shown({}));
  }

  @Post()
  @Allow('delegate', 'create')
  async send(
    @Who() who: Who,
    @Param('sessionId') id: string,
    @Body() body: unknown,
    @Req() req: WebRequest,
    @Res() res: WebResponse,
  ): Promise<void> {
    const session = await this.session(who, id);
    const values = shown(body);
    const go = values['go'];
    const people = changePeople(values, go);
    if (people) return this.show(res, 'people', session, { ...values, people });
    if (go === 'you' || go === 'again')
      return this.show(res, go === 'you' ? 'you' : 'people', session, values);
    // Whoever books is usually coming: the first person is filled in with their name, and can be changed.
    if (go === 'people' && !values.people.length)
      values.people = [{ name: values.booker['name'], email: values.booker['email'] }];
    const form = readForm(bookingForm, values);
    const errors = form.ok ? {} : form.errors;
    // Only what has been asked by now counts, and the first step with a mistake is shown.
    const asked: readonly Step[] = go === 'people' ? ['you'] : go === 'check' ? ['you', 'people'] : STEPS;
    const wrong = asked.find((step) => Object.keys(errors).some((field) => stepOf(field) === step));
    if (wrong) return this.show(res, wrong, session, values, pick(errors, wrong));
    if (go !== 'book' || !form.ok)
      return this.show(res, go === 'people' ? 'people' : 'check', session, values);
    try {
      const actor = { ...who.actor, label: form.data.booker.name };
      const answer = await this.bookings.book(who.areaId, toInput(id, form.data), actor, networkOf(req.ip));
      res.redirect(303, `/b/${answer.token}?done=sent`);
    } catch (error) {
      const { errors, status } = refused(res, error);
      const step = STEPS.find((s) => Object.keys(errors).some((field) => stepOf(field) === s)) ?? 'check';
      this.show(res, step, session, values, errors, status);
    }
  }

  private async session(who: Who, id: string): Promise<SessionView> {
    const session = await this.db.read([who.areaId], (tx) => this.sessions.see(tx, id));
    if (session.state === 'draft') throw notFound();
    return session;
  }

  private show(
    res: WebResponse,
    step: Step,
    session: SessionView,
    values: object,
    errors?: FieldErrors,
    status = errors ? 422 : 200,
  ): void {
    const { people } = values as { people: unknown[] };
    // Back in the browser shows the answer to a POST only from its own history, which may keep this page for that.
    res.setHeader('Cache-Control', 'private, no-cache');
    page(
      res,
      VIEWS[step],
      {
        session,
        words: sessionWords(session),
        values,
        errors,
        step: STEPS.indexOf(step) + 1,
        steps: STEPS.length,
        more: MOST_PEOPLE - people.length,
        short: session.free !== null && session.free < people.length,
      },
      status,
    );
  }
}

const pick = (errors: FieldErrors, step: Step): FieldErrors =>
  Object.fromEntries(Object.entries(errors).filter(([field]) => stepOf(field) === step));
