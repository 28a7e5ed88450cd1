import { Body, Controller, Get, Post, Redirect, Render } from '@nestjs/common';
import { z } from 'zod';
import { Events, eventKinds, eventWords } from '#events';
import { Database } from '#platform';
import { doneAddress } from '../bookings/index.js';
import { Allow, CurrentUser, FormChanged, FormOf, field, filledIn, type Principal } from '../shell/index.js';
import {
  changedDates,
  go,
  placeFields,
  seatFields,
  shownDates,
  toDates,
  toSeats,
} from '../training/index.js';

const kinds = eventKinds.map((value) => ({ value, text: eventWords[value].name }));

const meetingForm = z.object({
  kind: field.choice(eventWords, 'Choose what kind of meeting it is'),
  title: field.text('Enter a title', 120),
  summary: field.lines('Enter one or two sentences about it', 400),
  audience: field.maybeText(200),
  ...placeFields,
  ...seatFields,
  go,
});

/** Adding a forum meeting, seminar or conference; afterwards it is a session like any other. */
@Controller('training/meetings')
export class MeetingsController {
  constructor(
    private readonly db: Database,
    private readonly events: Events,
  ) {}

  @Get('new')
  @Allow('training_session', 'create')
  @Render('events/views/meeting-new.njk')
  adding() {
    return { kinds, values: shownDates({ kind: 'forum', price: '0' }) };
  }

  @Post()
  @Allow('training_session', 'create')
  @FormOf('adding', { typed: shownDates })
  @Redirect('', 303)
  async add(@CurrentUser() who: Principal, @Body() body: unknown) {
    const values = shownDates(body);
    const changed = changedDates(values);
    if (changed) throw new FormChanged(changed);
    const form = filledIn(meetingForm, values);
    const { kind, title, summary, audience } = form;
    const meeting = { kind, title, summary, audience, dates: toDates(form), ...toSeats(form) };
    const opens = form.go === 'open';
    const { sessionId } = await this.db.write([who.areaId], (tx) =>
      this.events.create(tx, who.areaId, meeting, opens ? who.actor : undefined),
    );
    return { url: doneAddress(sessionId, { done: opens ? 'opened' : 'added' }) };
  }
}
