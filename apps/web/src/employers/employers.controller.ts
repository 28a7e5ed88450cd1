import { Body, Controller, Get, Param, Post, Query, Render, Res } from '@nestjs/common';
import { EmployerLookup, Employers, type Stage } from '#employers';
import { ContactStatuses } from '#messaging';
import { Clock, Database, londonDay } from '#platform';
import {
  Allow,
  CurrentUser,
  type FieldErrors,
  fieldErrors,
  type Principal,
  page,
  readForm,
  type WebResponse,
} from '../shell/index.js';
import { alikeRow, alikeWords } from './alike.model.js';
import { EmailBlocks } from './email-blocks.js';
import { addForm, employerForm, listQuery, stageForm, undoForm } from './employer.form.js';
import { formFields, formValues } from './employer-fields.model.js';
import { chips, choices, filterOf, listAddress, row, sorting } from './list.model.js';
import { seesAllOf } from './people.access.js';
import { RecordModel } from './record.model.js';

type Values = Record<string, unknown>;

/** Staff: the list of employers; adding and changing one; its stage. */
@Controller('employers')
export class EmployersController {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly employers: Employers,
    private readonly lookup: EmployerLookup,
    private readonly standings: ContactStatuses,
    private readonly blocks: EmailBlocks,
    private readonly record: RecordModel,
  ) {}

  @Get()
  @Allow('employer', 'list')
  @Render('employers/views/list.njk')
  async list(@CurrentUser() who: Principal, @Query() asked: unknown) {
    const query = listQuery.parse(asked ?? {});
    const shared = who.fieldSet !== undefined;
    const filter = filterOf(query, shared);
    const today = londonDay(this.clock.now());
    return this.db.read([who.areaId], async (tx) => {
      const all = await this.employers.count(tx, who.areaId);
      const total = await this.employers.count(tx, who.areaId, filter);
      const facets = await this.employers.facets(tx, who.areaId, filter);
      const { rows, next, previous } = await this.employers.list(tx, who.areaId, filter, query);
      const start = await this.employers.countBefore(tx, who.areaId, filter, previous);
      const ids = rows.map((line) => line.id);
      const standings = await this.standings.of(tx, who.areaId, ids);
      const blocks = await this.blocks.of(tx, who, who.areaId, ids);
      return {
        query,
        shared,
        all,
        total,
        rows: rows.map((line) => row(line, standings.get(line.id)!, blocks.get(line.id), today, shared)),
        from: start + 1,
        to: start + rows.length,
        next: next && listAddress(query, { after: next }),
        previous: previous && listAddress(query, { before: previous }),
        choices: choices(query, facets),
        authorities: shared ? [] : facets.authorities,
        chips: chips(query, facets),
        sort: sorting(query),
        mayAdd: who.may('employer', 'create') && !shared,
        mayImport: who.may('import', 'create'),
      };
    });
  }

  @Get('new')
  @Allow('employer', 'create')
  @Render('employers/views/form.njk')
  adding() {
    return formModel({}, undefined);
  }

  @Post('new')
  @Allow('employer', 'create')
  async add(@CurrentUser() who: Principal, @Body() body: unknown, @Res() res: WebResponse) {
    const form = readForm(addForm, body);
    const again = (errors: FieldErrors, alike: ReturnType<typeof alikeRow>[] = []) =>
      page(res, 'employers/views/form.njk', { ...formModel(form.values, undefined, errors), alike }, 422);
    if (!form.ok) return again(form.errors);
    const { seen, ...data } = form.data;
    const shared = !seesAllOf(who, 'employer', who.areaId);
    // Those who see names only are told by the name only: the rest would tell them what they do not see.
    const asked = shared ? { name: data.name } : data;
    const alike = await this.db.read([who.areaId], (tx) => this.lookup.similar(tx, who.areaId, asked));
    if (alike.some(({ id }) => !seen.includes(id)))
      return again(
        { name: alikeWords(alike) },
        alike.map((one) => alikeRow(one, shared)),
      );
    try {
      const { id } = await this.db.write([who.areaId], (tx) =>
        this.employers.create(tx, who.areaId, data, who.actor),
      );
      res.redirect(303, `/employers/${id}?done=added`);
    } catch (error) {
      again(fieldErrors(error));
    }
  }

  @Get(':employerId')
  @Allow('employer', 'see')
  @Render('employers/views/record.njk')
  see(@CurrentUser() who: Principal, @Param('employerId') id: string, @Query() query: Values) {
    return this.record.overview(who, id, query);
  }

  @Get(':employerId/edit')
  @Allow('employer', 'change')
  @Render('employers/views/form.njk')
  async changing(@CurrentUser() who: Principal, @Param('employerId') id: string) {
    const e = await this.db.read(who.areas, (tx) => this.employers.get(tx, id));
    return formModel(formValues(e), e);
  }

  @Post(':employerId/edit')
  @Allow('employer', 'change')
  async change(
    @CurrentUser() who: Principal,
    @Param('employerId') id: string,
    @Body() body: unknown,
    @Res() res: WebResponse,
  ) {
    const before = await this.db.read(who.areas, (tx) => this.employers.get(tx, id));
    const form = readForm(employerForm, body);
    const again = (errors: FieldErrors) =>
      page(res, 'employers/views/form.njk', formModel(form.values, before, errors), 422);
    if (!form.ok) return again(form.errors);
    try {
      await this.db.write(who.areas, (tx) => this.employers.change(tx, id, form.data, who.actor));
      res.redirect(303, `/employers/${id}?done=changed`);
    } catch (error) {
      again(fieldErrors(error));
    }
  }

  @Post(':employerId/stage')
  @Allow('employer', 'change')
  async move(
    @CurrentUser() who: Principal,
    @Param('employerId') id: string,
    @Body() body: unknown,
    @Res() res: WebResponse,
  ) {
    const form = readForm(stageForm, body);
    const again = async (errors: FieldErrors) =>
      page(
        res,
        'employers/views/record.njk',
        await this.record.overview(who, id, {}, form.values, errors),
        422,
      );
    if (!form.ok) return again(form.errors);
    const { stage, why } = form.data;
    try {
      await this.db.write(who.areas, async (tx) => {
        const { areaId } = await this.employers.get(tx, id);
        await this.employers.moveStage(tx, areaId, id, stage as Stage, who.actor, why || undefined);
      });
    } catch (error) {
      return again(fieldErrors(error));
    }
    res.redirect(303, `/employers/${id}?done=moved`);
  }

  @Post(':employerId/stage/undo')
  @Allow('employer', 'change')
  async undo(
    @CurrentUser() who: Principal,
    @Param('employerId') id: string,
    @Body() body: unknown,
    @Res() res: WebResponse,
  ) {
    const form = readForm(undoForm, body);
    if (!form.ok) return res.redirect(303, `/employers/${id}`);
    await this.db.write(who.areas, (tx) => this.employers.undoMove(tx, id, form.data.factId, who.actor));
    res.redirect(303, `/employers/${id}?done=undone`);
  }
}

const formModel = (
  values: Values,
  employer: { id: string; name: string } | undefined,
  errors?: FieldErrors,
) => ({
  values,
  employer,
  errors,
  fields: formFields(values),
});
