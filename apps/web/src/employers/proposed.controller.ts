import { Controller, Get, Param, Post, Redirect, Render, Req } from '@nestjs/common';
import { z } from 'zod';
import { Agencies } from '#access';
import { isTakenBack, type ProposedEmployer, ProposedEmployers } from '#employers';
import { Database, notFound } from '#platform';
import {
  Allow,
  CurrentUser,
  Form,
  FormOf,
  field,
  type Principal,
  personOf,
  SeeOther,
  Typed,
  type WebRequest,
} from '../shell/index.js';
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
    private readonly agencies: Agencies,
  ) {}

  /** A partner sees their own agency's. */
  @Get()
  @Allow('employer', 'create')
  @Render('employers/views/proposed.njk')
  async list(@CurrentUser() who: Principal) {
    const decides = !onlyProposes(who);
    const of = decides ? 'everybody' : { agencyId: who.agencyIn(who.areaId) };
    const { waiting, decided } = await this.db.read([who.areaId], (tx) => this.proposed.list(tx, of));
    const agencies = await this.agencyNames([...waiting, ...decided]);
    return {
      decides,
      waiting: waiting.map((one) => line(one, agencies)),
      decided: decided.map((one) => line(one, agencies)),
    };
  }

  @Get(':proposalId')
  @Allow('employer', 'create', { decidesDrafts: true })
  @Render('employers/views/proposal.njk')
  async see(
    @CurrentUser() who: Principal,
    @Param('proposalId') id: string,
    @Req() req: WebRequest,
    @Typed() typed?: Record<string, unknown>,
  ) {
    const [proposal, others] = await this.db.read(who.areas, async (tx) => {
      const found = await this.proposed.get(tx, id);
      return [found, await this.proposed.alike(tx, found)] as const;
    });
    const agencies = await this.agencyNames([proposal, ...others]);
    // A refusal that lacks its reason leaves what stands in the form above.
    const refused = (req.body as { refuseReason?: unknown } | undefined)?.refuseReason;
    const values = typed ?? { ...proposal.data, refuseReason: refused };
    return {
      proposal: line(proposal, agencies),
      others: others.map((one) => line(one, agencies)),
      values,
      fields: formFields(values),
    };
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

  /** Where the address of a refusal was kept as a page's. */
  @Get(':proposalId/refuse')
  @Allow('employer', 'create', { decidesDrafts: true })
  backToProposal(@Param('proposalId') id: string): never {
    throw new SeeOther(`/employers/proposed/${id}`);
  }

  @Post(':proposalId/refuse')
  @Allow('employer', 'create', { decidesDrafts: true })
  @FormOf('see', { typed: () => undefined })
  @Redirect('/employers/proposed?done=refused', 303)
  async refuse(
    @CurrentUser() who: Principal,
    @Param('proposalId') id: string,
    @Form(refuseForm) { refuseReason }: z.output<typeof refuseForm>,
  ): Promise<void> {
    await this.db.write(who.areas, (tx) => this.proposed.refuse(tx, id, refuseReason, personOf(who)));
  }

  /** What one's own agency proposed, while nobody has decided. Coordinators say why not instead. */
  @Post(':proposalId/back')
  @Allow('employer', 'create', { keeps: ['draft'] })
  @FormOf('list')
  @Redirect('/employers/proposed?done=back', 303)
  async takeBack(@CurrentUser() who: Principal, @Param('proposalId') id: string): Promise<void> {
    if (!who.owed.take('draft')) throw notFound();
    await this.db.write(who.areas, async (tx) => {
      const { areaId } = await this.proposed.get(tx, id);
      await this.proposed.takeBack(tx, id, { ...personOf(who), agencyId: who.agencyIn(areaId) });
    });
  }

  private async agencyNames(of: readonly ProposedEmployer[]): Promise<ReadonlyMap<string, string>> {
    return new Map((await this.agencies.ofGrants(of)).map(({ id, name }) => [id, name]));
  }
}

/** Whether what the caller adds waits for somebody else. */
export const onlyProposes = (who: Principal): boolean => who.conditions.includes('draft');

const line = (proposal: ProposedEmployer, agencies: ReadonlyMap<string, string>) => ({
  id: proposal.id,
  name: proposal.data.name,
  by: [proposal.askedBy, agencies.get(proposal.agencyId ?? '')].filter(Boolean).join(', '),
  at: proposal.askedAt,
  waits: proposal.decidedAt === null,
  accepted: proposal.accepted,
  takenBack: isTakenBack(proposal),
  employerId: proposal.madeId,
  decidedBy: proposal.decidedBy,
  decidedAt: proposal.decidedAt,
  why: proposal.decisionReason,
});
