import { Controller, Get, Param, Query } from '@nestjs/common';
import { z } from 'zod';
import { deliveryReason, type MessageLine, Messages, states } from '#messaging';
import { Database } from '#platform';
import { Allow, ApiRoute, apiInput, CurrentUser, type Principal } from '../shell/index.js';
import { apiListQuery } from './message.form.js';

/**
 * What a program may see of a message: its fate, and neither address nor words. The field set `message.delivery` of the
 * access matrix; and `hold`, `decision` and `sending`, which the set does not name: they say what holds an email back and
 * what it belongs to, and nothing of whom it goes to.
 */
const delivery = z.object({
  id: z.uuid(),
  purpose: z.enum(['service', 'invitation', 'engagement']),
  state: z.enum(states),
  reason: z.string().nullable().describe('Why it is in this state, in plain English'),
  hold: z.string().nullable().describe('Code of what holds it back, while something does'),
  decision: z
    .object({
      code: z.string(),
      sentence: z.string(),
      at: z.iso.datetime(),
      until: z.iso.datetime().nullable(),
    })
    .nullable()
    .describe('What the contact policy said last; `until`: held until then'),
  sending: z.string().nullable().describe('The sending it belongs to; see /api/sendings'),
  attempts: z.number().int(),
  createdAt: z.iso.datetime(),
});

/** Messages for programs: lists and one. Sending and settling are no rights of a token. */
@Controller('api/messages')
export class MessagesApiController {
  constructor(
    private readonly db: Database,
    private readonly messages: Messages,
  ) {}

  @Get()
  @Allow('message_metadata', 'list')
  @ApiRoute({
    summary: 'Messages of an area, newest first, and how many are in each state',
    query: apiListQuery,
    answer: z.object({
      messages: z.array(delivery),
      counts: z
        .record(z.enum(states), z.number().int())
        .describe('All messages of the area (or the sending), by state'),
      next: z.string().nullable().describe('Give it as `after` for the next page'),
    }),
  })
  async list(@CurrentUser() who: Principal, @Query() query: unknown) {
    const { state, sending, after, limit } = apiInput(apiListQuery, query);
    const filter = { reader: who, ...(sending === undefined ? {} : { campaign: sending }) };
    return this.db.read([who.areaId], async (tx) => {
      const found =
        who.fieldSet === 'message.counts' || who.fieldSet === 'message.contacted_when'
          ? { rows: [] }
          : await this.messages.list(
              tx,
              who.areaId,
              { ...filter, ...(state ? { states: [state] } : {}) },
              { after },
              limit,
            );
      return {
        messages: found.rows.map(asDelivery),
        counts: await this.messages.counts(tx, who.areaId, filter),
        next: found.next ?? null,
      };
    });
  }

  @Get(':messageId')
  @Allow('message_metadata', 'see')
  @ApiRoute({ summary: 'One message and its fate', answer: delivery })
  async see(@CurrentUser() who: Principal, @Param('messageId') messageId: string) {
    return asDelivery(await this.db.read(who.areas, (tx) => this.messages.line(tx, messageId, who)));
  }
}

const asDelivery = (line: MessageLine) => ({
  id: line.id,
  purpose: line.purpose,
  state: line.state,
  reason: deliveryReason(line),
  hold: line.hold,
  decision: line.decision && {
    code: line.decision.code,
    sentence: line.decision.sentence,
    at: line.decision.at,
    until: line.decision.until,
  },
  sending: line.campaign,
  attempts: line.attempts,
  createdAt: line.createdAt.toISOString(),
});
