import { Body, Controller, Get, Param, Post, Render, Res } from '@nestjs/common';
import { Database } from '#platform';
import { SurveyDrafts } from '#surveys';
import { Allow, CurrentUser, type Principal, page, readForm, type WebResponse } from '../shell/index.js';
import { deleteForm, newSurveyForm } from './survey.form.js';
import { waveLine } from './wave.model.js';

/** Staff: changing and deleting a survey that was not sent. */
@Controller('surveys/waves/:waveId')
export class DraftsController {
  constructor(
    private readonly db: Database,
    private readonly drafts: SurveyDrafts,
  ) {}

  @Get('change')
  @Allow('survey_wave', 'change')
  @Render('surveys/views/new.njk')
  async form(@CurrentUser() who: Principal, @Param('waveId') waveId: string) {
    const wave = await this.draft(who, waveId);
    const { title, openDays, lateDays, followUpMonths } = wave;
    return { wave, values: { title, openDays, lateDays, followUpMonths } };
  }

  @Post('change')
  @Allow('survey_wave', 'change')
  async change(
    @CurrentUser() who: Principal,
    @Param('waveId') waveId: string,
    @Body() body: unknown,
    @Res() res: WebResponse,
  ) {
    const form = readForm(newSurveyForm, body);
    if (!form.ok)
      return page(res, 'surveys/views/new.njk', { ...form, wave: await this.draft(who, waveId) }, 422);
    await this.drafts.change(who.areas, waveId, form.data);
    res.redirect(303, `/surveys/waves/${waveId}?done=changed`);
  }

  @Get('delete')
  @Allow('survey_wave', 'delete')
  @Render('surveys/views/delete.njk')
  async confirm(@CurrentUser() who: Principal, @Param('waveId') waveId: string) {
    return { wave: await this.draft(who, waveId), values: {} };
  }

  @Post('delete')
  @Allow('survey_wave', 'delete')
  async remove(
    @CurrentUser() who: Principal,
    @Param('waveId') waveId: string,
    @Body() body: unknown,
    @Res() res: WebResponse,
  ) {
    const form = readForm(deleteForm, body);
    if (!form.ok)
      return page(res, 'surveys/views/delete.njk', { ...form, wave: await this.draft(who, waveId) }, 422);
    await this.drafts.remove(who.areas, waveId, { actor: who.actor, reason: form.data.reason });
    res.redirect(303, '/surveys?done=deleted');
  }

  private async draft(who: Principal, waveId: string) {
    return waveLine(await this.db.read(who.areas, (tx) => this.drafts.see(tx, waveId)));
  }
}
