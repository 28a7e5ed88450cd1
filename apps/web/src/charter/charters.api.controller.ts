import { Controller, Get, Param, Query } from '@nestjs/common';
import { z } from 'zod';
import { Clock, Database, startOfDay } from '#platform';
import { type CharterLine, Charters } from '#signatories';
import { Allow, ApiRoute, apiInput, Who } from '../shell/index.js';

const day = z.string().describe('A London day, 2026-11-24');
const listInput = z.object({
  area: z.string().optional().describe('Slug of the area; default the first the token has'),
  on: z.iso
    .date('Give a day such as 2026-11-24')
    .optional()
    .describe('Who signed on this London day; default today'),
});
const charterAnswer = z.object({
  id: z.uuid(),
  employerId: z.uuid(),
  employerName: z.string(),
  version: z.string(),
  signedOn: day,
  reviewDueOn: day,
  listed: z.boolean().describe('On the public register'),
  endedOn: day.nullable().describe('First day on which it no longer holds'),
  endedAs: z.enum(['renewed', 'lapsed', 'withdrawn']).nullable(),
});

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
  async list(@Who() who: Who, @Query() query: unknown) {
    const { on } = apiInput(listInput, query);
    const charters = await this.db.read([who.areaId], (tx) =>
      this.charters.current(tx, who.areaId, on ? startOfDay(on) : this.clock.now()),
    );
    return { charters: charters.map(asAnswer) };
  }

  @Get(':charterId')
  @Allow('charter', 'see')
  @ApiRoute({ summary: 'One signature', answer: charterAnswer })
  async see(@Who() who: Who, @Param('charterId') charterId: string) {
    return asAnswer(await this.db.read(who.areas, (tx) => this.charters.see(tx, charterId)));
  }
}

const asAnswer = (c: CharterLine): z.infer<typeof charterAnswer> => ({
  id: c.id,
  employerId: c.employerId,
  employerName: c.employerName,
  version: c.version,
  signedOn: c.signedOn,
  reviewDueOn: c.reviewDueOn,
  listed: c.listed,
  endedOn: c.endedOn,
  endedAs: c.endedAs,
});
