import { Controller, Get, Param, Query } from '@nestjs/common';
import { z } from 'zod';
import { type MailingCounts, Mailings, states } from '#messaging';
import { Database } from '#platform';
import { Allow, ApiRoute, apiInput, CurrentUser, type Principal } from '../shell/index.js';
import { apiMailingsQuery } from './message.form.js';

/** What a program may see of a sending: how many of its mails came to which fate. */
const sendingShape = z.object({
  sending: z.string().describe('What its messages name, e.g. `wave:…`'),
  startedAt: z.iso.datetime().describe('When its first mail was written'),
  total: z.number().int(),
  counts: z.record(z.enum(states), z.number().int()).describe('They add up to `total`'),
});

/** Sendings for programs, to be read only. */
@Controller('api/sendings')
export class MailingsApiController {
  constructor(
    private readonly db: Database,
    private readonly mailings: Mailings,
  ) {}

  @Get()
  @Allow('message_metadata', 'see')
  @ApiRoute({
    summary: 'Sendings of an area (surveys, invitations, sessions), the last begun first',
    query: apiMailingsQuery,
    answer: z.object({
      sendings: z.array(sendingShape),
      next: z.string().nullable().describe('Give it as `after` for the next page'),
    }),
  })
  async list(@CurrentUser() who: Principal, @Query() query: unknown) {
    const { after } = apiInput(apiMailingsQuery, query);
    return this.db.read([who.areaId], async (tx) => {
      const { rows, next } = await this.mailings.list(tx, who.areaId, { after });
      return { sendings: rows.map(asShape), next: next ?? null };
    });
  }

  @Get(':sending')
  @Allow('message_metadata', 'see')
  @ApiRoute({ summary: 'One sending and its counts by fate', answer: sendingShape })
  async see(@CurrentUser() who: Principal, @Param('sending') sending: string) {
    return asShape(await this.db.read([who.areaId], (tx) => this.mailings.get(tx, who.areaId, sending)));
  }
}

const asShape = ({ campaign, startedAt, total, counts }: MailingCounts) => ({
  sending: campaign,
  startedAt: startedAt.toISOString(),
  total,
  counts,
});
