import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { Users } from '#access';
import { Templates } from '#mail-templates';
import { TemplateTrials } from '#messaging';
import { Database, notFound, type Tx } from '#platform';
import {
  Allow,
  BodyLimits,
  CurrentUser,
  type FieldErrors,
  type FileUpload,
  fieldErrors,
  MB,
  type Principal,
  page,
  readForm,
  UploadedFile,
  type WebResponse,
} from '../shell/index.js';
import { showMail } from './show-mail.js';
import { addFileForm, removeFileForm, templateQuery, testForm } from './templates.form.js';
import { TEMPLATE_VIEW, TemplatePage } from './templates.page.js';

/** Staff: trying the words of a mail out, and the files that go with it. */
@Controller('mail/templates/:name')
export class TemplateTrialController {
  constructor(
    private readonly db: Database,
    private readonly templates: Templates,
    private readonly trials: TemplateTrials,
    private readonly users: Users,
    private readonly pages: TemplatePage,
  ) {}

  /** The mail as its recipient would see it, links masked, for the frame of the page. */
  @Get('as-sent')
  @Allow('template', 'see')
  async asSent(
    @CurrentUser() who: Principal,
    @Param('name') name: string,
    @Query() query: unknown,
    @Res() res: WebResponse,
  ) {
    const { draft, with: chosen } = templateQuery.parse(query ?? {});
    if (chosen && !who.may('message_body', 'see', who.areaId)) throw notFound();
    const preview = await this.db.read([who.areaId], async (tx) =>
      this.trials.preview(tx, who.areaId, name, await this.meant(tx, who, name, draft), chosen),
    );
    showMail(res, preview.html);
  }

  /** To the person's own address and nobody else's. */
  @Post('test')
  @Allow('template', 'send')
  async test(
    @CurrentUser() who: Principal,
    @Param('name') name: string,
    @Body() body: unknown,
    @Res() res: WebResponse,
  ) {
    const form = readForm(testForm, body);
    const user = who.userId ? await this.users.byId(who.userId) : undefined;
    if (!form.ok || !user) throw notFound();
    const { draft, with: chosen } = form.data;
    if (chosen && !who.may('message_body', 'see', who.areaId)) throw notFound();
    await this.db.write([who.areaId], async (tx) =>
      this.trials.test(
        tx,
        who.areaId,
        name,
        await this.meant(tx, who, name, draft || undefined),
        chosen || undefined,
        { address: user.email, name: user.name },
      ),
    );
    const query = new URLSearchParams({
      ...(draft ? { draft } : {}),
      ...(chosen ? { with: chosen } : {}),
      done: 'tested',
    });
    res.redirect(303, `/mail/templates/${name}?${query}`);
  }

  @Post('files')
  @BodyLimits({ file: 20 * MB })
  @Allow('template', 'change')
  async addFile(
    @CurrentUser() who: Principal,
    @Param('name') name: string,
    @UploadedFile() file: FileUpload | undefined,
    @Body() body: unknown,
    @Res() res: WebResponse,
  ) {
    const form = readForm(addFileForm, body);
    if (!form.ok)
      return this.again(who, name, { file: 'Open the page again and choose the file once more.' }, res);
    if (!file) return this.again(who, name, { file: 'Choose a PDF.' }, res);
    const { originalname, buffer } = file;
    // multer reads names as Latin-1; browsers send UTF-8.
    const chosen = { name: Buffer.from(originalname, 'latin1').toString('utf8'), content: buffer };
    try {
      await this.db.write([who.areaId], (tx) =>
        this.templates.addFile(tx, who.areaId, name, chosen, form.data.basedOn, who.actor),
      );
    } catch (error) {
      return this.again(who, name, fieldErrors(error), res);
    }
    res.redirect(303, `/mail/templates/${name}?done=file`);
  }

  @Post('files/remove')
  @Allow('template', 'change')
  async removeFile(
    @CurrentUser() who: Principal,
    @Param('name') name: string,
    @Body() body: unknown,
    @Res() res: WebResponse,
  ) {
    const form = readForm(removeFileForm, body);
    if (!form.ok) throw notFound();
    try {
      await this.db.write([who.areaId], (tx) =>
        this.templates.removeFile(tx, who.areaId, name, form.data.position, form.data.basedOn, who.actor),
      );
    } catch (error) {
      return this.again(who, name, fieldErrors(error), res);
    }
    res.redirect(303, `/mail/templates/${name}?done=file`);
  }

  private async again(who: Principal, name: string, errors: FieldErrors, res: WebResponse) {
    page(res, TEMPLATE_VIEW, await this.pages.model(who, name, { errors }), 422);
  }

  /** The version or draft a page is about; null: the program's own words. */
  private async meant(
    tx: Tx,
    who: Principal,
    name: string,
    draft: string | undefined,
  ): Promise<string | null> {
    if (draft && (await this.trials.findDraft(tx, who.areaId, name, draft, who.actor))) return draft;
    const { version } = await this.templates.see(tx, who.areaId, name);
    return version?.words ? version.id : null;
  }
}
