import { Body, Controller, Post } from '@nestjs/common';
import { z } from 'zod';
import { Sessions } from '#bookings';
import { Events, eventKinds } from '#events';
import { Database } from '#platform';
import { Allow, ApiRoute, apiInput, CurrentUser, type Principal } from '../shell/index.js';
import { datesBody, seatsBody, sessionAnswer, sessionJson, toInstants } from '../training/index.js';

const meetingBody = z.object({
  kind: z.enum(eventKinds),
  title: z.string().min(1).max(120),
  summary: z.string().min(1).max(400),
  audience: z.string().max(200).optional(),
  dates: datesBody,
  ...seatsBody,
  open: z.boolean().default(false),
});

@Controller('api/meetings')
export class MeetingsApiController {
  constructor(
    private readonly db: Database,
    private readonly events: Events,
    private readonly sessions: Sessions,
  ) {}

  @Post()
  @Allow('training_session', 'create')
  @ApiRoute({
    summary: 'Add a forum meeting, seminar or conference, as a draft or open; it is a session from then on',
    body: meetingBody,
    answer: sessionAnswer,
  })
  async create(@CurrentUser() who: Principal, @Body() body: unknown) {
    const { open, dates, closesAt, capacity, pricePence, ...input } = apiInput(meetingBody, body);
    const { sessionId } = await this.db.write([who.areaId], (tx) =>
      this.events.create(
        tx,
        who.areaId,
        {
          ...input,
          capacity: capacity ?? null,
          pricePence: pricePence ?? 0,
          dates: toInstants(dates),
          closesAt: closesAt ? new Date(closesAt) : null,
        },
        open ? who.actor : undefined,
      ),
    );
    return sessionJson(await this.db.read([who.areaId], (tx) => this.sessions.get(tx, sessionId)));
  }
}
