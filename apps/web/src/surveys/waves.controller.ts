import { Controller, Get, Param, Post, Redirect, Render } from '@nestjs/common';
import type { z } from 'zod';
import { Database } from '#platform';
import { WaveHoldsReport, WaveReports, Waves, WaveWordsReport } from '#surveys';
import {
  Allow,
  CurrentUser,
  type FieldErrors,
  Form,
  FormOf,
  type Principal,
  Refused,
  SeeOther,
} from '../shell/index.js';
import { newSurveyForm, type SurveyForm, sendForm } from './survey.form.js';
import { holdsModel } from './turns.model.js';
import { elsewhereModel, inviteModel, waveLine, waveModel, wordsModel } from './wave.model.js';

const NEW = { title: '', openDays: '21', lateDays: '14', followUpMonths: '6' };

/** Staff: planning a survey, sending it, and how it stands. */
@Controller('surveys')
export class WavesController {
  constructor(
    private readonly db: Database,
    private readonly waves: Waves,
    private readonly reports: WaveReports,
    private readonly turns: WaveHoldsReport,
    private readonly words: WaveWordsReport,
  ) {}

  @Get()
  @Allow('survey_wave', 'list')
  @Render('surveys/views/list.njk')
  async list(@CurrentUser() who: Principal) {
    const waves = await this.db.read([who.areaId], (tx) => this.reports.list(tx, who.areaId));
    return { waves: waves.map(waveLine), mayOpen: !who.fieldSet };
  }

  @Get('new')
  @Allow('survey_wave', 'create')
  @Render('surveys/views/new.njk')
  planning() {
    return { values: NEW };
  }

  @Post()
  @Allow('survey_wave', 'create')
  @FormOf('planning')
  @Redirect('', 303)
  async plan(@CurrentUser() who: Principal, @Form(newSurveyForm) form: SurveyForm) {
    return { url: `/surveys/waves/${await this.waves.plan(who.areaId, form)}/send` };
  }

  @Get('waves/:waveId')
  @Allow('survey_wave', 'see')
  @Render('surveys/views/wave.njk')
  async see(@CurrentUser() who: Principal, @Param('waveId') waveId: string) {
    return this.db.read(who.areas, async (tx) => {
      const report = await this.reports.get(tx, waveId);
      const planned = report.wave.state === 'planned' ? await this.waves.preview(tx, waveId) : undefined;
      const list = planned?.list;
      const turns = list ? undefined : holdsModel(await this.turns.waiting(tx, report.wave));
      const words =
        planned && wordsModel(await this.words.foresee(tx, planned.wave, planned.list, who.name ?? ''));
      return {
        ...waveModel(report),
        list: list && inviteModel(list),
        elsewhere: elsewhereModel(planned?.elsewhere),
        turns,
        words,
        sent: true,
      };
    });
  }

  @Get('waves/:waveId/send')
  @Allow('survey_wave', 'send')
  @Render('surveys/views/send.njk')
  async preview(
    @CurrentUser() who: Principal,
    @Param('waveId') waveId: string,
    @Refused() errors?: FieldErrors,
  ) {
    const { wave, list, ...more } = await this.previewed(who, waveId);
    const open = wave.state === 'planned' && wave.kind === 'baseline';
    // What was sent shows how it stands; a follow-up goes by itself. Whoever has just pressed is told why nothing was sent.
    if (!open && !errors) throw new SeeOther(`/surveys/waves/${waveId}`);
    return { wave: waveLine(wave), list: inviteModel(list), open, ...more };
  }

  @Post('waves/:waveId/send')
  @Allow('survey_wave', 'send')
  @FormOf('preview')
  @Redirect('', 303)
  async send(
    @CurrentUser() who: Principal,
    @Param('waveId') waveId: string,
    @Form(sendForm) { shown }: z.output<typeof sendForm>,
  ) {
    await this.waves.open(who.areas, waveId, { actor: who.actor, shown, senderName: who.name ?? '' });
    return { url: `/surveys/waves/${waveId}?done=sent` };
  }

  private previewed(who: Principal, waveId: string) {
    return this.db.read(who.areas, async (tx) => {
      const { wave, list, elsewhere } = await this.waves.preview(tx, waveId);
      const turns = holdsModel(await this.turns.foresee(tx, wave, list));
      return {
        wave,
        list,
        turns,
        elsewhere: elsewhereModel(elsewhere),
        words: wordsModel(await this.words.foresee(tx, wave, list, who.name ?? '')),
      };
    });
  }
}
