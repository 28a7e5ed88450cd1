import { Controller, Get, Param, Post, Redirect, Render } from '@nestjs/common';
import type { z } from 'zod';
import { Database } from '#platform';
import { SurveyDrafts } from '#surveys';
import { Allow, CurrentUser, Form, FormOf, type Principal } from '../shell/index.js';
import { deleteForm, newSurveyForm, type SurveyForm } from './survey.form.js';
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
  @FormOf('form')
  @Redirect('', 303)
  async change(
    @CurrentUser() who: Principal,
    @Param('waveId') waveId: string,
    @Form(newSurveyForm) form: SurveyForm,
  ) {
    await this.drafts.change(who.areas, waveId, form);
    return { url: `/surveys/waves/${waveId}?done=changed` };
  }

  @Get('delete')
  @Allow('survey_wave', 'delete', { subject: 'waveId' })
  @Render('surveys/views/delete.njk')
  async confirm(@CurrentUser() who: Principal, @Param('waveId') waveId: string) {
    return { wave: await this.draft(who, waveId) };
  }

  @Post('delete')
  @Allow('survey_wave', 'delete', { subject: 'waveId' })
  @FormOf('confirm')
  @Redirect('/surveys?done=deleted', 303)
  async remove(
    @CurrentUser() who: Principal,
    @Param('waveId') waveId: string,
    @Form(deleteForm) { reason }: z.output<typeof deleteForm>,
  ): Promise<void> {
    await this.drafts.remove(who.areas, waveId, { actor: who.actor, reason });
  }

  private async draft(who: Principal, waveId: string) {
    return waveLine(await this.db.read(who.areas, (tx) => this.drafts.get(tx, waveId)));
  }
}
