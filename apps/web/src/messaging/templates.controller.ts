import { Body, Controller, Get, Param, Post, Query, Render, Res } from '@nestjs/common';
import { changesOf, Templates } from '#mail-templates';
import { TemplateTrials } from '#messaging';
import { Database, notFound } from '#platform';
import {
  Allow,
  BodyLimits,
  CurrentUser,
  type FieldErrors,
  fieldErrors,
  MB,
  type Principal,
  page,
  readForm,
  type WebResponse,
} from '../shell/index.js';
import { restoreForm, templateForm, templateQuery } from './templates.form.js';
import { changeRows, templateRow, versionRow } from './templates.model.js';
import { TEMPLATE_VIEW, TemplatePage } from './templates.page.js';

const CHANGES_VIEW = 'messaging/views/template-version.njk';

/** Staff: the words of every mail, and their versions. */
@Controller('mail/templates')
export class TemplatesController {
  constructor(
    private readonly db: Database,
    private readonly templates: Templates,
    private readonly trials: TemplateTrials,
    private readonly pages: TemplatePage,
  ) {}

  @Get()
  @Allow('template', 'list')
  @Render('messaging/views/templates.njk')
  list(@CurrentUser() who: Principal) {
    return this.db.read([who.areaId], async (tx) => ({
      rows: (await this.templates.list(tx, who.areaId)).map(templateRow),
      changes: who.may('template', 'change', who.areaId),
    }));
  }

  @Get(':name')
  @Allow('template', 'see')
  @Render(TEMPLATE_VIEW)
  see(@CurrentUser() who: Principal, @Param('name') name: string, @Query() query: unknown) {
    return this.pages.model(who, name, templateQuery.parse(query ?? {}));
  }

  @Post(':name')
  @BodyLimits({ bytes: MB })
  @Allow('template', 'change')
  async save(
    @CurrentUser() who: Principal,
    @Param('name') name: string,
    @Body() body: unknown,
    @Res() res: WebResponse,
  ) {
    const form = readForm(templateForm, body);
    const again = async (errors: FieldErrors) => {
      const state = { errors, values: form.values, with: form.ok ? form.data.with || undefined : undefined };
      page(res, TEMPLATE_VIEW, await this.pages.model(who, name, state), 422);
    };
    if (!form.ok) return again(form.errors);
    const { subject, body: words, because, note, basedOn, with: chosen, act } = form.data;
    const written = { subject, body: words, because };
    let draft: string | undefined;
    try {
      await this.db.write([who.areaId], async (tx) => {
        if (act === 'preview')
          draft = await this.trials.draft(tx, who.areaId, name, written, { basedOn, note }, who.actor);
        else await this.templates.save(tx, who.areaId, name, written, { basedOn, note }, who.actor);
      });
    } catch (error) {
      return again(fieldErrors(error));
    }
    const query = new URLSearchParams({
      ...(draft ? { draft } : { done: 'saved' }),
      ...(chosen ? { with: chosen } : {}),
    });
    res.redirect(303, `/mail/templates/${name}?${query}${draft ? '#preview' : ''}`);
  }

  /** What a version changed; 0 shows the program's own words. */
  @Get(':name/versions/:number')
  @Allow('template', 'see')
  @Render(CHANGES_VIEW)
  version(@CurrentUser() who: Principal, @Param('name') name: string, @Param('number') number: string) {
    return this.versionModel(who, name, number);
  }

  @Post(':name/restore')
  @Allow('template', 'change')
  async restore(
    @CurrentUser() who: Principal,
    @Param('name') name: string,
    @Body() body: unknown,
    @Res() res: WebResponse,
  ) {
    const form = readForm(restoreForm, body);
    if (!form.ok) throw notFound();
    const { number, basedOn } = form.data;
    try {
      await this.db.write([who.areaId], (tx) =>
        this.templates.restore(tx, who.areaId, name, number, basedOn, who.actor),
      );
    } catch (error) {
      const errors = { form: Object.values(fieldErrors(error)).join(' ') };
      return page(
        res,
        CHANGES_VIEW,
        { ...(await this.versionModel(who, name, String(number))), errors },
        422,
      );
    }
    res.redirect(303, `/mail/templates/${name}?done=restored`);
  }

  private versionModel(who: Principal, name: string, number: string) {
    if (!/^\d{1,7}$/.test(number)) throw notFound();
    const { areaId } = who;
    return this.db.read([areaId], async (tx) => {
      const wanted = Number(number);
      const view = await this.templates.see(tx, areaId, name);
      const version = view.versions.find((one) => one.number === wanted);
      const after = await this.templates.words(tx, areaId, name, wanted);
      const before = await this.templates.words(tx, areaId, name, Math.max(0, wanted - 1));
      return {
        name,
        title: view.mail.title,
        number: wanted,
        current: view.number,
        version: version && versionRow(version),
        fields: changeRows(wanted ? before : after, after, changesOf),
        words: after,
        restores: wanted !== view.number && who.may('template', 'change', areaId),
      };
    });
  }
}
