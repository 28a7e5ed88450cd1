import { Body, Controller, Get, Param, Post, Res } from '@nestjs/common';
import { ImportReverts } from '#employers';
import { Database } from '#platform';
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
import { revertForm } from './import.form.js';

/** Staff: taking a list back, after seeing what that would do. */
@Controller('imports/:importId/revert')
export class RevertsController {
  constructor(
    private readonly db: Database,
    private readonly reverts: ImportReverts,
  ) {}

  @Get()
  @Allow('import', 'change')
  async asking(@CurrentUser() who: Principal, @Param('importId') id: string, @Res() res: WebResponse) {
    await this.show(who, id, res);
  }

  @Post()
  @Allow('import', 'change')
  async revert(
    @CurrentUser() who: Principal,
    @Param('importId') id: string,
    @Body() body: unknown,
    @Res() res: WebResponse,
  ) {
    const form = readForm(revertForm, body);
    if (!form.ok) return this.show(who, id, res, form.errors, form.values);
    try {
      await this.db.write(who.areas, (tx) => this.reverts.revert(tx, id, who.actor, form.data.reason));
    } catch (error) {
      return this.show(who, id, res, fieldErrors(error), form.values);
    }
    res.redirect(303, `/imports/${id}`);
  }

  private async show(
    who: Principal,
    id: string,
    res: WebResponse,
    errors?: FieldErrors,
    values: object = {},
  ) {
    const preview = await this.db.read(who.areas, (tx) => this.reverts.preview(tx, id));
    if (preview.run.state !== 'done') return res.redirect(303, `/imports/${id}`);
    const model = { ...preview, open: this.reverts.isOpen(preview.run), errors, values };
    page(res, 'employers/views/import-revert.njk', model, errors ? 422 : 200);
  }
}
