import { Controller, Get, Param, Query } from '@nestjs/common';
import { z } from 'zod';
import { Clock, Database, londonDay, startOfDay } from '#platform';
import { type CharterLine, Charters } from '#signatories';
import { Allow, ApiRoute, apiInput, CurrentUser, type Principal } from '../shell/index.js';

const day = z.string().describe('A London day, 2026-11-24');
const listInput = z.object({
  area: z.string().optional().describe('Slug of the area; default the first the token has'),
  on: z.iso
    .date('Give a day such as 2026-11-24')
    .optional()
    .describe('Who signed on this London day; default today'),
});
const charterAnswer = z
  .object({
    employerId: z.uuid(),
    employerName: z.string(),
    signedOn: day,
    status: z.enum(['holds', 'review-due', 'ended']).describe('Today'),
    reviewDueMonth: z.string().describe('2028-11'),
    id: z.uuid().optional(),
    version: z.string().optional(),
    reviewDueOn: day.optional(),
    listed: z.boolean().optional().describe('On the public register'),
    endedOn: day.nullable().optional().describe('First day on which it no longer holds'),
    endedAs: z.enum(['renewed', 'lapsed', 'withdrawn']).nullable().optional(),
  })
  .describe('Partners get the first five fields only');

/** Signatures of the charter for programs. Signing is no right of a token (access matrix, charter create). */
@Controller('api/charters')
export class ChartersApiController {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly charters: Charters,
  ) {}

  @Get()
  @Allow('charter', 'list')
  @ApiRoute({
    summary: 'Signatories of an area on a day',
    query: listInput,
    answer: z.object({ charters: z.array(charterAnswer) }),
  })
  async list(@CurrentUser() who: Principal, @Query() query: unknown) {
    const { on } = apiInput(listInput, query);
    const charters = await this.db.read([who.areaId], (tx) =>
      this.charters.current(tx, who.areaId, on ? startOfDay(on) : this.clock.now()),
    );
    const today = londonDay(this.clock.now());
    return { charters: charters.map((c) => asAnswer(c, today, who.fieldSet !== undefined)) };
  }

  @Get(':charterId')
  @Allow('charter', 'see')
  @ApiRoute({ summary: 'One signature', answer: charterAnswer })
  async see(@CurrentUser() who: Principal, @Param('charterId') charterId: string) {
    const charter = await this.db.read(who.areas, (tx) => this.charters.get(tx, charterId));
    return asAnswer(charter, londonDay(this.clock.now()), who.fieldSet !== undefined);
  }
}

/** `shared`: only what a partner may see (access matrix, `charter.status`). */
function asAnswer(c: CharterLine, today: string, shared: boolean): z.infer<typeof charterAnswer> {
  const ended = c.endedOn !== null && c.endedOn <= today;
  const { employerId, employerName, signedOn, id, version, reviewDueOn, listed, endedOn, endedAs } = c;
  const known = {
    employerId,
    employerName,
    signedOn,
    status: ended ? ('ended' as const) : reviewDueOn <= today ? ('review-due' as const) : ('holds' as const),
    reviewDueMonth: reviewDueOn.slice(0, 7),
  };
  return shared ? known : { ...known, id, version, reviewDueOn, listed, endedOn, endedAs };
}
