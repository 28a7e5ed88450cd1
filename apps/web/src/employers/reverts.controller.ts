import { Controller, Get, Param, Post, Redirect, Render } from '@nestjs/common';
import type { z } from 'zod';
import { ImportReverts } from '#employers';
import { Database } from '#platform';
import { Allow, CurrentUser, Form, FormOf, type Principal, SeeOther } from '../shell/index.js';
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
  @Render('employers/views/import-revert.njk')
  async asking(@CurrentUser() who: Principal, @Param('importId') id: string) {
    const preview = await this.db.read(who.areas, (tx) => this.reverts.preview(tx, id));
    if (preview.run.state !== 'done') throw new SeeOther(`/imports/${id}`);
    return { ...preview, open: this.reverts.isOpen(preview.run) };
  }

  @Post()
  @Allow('import', 'change')
  @FormOf('asking')
  @Redirect('', 303)
  async revert(
    @CurrentUser() who: Principal,
    @Param('importId') id: string,
    @Form(revertForm) { reason }: z.output<typeof revertForm>,
  ) {
    await this.db.write(who.areas, (tx) => this.reverts.revert(tx, id, who.actor, reason));
    return { url: `/imports/${id}` };
  }
}
