import { Controller, Get, Param, Post, Redirect, Render } from '@nestjs/common';
import { z } from 'zod';
import { type ProposedEmployer, ProposedEmployers } from '#employers';
import { Database } from '#platform';
import { Allow, CurrentUser, Form, FormOf, field, type Principal, personOf, Typed } from '../shell/index.js';
import { AlikeCheck } from './alike.check.js';
import { addForm } from './employer.form.js';
import { formFields } from './employer-fields.model.js';

const refuseForm = z.object({ refuseReason: field.reason() });

/** Employers that partners propose, until a coordinator adds them or says why not. */
@Controller('employers/proposed')
export class ProposedController {
  constructor(
    private readonly db: Database,
    private readonly proposed: ProposedEmployers,
    private readonly alike: AlikeCheck,
  ) {}

  /** A partner sees their own agency's. */
  @Get()
  @Allow('employer', 'create')
  @Render('employers/views/proposed.njk')
  async list(@CurrentUser() who: Principal) {
    const decides = !onlyProposes(who);
    const of = decides ? 'everybody' : { agencyId: who.agencyIn(who.areaId) };
    const { waiting, decided } = await this.db.read([who.areaId], (tx) => this.proposed.list(tx, of));
    return { decides, waiting: waiting.map(line), decided: decided.map(line) };
  }

  @Get(':proposalId')
  @Allow('employer', 'create', { decidesDrafts: true })
  @Render('employers/views/proposal.njk')
  async see(
    @CurrentUser() who: Principal,
    @Param('proposalId') id: string,
    @Typed() typed?: Record<string, unknown>,
  ) {
    const proposal = await this.db.read(who.areas, (tx) => this.proposed.get(tx, id));
    const values = typed ?? { ...proposal.data };
    return { proposal: line(proposal), values, fields: formFields(values) };
  }

  /** Adds it as it now stands in the form. */
  @Post(':proposalId')
  @Allow('employer', 'create', { decidesDrafts: true })
  @FormOf('see')
  @Redirect('', 303)
  async accept(
    @CurrentUser() who: Principal,
    @Param('proposalId') id: string,
    @Form(addForm) { seen, ...form }: z.output<typeof addForm>,
  ) {
    const { areaId } = await this.db.read(who.areas, (tx) => this.proposed.get(tx, id));
    await this.alike.refuse(who, areaId, form, seen);
    const employer = await this.db.write([areaId], (tx) => this.proposed.accept(tx, id, form, personOf(who)));
    return { url: `/employers/${employer.id}?done=added` };
  }

  @Post(':proposalId/refuse')
  @Allow('employer', 'create', { decidesDrafts: true })
  @FormOf('see')
  @Redirect('/employers/proposed?done=refused', 303)
  async refuse(
    @CurrentUser() who: Principal,
    @Param('proposalId') id: string,
    @Form(refuseForm) { refuseReason }: z.output<typeof refuseForm>,
  ): Promise<void> {
    await this.db.write(who.areas, (tx) => this.proposed.refuse(tx, id, refuseReason, personOf(who)));
  }
}

/** Whether what the caller adds waits for somebody else. */
export const onlyProposes = (who: Principal): boolean => who.conditions.includes('draft');

const line = (proposal: ProposedEmployer) => ({
  id: proposal.id,
  name: proposal.data.name,
  by: proposal.askedBy,
  at: proposal.askedAt,
  waits: proposal.decidedAt === null,
  accepted: proposal.accepted,
  decidedBy: proposal.decidedBy,
  decidedAt: proposal.decidedAt,
  why: proposal.decisionReason,
});
