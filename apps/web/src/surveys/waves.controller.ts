import { Body, Controller, Get, Param, Post, Render, Res } from '@nestjs/common';
import { CodedError, Database } from '#platform';
import { WaveReports, Waves, WaveTurnsReport, WaveWordsReport } from '#surveys';
import {
  Allow,
  CurrentUser,
  fieldErrors,
  type Principal,
  page,
  readForm,
  type WebResponse,
} from '../shell/index.js';
import { newSurveyForm, sendForm } from './survey.form.js';
import { turnsModel } from './turns.model.js';
import { elsewhereModel, inviteModel, waveLine, waveModel, wordsModel } from './wave.model.js';

const NEW = { title: '', openDays: '21', lateDays: '14', followUpMonths: '6' };

/** Staff: planning a survey, sending it, and how it stands. */
@Controller('surveys')
export class WavesController {
  constructor(
    private readonly db: Database,
    private readonly waves: Waves,
    private readonly reports: WaveReports,
    private readonly turns: WaveTurnsReport,
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
  new() {
    return { values: NEW };
  }

  @Post()
  @Allow('survey_wave', 'create')
  async create(@CurrentUser() who: Principal, @Body() body: unknown, @Res() res: WebResponse) {
    const form = readForm(newSurveyForm, body);
    if (!form.ok) return page(res, 'surveys/views/new.njk', form, 422);
    const waveId = await this.waves.plan(who.areaId, form.data);
    res.redirect(303, `/surveys/waves/${waveId}/send`);
  }

  @Get('waves/:waveId')
  @Allow('survey_wave', 'see')
  @Render('surveys/views/wave.njk')
  async see(@CurrentUser() who: Principal, @Param('waveId') waveId: string) {
    return this.db.read(who.areas, async (tx) => {
      const report = await this.reports.see(tx, waveId);
      const planned = report.wave.state === 'planned' ? await this.waves.preview(tx, waveId) : undefined;
      const list = planned?.list;
      const turns = list ? undefined : turnsModel(await this.turns.waiting(tx, report.wave));
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
  async preview(@CurrentUser() who: Principal, @Param('waveId') waveId: string, @Res() res: WebResponse) {
    const { wave, list, ...more } = await this.previewed(who, waveId);
    // What was sent shows how it stands; a follow-up goes by itself.
    if (wave.state !== 'planned' || wave.kind !== 'baseline')
      return res.redirect(303, `/surveys/waves/${waveId}`);
    page(res, 'surveys/views/send.njk', { wave: waveLine(wave), list: inviteModel(list), ...more });
  }

  @Post('waves/:waveId/send')
  @Allow('survey_wave', 'send')
  async send(
    @CurrentUser() who: Principal,
    @Param('waveId') waveId: string,
    @Body() body: unknown,
    @Res() res: WebResponse,
  ) {
    const form = readForm(sendForm, body);
    const shown = form.ok ? form.data.shown : -1;
    try {
      await this.waves.open(who.areas, waveId, { actor: who.actor, shown, senderName: who.name ?? '' });
      res.redirect(303, `/surveys/waves/${waveId}?done=sent`);
    } catch (error) {
      if (!(error instanceof CodedError) || error.code === 'surveys.already-opened') throw error;
      const errors = fieldErrors(error);
      const { wave, list, ...more } = await this.previewed(who, waveId);
      const model = { wave: waveLine(wave), list: inviteModel(list), ...more, errors };
      page(res, 'surveys/views/send.njk', model, 409);
    }
  }

  private previewed(who: Principal, waveId: string) {
    return this.db.read(who.areas, async (tx) => {
      const { wave, list, elsewhere } = await this.waves.preview(tx, waveId);
      const turns = turnsModel(await this.turns.foresee(tx, wave, list));
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
