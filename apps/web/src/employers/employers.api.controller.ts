import { Body, Controller, Get, Param, Patch, Post, Query, Res } from '@nestjs/common';
import { z } from 'zod';
import {
  answeredFields,
  type Employer,
  type EmployerLine,
  Employers,
  ProposedEmployers,
  stageNames,
  visibleFields,
} from '#employers';
import { type ContactStatus, ContactStatuses } from '#messaging';
import { Database } from '#platform';
import {
  Allow,
  ApiRoute,
  apiInput,
  CurrentUser,
  type Principal,
  personOf,
  type WebResponse,
} from '../shell/index.js';
import { AlikeCheck } from './alike.check.js';
import { nextForPrograms } from './contact-status.model.js';
import { employerForm, listQuery, onlyGiven, stageForm } from './employer.form.js';
import { described } from './employer-fields.model.js';
import { filterOf } from './list.model.js';
import { seesAllOf } from './people.access.js';

const stage = z.enum(stageNames as [string, ...string[]]);
const lineAnswer = z.object({
  id: z.uuid(),
  name: z.string(),
  stage,
  sector: z.string().nullable(),
  sizeBand: z.string().nullable().describe('Only when it follows from the headcount or the size reported'),
  headcount: z.number().nullable().optional(),
  reportedSize: z.string().nullable().optional().describe('As somebody reported it, e.g. "250 to 499"'),
  town: z.string().nullable().optional(),
  postcode: z.string().nullable().describe('Whole, or only its first half for who may not see more'),
  authorityName: z.string().nullable().optional(),
  lastContactAt: z.iso.datetime().nullable().describe('By the contact rules of the area; also email'),
  lastContactAgency: z.string().nullable().describe('Null: the area’s own team'),
  mayContact: z.enum(['now', 'from', 'no']).describe('By the contact rules'),
  mayContactFrom: z.iso.datetime().nullable().describe('Where mayContact is from'),
});
const employerAnswer = z.object({
  id: z.uuid(),
  stage,
  stageSince: z.iso.datetime().optional(),
  ...described(answeredFields),
  source: z.string().optional(),
});
const listInput = listQuery.extend({
  area: z.string().optional().describe('Slug of the area; default the first the token has'),
});
const addInput = employerForm.extend({
  seen: z
    .array(z.uuid())
    .max(100)
    .default([])
    .describe('Ids of employers that are taken for this one and are others: named by the answer 409'),
});
const changeInput = employerForm.partial();

/** Employers for programs: list, see, add, change, move. */
@Controller('api/employers')
export class EmployersApiController {
  constructor(
    private readonly db: Database,
    private readonly employers: Employers,
    private readonly alike: AlikeCheck,
    private readonly proposed: ProposedEmployers,
    private readonly statuses: ContactStatuses,
  ) {}

  @Get()
  @Allow('employer', 'list')
  @ApiRoute({
    summary: 'Employers of an area, 50 at a time; `next` is the `after` of the following page',
    query: listInput,
    answer: z.object({ total: z.number(), next: z.string().nullable(), employers: z.array(lineAnswer) }),
  })
  async list(@CurrentUser() who: Principal, @Query() asked: unknown) {
    const query = apiInput(listInput, asked);
    const shared = who.fieldSet !== undefined;
    return this.db.read([who.areaId], async (tx) => {
      const filter = await this.employers.searched(tx, who.areaId, filterOf(query, shared));
      const { rows, next } = await this.employers.list(tx, who.areaId, filter, query);
      const ids = rows.map((line) => line.id);
      const standings = await this.statuses.of(tx, who.areaId, ids);
      const total = await this.employers.count(tx, who.areaId, filter);
      return {
        total,
        next: next ?? null,
        employers: rows.map((line) => lineOf(line, standings.get(line.id)!, shared)),
      };
    });
  }

  @Post()
  @Allow('employer', 'create', { keeps: ['draft'] })
  @ApiRoute({
    summary:
      'Add an employer; 202 with the proposal’s id where a coordinator looks at it first; 409 where it is there already',
    body: addInput,
    answer: z.union([employerAnswer, z.object({ proposalId: z.uuid() })]),
  })
  async create(
    @CurrentUser() who: Principal,
    @Body() body: unknown,
    @Res({ passthrough: true }) res: WebResponse,
  ) {
    const { seen, ...input } = apiInput(addInput, body);
    if (who.owed.take('draft')) {
      const by = { ...personOf(who), agencyId: who.agencyIn(who.areaId) };
      const id = await this.db.write([who.areaId], (tx) => this.proposed.propose(tx, who.areaId, input, by));
      res.status(202);
      return { proposalId: id };
    }
    await this.alike.refuseSame(who.areaId, input, seen);
    const employer = await this.db.write([who.areaId], (tx) =>
      this.employers.create(tx, who.areaId, input, who.actor),
    );
    return answerOf(employer, !seesAllOf(who, 'employer', employer.areaId));
  }

  @Get(':employerId')
  @Allow('employer', 'see')
  @ApiRoute({ summary: 'One employer', answer: employerAnswer })
  async see(@CurrentUser() who: Principal, @Param('employerId') id: string) {
    return answerOf(
      await this.db.read(who.areas, (tx) => this.employers.get(tx, id)),
      who.fieldSet !== undefined,
    );
  }

  @Patch(':employerId')
  @Allow('employer', 'change')
  @ApiRoute({ summary: 'Change what is given, leave the rest', body: changeInput, answer: employerAnswer })
  async change(@CurrentUser() who: Principal, @Param('employerId') id: string, @Body() body: unknown) {
    const given = onlyGiven(apiInput(changeInput, body), body);
    const employer = await this.db.write(who.areas, (tx) => this.employers.change(tx, id, given, who.actor));
    return answerOf(employer, !seesAllOf(who, 'employer', employer.areaId));
  }

  @Post(':employerId/stage')
  @Allow('employer', 'change')
  @ApiRoute({
    summary: 'Move an employer along the pipeline',
    body: stageForm,
    answer: employerAnswer,
    status: 200,
  })
  async move(@CurrentUser() who: Principal, @Param('employerId') id: string, @Body() body: unknown) {
    const { stage, why } = apiInput(stageForm, body);
    const employer = await this.db.write(who.areas, async (tx) => {
      const { areaId } = await this.employers.get(tx, id);
      await this.employers.moveStage(tx, areaId, id, stage, who.actor, why || undefined);
      return this.employers.get(tx, id);
    });
    return answerOf(employer, !seesAllOf(who, 'employer', employer.areaId));
  }
}

const district = (postcode: string | null) => postcode?.split(' ')[0] ?? null;

const lineOf = (e: EmployerLine, standing: ContactStatus, shared: boolean): z.infer<typeof lineAnswer> => ({
  id: e.id,
  name: e.name,
  stage: e.stage,
  sector: e.sector,
  sizeBand: e.sizeBand,
  postcode: shared ? district(e.postcode) : e.postcode,
  lastContactAt: standing.last?.at.toISOString() ?? null,
  lastContactAgency: standing.last?.agency ?? null,
  ...nextForPrograms(standing.next),
  ...(!shared && {
    headcount: e.headcount,
    reportedSize: e.reportedSize,
    town: e.town,
    authorityName: e.authorityName,
  }),
});

const answerOf = (e: Employer, shared: boolean) => ({
  id: e.id,
  stage: e.stage,
  ...(!shared && { stageSince: e.stageSince.toISOString(), source: e.source }),
  ...visibleFields(e, shared),
});
