import { Controller, Get, Param, Post, Query, Redirect, Render } from '@nestjs/common';
import type { z } from 'zod';
import { changesOf, Templates } from '#mail-templates';
import { TemplateTrials } from '#messaging';
import { Database, notFound } from '#platform';
import {
  Allow,
  Audited,
  BodyLimits,
  CurrentUser,
  type FileUpload,
  Form,
  FormOf,
  FormRefused,
  type Look,
  MB,
  type Principal,
  Shown,
  Typed,
  UploadedFile,
} from '../shell/index.js';
import {
  addFileForm,
  removeFileForm,
  restoreForm,
  type TemplateForm,
  templateForm,
  templateQuery,
} from './templates.form.js';
import { changeRows, templateRow, versionRow } from './templates.model.js';
import { TemplatePage } from './templates.page.js';

type Values = Record<string, unknown>;

/** Staff: the words of every mail, their versions, and the files that go with it. */
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
  @Audited({ at: ['message_body', 'see'], when: 'noted' })
  @Render('messaging/views/template.njk')
  async see(
    @CurrentUser() who: Principal,
    @Param('name') name: string,
    @Query() query: unknown,
    @Shown() shown: (look: Look) => void,
    @Typed() typed?: Values,
  ) {
    const state = templateQuery.parse(typed ? { with: typed['with'] } : query);
    const model = await this.pages.model(who, name, state, typed);
    if (model.chosen) shown({ subject: model.chosen });
    return model;
  }

  @Post(':name')
  @BodyLimits({ bytes: MB })
  @Allow('template', 'change')
  @FormOf('see')
  @Redirect('', 303)
  async save(
    @CurrentUser() who: Principal,
    @Param('name') name: string,
    @Form(templateForm) { note, basedOn, with: chosen, act, ...words }: TemplateForm,
  ) {
    let draft: string | undefined;
    await this.db.write([who.areaId], async (tx) => {
      if (act === 'preview')
        draft = await this.trials.draft(tx, who.areaId, name, words, { basedOn, note }, who.actor);
      else await this.templates.save(tx, who.areaId, name, words, { basedOn, note }, who.actor);
    });
    const query = new URLSearchParams({
      ...(draft ? { draft } : { done: 'saved' }),
      ...(chosen ? { with: chosen } : {}),
    });
    return { url: `/mail/templates/${name}?${query}${draft ? '#preview' : ''}` };
  }

  @Post(':name/files')
  @BodyLimits({ file: 20 * MB })
  @Allow('template', 'change')
  @FormOf('see')
  @Redirect('', 303)
  async addFile(
    @CurrentUser() who: Principal,
    @Param('name') name: string,
    @UploadedFile() file: FileUpload | undefined,
    @Form(addFileForm) { basedOn }: z.output<typeof addFileForm>,
  ) {
    if (!file) throw new FormRefused({ file: 'Choose a PDF' });
    const { originalname, buffer } = file;
    // multer reads names as Latin-1; browsers send UTF-8.
    const chosen = { name: Buffer.from(originalname, 'latin1').toString('utf8'), content: buffer };
    await this.db.write([who.areaId], (tx) =>
      this.templates.addFile(tx, who.areaId, name, chosen, basedOn, who.actor),
    );
    return { url: `/mail/templates/${name}?done=file` };
  }

  @Post(':name/files/remove')
  @Allow('template', 'change')
  @FormOf('see')
  @Redirect('', 303)
  async removeFile(
    @CurrentUser() who: Principal,
    @Param('name') name: string,
    @Form(removeFileForm) { position, basedOn }: z.output<typeof removeFileForm>,
  ) {
    await this.db.write([who.areaId], (tx) =>
      this.templates.removeFile(tx, who.areaId, name, position, basedOn, who.actor),
    );
    return { url: `/mail/templates/${name}?done=file` };
  }

  @Post(':name/restore')
  @Allow('template', 'change')
  @FormOf('version')
  @Redirect('', 303)
  async restore(
    @CurrentUser() who: Principal,
    @Param('name') name: string,
    @Form(restoreForm) { number, basedOn }: z.output<typeof restoreForm>,
  ) {
    await this.db.write([who.areaId], (tx) =>
      this.templates.restore(tx, who.areaId, name, number, basedOn, who.actor),
    );
    return { url: `/mail/templates/${name}?done=restored` };
  }

  /** What a version changed; 0 shows the program's own words. */
  @Get(':name/versions/:number')
  @Allow('template', 'see')
  @Render('messaging/views/template-version.njk')
  version(
    @CurrentUser() who: Principal,
    @Param('name') name: string,
    @Param('number') asked: string | undefined,
    @Typed() typed?: Values,
  ) {
    const number = asked ?? String(typed?.['number']);
    if (!/^\d{1,7}$/.test(number)) throw notFound();
    const { areaId } = who;
    return this.db.read([areaId], async (tx) => {
      const wanted = Number(number);
      const view = await this.templates.get(tx, areaId, name);
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
