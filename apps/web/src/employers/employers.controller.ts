import { Controller, Get, Param, Post, Query, Redirect, Render } from '@nestjs/common';
import type { z } from 'zod';
import { Employers, FOUND, ProposedEmployers } from '#employers';
import { ContactStatuses } from '#messaging';
import { Clock, Database, londonDay } from '#platform';
import {
  Allow,
  Audited,
  CurrentUser,
  Form,
  FormOf,
  type Look,
  type Principal,
  pagerOf,
  personOf,
  Shown,
  Typed,
} from '../shell/index.js';
import { AlikeCheck } from './alike.check.js';
import { EmailBlocks } from './email-blocks.js';
import { addForm, type EmployerForm, employerForm, listQuery, stageForm, undoForm } from './employer.form.js';
import { formFields, formValues } from './employer-fields.model.js';
import { chips, choices, filterOf, listAddress, narrows, row, sorting } from './list.model.js';
import { peopleLook, SHOWS_PEOPLE } from './people.access.js';
import { onlyProposes } from './proposed.controller.js';
import { RecordModel } from './record.model.js';

type Values = Record<string, unknown>;

/** Staff: the list of employers; adding and changing one; its stage. */
@Controller('employers')
export class EmployersController {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly employers: Employers,
    private readonly alike: AlikeCheck,
    private readonly proposed: ProposedEmployers,
    private readonly statuses: ContactStatuses,
    private readonly blocks: EmailBlocks,
    private readonly record: RecordModel,
  ) {}

  @Get()
  @Allow('employer', 'list')
  @Render('employers/views/list.njk')
  async list(@CurrentUser() who: Principal, @Query() asked: unknown) {
    const query = listQuery.parse(asked);
    const shared = who.fieldSet !== undefined;
    const today = londonDay(this.clock.now());
    return this.db.read([who.areaId], async (tx) => {
      const filter = await this.employers.searched(tx, who.areaId, filterOf(query, shared));
      const { total, ...facets } = await this.employers.facets(tx, who.areaId, filter);
      const all = narrows(filter) ? await this.employers.count(tx, who.areaId) : total;
      const found = await this.employers.list(tx, who.areaId, filter, query);
      const before = await this.employers.countBefore(tx, who.areaId, filter, found.previous);
      const ids = found.rows.map((line) => line.id);
      const standings = await this.statuses.of(tx, who.areaId, ids);
      const blocks = await this.blocks.of(tx, who, who.areaId, ids);
      return {
        query,
        shared,
        all,
        total,
        rows: found.rows.map((line) =>
          row(line, standings.get(line.id)!, blocks.get(line.id), today, shared),
        ),
        // Of a search that found nothing as it was typed, and of one that found as many as are looked at.
        unsure: filter.sure === false && total > 0,
        more: filter.ids?.length === FOUND,
        pages: pagerOf(
          found,
          (to) => listAddress(query, {}, to),
          before === undefined ? undefined : { before, total },
        ),
        choices: choices(query, facets),
        authorities: shared ? [] : facets.authorities,
        chips: chips(query, facets),
        sort: sorting(query),
        mayAdd: who.may('employer', 'create'),
        proposes: who.right('employer', 'create')?.conditions.includes('draft'),
        mayImport: who.may('import', 'create'),
        exportAt: who.may('employer', 'export') && listAddress(query, {}, {}, '/exports/new/employers'),
      };
    });
  }

  @Get('new')
  @Allow('employer', 'create')
  @Render('employers/views/form.njk')
  adding(@CurrentUser() who: Principal, @Typed() typed: Values = {}) {
    return { ...formModel(typed), proposes: onlyProposes(who) };
  }

  @Post('new')
  @Allow('employer', 'create', { keeps: ['draft'] })
  @FormOf('adding')
  @Redirect('', 303)
  async add(@CurrentUser() who: Principal, @Form(addForm) { seen, ...form }: z.output<typeof addForm>) {
    await this.alike.refuse(who, who.areaId, form, seen);
    if (who.owed.take('draft')) {
      const by = { ...personOf(who), agencyId: who.agencyIn(who.areaId) };
      await this.db.write([who.areaId], (tx) => this.proposed.propose(tx, who.areaId, form, by));
      return { url: '/employers/proposed?done=asked' };
    }
    const { id } = await this.db.write([who.areaId], (tx) =>
      this.employers.create(tx, who.areaId, form, who.actor),
    );
    return { url: `/employers/${id}?done=added` };
  }

  @Get(':employerId')
  @Allow('employer', 'see')
  @Audited(SHOWS_PEOPLE)
  @Render('employers/views/record.njk')
  async see(
    @CurrentUser() who: Principal,
    @Param('employerId') id: string,
    @Query() query: Values,
    @Shown() shown: (look: Look) => void,
  ) {
    const model = await this.record.overview(who, id, query);
    shown(peopleLook(who, model.employer.areaId, id, model.contacts.length));
    return model;
  }

  @Get(':employerId/edit')
  @Allow('employer', 'change')
  @Render('employers/views/form.njk')
  async changing(@CurrentUser() who: Principal, @Param('employerId') id: string, @Typed() typed?: Values) {
    const e = await this.db.read(who.areas, (tx) => this.employers.get(tx, id));
    return formModel(typed ?? formValues(e), e);
  }

  @Post(':employerId/edit')
  @Allow('employer', 'change')
  @FormOf('changing')
  @Redirect('', 303)
  async change(
    @CurrentUser() who: Principal,
    @Param('employerId') id: string,
    @Form(employerForm) form: EmployerForm,
  ) {
    await this.db.write(who.areas, (tx) => this.employers.change(tx, id, form, who.actor));
    return { url: `/employers/${id}?done=changed` };
  }

  @Post(':employerId/stage')
  @Allow('employer', 'change')
  @FormOf('see')
  @Redirect('', 303)
  async move(
    @CurrentUser() who: Principal,
    @Param('employerId') id: string,
    @Form(stageForm) { stage, why }: z.output<typeof stageForm>,
  ) {
    await this.db.write(who.areas, async (tx) => {
      const { areaId } = await this.employers.get(tx, id);
      await this.employers.moveStage(tx, areaId, id, stage, who.actor, why || undefined);
    });
    return { url: `/employers/${id}?done=moved` };
  }

  @Post(':employerId/stage/undo')
  @Allow('employer', 'change')
  @Redirect('', 303)
  async undo(
    @CurrentUser() who: Principal,
    @Param('employerId') id: string,
    @Form(undoForm) { factId }: z.output<typeof undoForm>,
  ) {
    await this.db.write(who.areas, (tx) => this.employers.undoMove(tx, id, factId, who.actor));
    return { url: `/employers/${id}?done=undone` };
  }
}

const formModel = (values: Values, employer?: { id: string; name: string }) => ({
  values,
  employer,
  fields: formFields(values),
});
