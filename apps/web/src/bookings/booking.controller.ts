import { Body, Controller, Get, Header, Ip, Param, Post, Redirect, Render } from '@nestjs/common';
import { areaIdentities } from '#access';
import {
  forEverybody,
  MOST_PEOPLE,
  PublicBookings,
  payingWords,
  policyInWords,
  priceChanged,
  Sessions,
  type TrainingSessionView,
} from '#bookings';
import { Clock, Database, money, networkOf, notFound } from '#platform';
import {
  Allow,
  CurrentUser,
  type FieldErrors,
  FormChanged,
  FormOf,
  FormRefused,
  filledIn,
  type Principal,
  Refused,
  readForm,
  SeeOther,
  Typed,
} from '../shell/index.js';
import {
  bookingForm,
  changedPeople,
  firstFilled,
  KEPT,
  sharedAddresses,
  shown,
  toInput,
  type Typed as Values,
} from './booking.form.js';
import { isBookable, sessionWords } from './session.labels.js';

const STEPS = ['you', 'people', 'check'] as const;
type Step = (typeof STEPS)[number];

/** The step on which a field is asked. */
const stepOf = (field: string): Step =>
  /^(booker|employer)\b/.test(field) ? 'you' : /^people\b/.test(field) ? 'people' : 'check';

/** The first step with a mistake. */
const stepWith = (errors: FieldErrors = {}): Step | undefined =>
  STEPS.find((step) => Object.keys(errors).some((field) => stepOf(field) === step));

/** The step to which a button leads. */
const stepAfter = (go: unknown): Step =>
  go === 'you' ? 'you' : /^(?:people|again|add|remove\b.*)$/.test(String(go)) ? 'people' : 'check';

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
  // Back in the browser shows the answer to a POST only from its own history, which may keep this page for that.
  @Header('Cache-Control', 'private, no-cache')
  @Render('bookings/views/book.njk')
  async ask(
    @CurrentUser() who: Principal,
    @Param('sessionId') id: string,
    @Typed() typed?: Values,
    @Refused() errors?: FieldErrors,
  ) {
    const session = await this.session(who, id);
    const now = this.clock.now();
    if (!typed && !isBookable(session, now)) throw new SeeOther(`/network/${who.area!.slug}/training/${id}`);
    const area = await this.db.read(
      [who.areaId],
      async (tx) => (await areaIdentities(tx, [who.areaId])).get(who.areaId)!,
    );
    const values = typed ?? shown({});
    const step = typed ? (stepWith(errors) ?? stepAfter(typed['go'])) : 'you';
    const was = shownPrice(values, session);
    const { pricePence } = session;
    const people = values.people.length;
    return {
      session,
      words: sessionWords(session),
      values,
      at: step,
      step: STEPS.indexOf(step) + 1,
      steps: STEPS.length,
      // Once the price there is now has been said, the form is about that one.
      shownPence: step === 'check' && (!errors || errors['total']) ? pricePence : was,
      more: MOST_PEOPLE - people,
      short: session.free !== null && session.free < people,
      added: values['go'] === 'add' ? people - 1 : undefined,
      shared: sharedAddresses(values.people),
      contact: area.replyTo,
      pay: pricePence
        ? {
            total: money(pricePence * people),
            each: money(pricePence),
            was: was && was !== pricePence ? money(was * people) : undefined,
            how: payingWords(area.network),
            terms: policyInWords(session.policy, pricePence, session.dates[0]!.startsAt, now),
          }
        : undefined,
    };
  }

  @Post()
  @Allow('delegate', 'create')
  @FormOf('ask', { ...KEPT, typed: shown })
  @Redirect('', 303)
  async send(
    @CurrentUser() who: Principal,
    @Param('sessionId') id: string,
    @Body() body: unknown,
    @Ip() ip: string,
  ) {
    const values = shown(body);
    const { go } = values;
    const people = changedPeople(values);
    if (people) throw new FormChanged(people);
    if (go === 'you' || go === 'again') throw new FormChanged(values);
    if (go === 'people') throw new FormChanged(firstFilled(this.askedBy(values, ['you'])));
    this.askedBy(values, ['you', 'people']);
    if (go !== 'book') {
      const session = await this.session(who, id);
      const was = shownPrice(values, session);
      if (Number.isInteger(was) && was !== session.pricePence) throw priceChanged(was, session.pricePence);
      throw new FormChanged(values);
    }
    const form = filledIn(bookingForm, values);
    const actor = { ...who.actor, label: form.booker.name };
    const { token, mails } = await this.bookings.book(who.areaId, toInput(id, form), actor, networkOf(ip));
    return { url: `/b/${token}?done=sent${mails.waiting + mails.blocked ? '&untold=yes' : ''}` };
  }

  /** The form, where what these steps ask is right; what a later one asks is not looked at yet. */
  private askedBy(values: Values, steps: readonly Step[]): Values {
    const read = readForm(bookingForm, values);
    const errors = read.ok ? {} : read.errors;
    const step = stepWith(errors);
    if (step && steps.includes(step))
      throw new FormRefused(
        Object.fromEntries(Object.entries(errors).filter(([field]) => stepOf(field) === step)),
      );
    return values;
  }

  private async session(who: Principal, id: string): Promise<TrainingSessionView> {
    const session = await this.db.read([who.areaId], (tx) => this.sessions.get(tx, id));
    if (session.state === 'draft') throw notFound();
    return forEverybody(session);
  }
}

/** The price a person as the form has shown it, in pence; NaN for none at all. */
const shownPrice = (values: Values, session: TrainingSessionView): number =>
  values['shownPence'] === undefined ? session.pricePence : Number(values['shownPence']);
