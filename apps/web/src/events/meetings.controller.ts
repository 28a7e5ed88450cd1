import { Body, Controller, Get, Post, Res } from '@nestjs/common';
import { z } from 'zod';
import { type EventKind, Events, eventKinds, eventWords } from '#events';
import { Database } from '#platform';
import {
  Allow,
  CurrentUser,
  fieldErrors,
  type Principal,
  page,
  readForm,
  type WebResponse,
} from '../shell/index.js';
import { placeFields, seatFields, shownDates, toDates, toSeats } from '../training/index.js';

const KINDS = eventKinds.map((value) => ({ value, text: eventWords[value].name }));
const needed = (message: string, max: number) =>
  z.string(message).min(1, message).max(max, `Use ${max} characters or fewer`);

const meetingForm = z.object({
  kind: z.enum(
    eventKinds as unknown as readonly [EventKind, ...EventKind[]],
    'Choose what kind of meeting it is',
  ),
  title: needed('Enter a title', 120),
  summary: needed('Enter one or two sentences about it', 400),
  audience: z.string().max(200, 'Use 200 characters or fewer').optional(),
  ...placeFields,
  ...seatFields,
  go: z.enum(['draft', 'open']).default('draft'),
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
  fresh(@Res() res: WebResponse): void {
    const { values } = shownDates({ kind: 'forum', price: '0' });
    page(res, 'events/views/meeting-new.njk', { kinds: KINDS, values });
  }

  @Post()
  @Allow('training_session', 'create')
  async create(@CurrentUser() who: Principal, @Body() body: unknown, @Res() res: WebResponse): Promise<void> {
    const { values, changed } = shownDates(body);
    if (changed) return page(res, 'events/views/meeting-new.njk', { kinds: KINDS, values });
    const form = readForm(meetingForm, values);
    if (!form.ok)
      return page(res, 'events/views/meeting-new.njk', { kinds: KINDS, values, errors: form.errors }, 422);
    const { kind, title, summary, audience, go } = form.data;
    try {
      const { sessionId } = await this.db.write([who.areaId], (tx) =>
        this.events.create(
          tx,
          who.areaId,
          {
            kind,
            title,
            summary,
            audience,
            dates: toDates(form.data),
            ...toSeats(form.data),
          },
          go === 'open' ? who.actor : undefined,
        ),
      );
      res.redirect(303, `/training/sessions/${sessionId}?done=${go === 'open' ? 'opened' : 'added'}`);
    } catch (error) {
      page(res, 'events/views/meeting-new.njk', { kinds: KINDS, values, errors: fieldErrors(error) }, 422);
    }
  }
}
