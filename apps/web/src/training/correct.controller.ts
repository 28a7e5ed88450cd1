import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { z } from 'zod';
import { Bookings, Correcting, isPersonName, LONGEST_NAME, Sessions } from '#bookings';
import { Messages } from '#messaging';
import { Clock, Database, emailKey, isId, isPlausibleEmail, notFound, type Tx } from '#platform';
import { doneAddress, phaseOf, refused, sessionWords } from '../bookings/index.js';
import {
  Allow,
  CurrentUser,
  type FieldErrors,
  type Principal,
  page,
  readForm,
  type WebResponse,
} from '../shell/index.js';

const correctForm = z.object({
  person: z.uuid().optional(),
  booker: z.uuid().optional(),
  name: z
    .string('Enter the full name')
    .min(1, 'Enter the full name')
    .max(LONGEST_NAME, `Use ${LONGEST_NAME} characters or fewer`)
    .refine(
      (t) => t === '' || t.length > LONGEST_NAME || isPersonName(t),
      'Enter a name without links, or signs such as & or /',
    ),
  email: z
    .string('Enter an email address, like name@example.org')
    .max(254, 'Use 254 characters or fewer')
    .refine(isPlausibleEmail, 'Enter an email address, like name@example.org'),
  old: z.enum(['theirs', 'other'], 'Choose who has the old address').optional(),
});

/** States of an email that may have reached somebody. */
const LEFT = ['sent', 'unknown', 'sending'] as const;

/** Staff: putting right how somebody on a booking is called and reached. */
@Controller('training/sessions/:sessionId/correct')
export class CorrectController {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly sessions: Sessions,
    private readonly bookings: Bookings,
    private readonly correcting: Correcting,
    private readonly messages: Messages,
  ) {}

  @Get()
  @Allow('delegate', 'change')
  async ask(
    @CurrentUser() who: Principal,
    @Param('sessionId') id: string,
    @Query() query: Record<string, unknown>,
    @Res() res: WebResponse,
  ): Promise<void> {
    const found = await this.find(who, id, query);
    if (found.phase === 'held') return res.redirect(303, `/training/sessions/${id}`);
    this.show(res, found, { name: found.named.name, email: found.named.email });
  }

  @Post()
  @Allow('delegate', 'change')
  async correct(
    @CurrentUser() who: Principal,
    @Param('sessionId') id: string,
    @Body() body: unknown,
    @Res() res: WebResponse,
  ): Promise<void> {
    const form = readForm(correctForm, body);
    const found = await this.find(who, id, form.values);
    if (!form.ok) return this.show(res, found, form.values, form.errors, 422);
    const { name, email, old } = form.data;
    const moves = emailKey(email) !== emailKey(found.named.email);
    if (moves && found.left && !old)
      return this.show(res, found, form.values, { old: 'Choose who has the old address' }, 422);
    const areas = [found.session.areaId];
    try {
      const { changed, mails } = found.delegateId
        ? await this.correcting.person(
            areas,
            found.delegateId,
            { name, email, tellOld: old === 'other' && found.left },
            who.actor,
          )
        : await this.correcting.booker(areas, found.bookingId, { name, email }, who.actor);
      res.redirect(303, doneAddress(id, changed ? { done: 'corrected', mails } : { done: 'unchanged' }));
    } catch (error) {
      const { errors, status } = refused(res, error);
      this.show(res, found, form.values, errors, status);
    }
  }

  /** Whom the form is about: `person` of a booking, or the `booker` of one. */
  private find(who: Principal, sessionId: string, asked: Record<string, unknown>) {
    return this.db.read(who.areas, async (tx) => {
      const session = await this.sessions.see(tx, sessionId);
      const found = isId(asked['booker'])
        ? await this.booker(tx, sessionId, asked['booker'])
        : await this.person(tx, session.areaId, sessionId, asked['person']);
      const { rows: messages } = await this.messages.list(
        tx,
        session.areaId,
        { campaign: `session:${sessionId}`, search: found.named.email, states: LEFT },
        undefined,
        20,
      );
      const key = emailKey(found.named.email);
      const left = found.placed && messages.some((m) => emailKey(m.address) === key);
      return { ...found, session, left, phase: phaseOf(session, this.clock.now()) };
    });
  }

  private async person(tx: Tx, areaId: string, sessionId: string, delegateId: unknown) {
    const person = (await this.sessions.people(tx, areaId, sessionId)).find(
      (p) => p.delegateId === delegateId,
    );
    if (!person) throw notFound();
    const { name, email, bookingId, reference, employerName } = person;
    const placed = person.state === 'confirmed';
    return {
      delegateId: person.delegateId as string | undefined,
      named: { name, email },
      placed,
      bookingId,
      reference,
      employerName,
    };
  }

  private async booker(tx: Tx, sessionId: string, bookingId: string) {
    const booking = await this.bookings.see(tx, bookingId);
    if (booking.sessionId !== sessionId) throw notFound();
    const { reference, employerName } = booking;
    const named = { name: booking.bookerName, email: booking.bookerEmail };
    return { delegateId: undefined, named, placed: false, bookingId, reference, employerName };
  }

  private show(
    res: WebResponse,
    found: Awaited<ReturnType<CorrectController['find']>>,
    values: object,
    errors?: FieldErrors,
    status = 200,
  ): void {
    page(
      res,
      'training/views/session-correct.njk',
      { ...found, words: sessionWords(found.session), values, errors },
      status,
    );
  }
}
