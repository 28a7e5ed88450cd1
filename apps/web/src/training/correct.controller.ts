import { Controller, Get, Param, Post, Query, Redirect, Render } from '@nestjs/common';
import { z } from 'zod';
import { Bookings, Correcting, Sessions } from '#bookings';
import { Messages } from '#messaging';
import { Clock, Database, emailKey, isId, notFound, type Tx } from '#platform';
import { doneAddress, KEPT, personName, phaseOf, reachable, sessionWords } from '../bookings/index.js';
import {
  Allow,
  Audited,
  CurrentUser,
  Form,
  FormOf,
  FormRefused,
  type Look,
  type Principal,
  SeeOther,
  Shown,
  Typed,
} from '../shell/index.js';

const WHOSE = 'Choose who has the old address';
const correctForm = z.object({
  person: z.uuid().optional(),
  booker: z.uuid().optional(),
  name: personName('Enter the full name'),
  email: reachable('Enter an email address'),
  old: z.enum(['theirs', 'other'], WHOSE).optional(),
});
type Whom = Record<string, unknown>;

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
  @Audited({ at: ['delegate', 'see'], when: 'noted', once: true })
  @Render('training/views/session-correct.njk')
  async ask(
    @CurrentUser() who: Principal,
    @Param('sessionId') id: string,
    @Query() query: Whom,
    @Shown() shown: (look: Look) => void,
    @Typed() typed?: Whom,
  ) {
    const found = await this.find(who, id, typed ?? query);
    shown({ areaId: found.session.areaId, subject: found.delegateId ?? found.bookingId });
    if (!typed && found.phase === 'held') throw new SeeOther(`/training/sessions/${id}`);
    return { ...found, words: sessionWords(found.session), values: found.named };
  }

  @Post()
  @Allow('delegate', 'change')
  @FormOf('ask', KEPT)
  @Redirect('', 303)
  async correct(
    @CurrentUser() who: Principal,
    @Param('sessionId') id: string,
    @Form(correctForm) { name, email, old, ...whom }: z.output<typeof correctForm>,
  ) {
    const found = await this.find(who, id, whom);
    const moves = emailKey(email) !== emailKey(found.named.email);
    if (moves && found.left && !old) throw new FormRefused({ old: WHOSE });
    const areas = [found.session.areaId];
    const { changed, mails } = found.delegateId
      ? await this.correcting.person(
          areas,
          found.delegateId,
          { name, email, tellOld: old === 'other' && found.left },
          who.actor,
        )
      : await this.correcting.booker(areas, found.bookingId, { name, email }, who.actor);
    return { url: doneAddress(id, changed ? { done: 'corrected', mails } : { done: 'unchanged' }) };
  }

  /** Whom the form is about: `person` of a booking, or the `booker` of one. */
  private find(who: Principal, sessionId: string, asked: Whom) {
    return this.db.read(who.areas, async (tx) => {
      const session = await this.sessions.get(tx, sessionId);
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
    const booking = await this.bookings.get(tx, bookingId);
    if (booking.sessionId !== sessionId) throw notFound();
    const { reference, employerName } = booking;
    const named = { name: booking.bookerName, email: booking.bookerEmail };
    return { delegateId: undefined, named, placed: false, bookingId, reference, employerName };
  }
}
