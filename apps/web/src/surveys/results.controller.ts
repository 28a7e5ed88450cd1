import { Controller, Get, Param, Render } from '@nestjs/common';
import { Database } from '#platform';
import { Results, WaveReports } from '#surveys';
import { Allow, Audited, CurrentUser, type Look, type Principal, Shown } from '../shell/index.js';
import { answerModel } from './answer.model.js';
import { resultsModel } from './results.model.js';

/** Staff: what changed, and one employer's answer. */
@Controller('surveys')
export class ResultsController {
  constructor(
    private readonly db: Database,
    private readonly results: Results,
    private readonly reports: WaveReports,
  ) {}

  @Get(':surveyId/results')
  @Allow('result_inside', 'see')
  @Render('surveys/views/results.njk')
  async change(@CurrentUser() who: Principal, @Param('surveyId') surveyId: string) {
    return resultsModel(await this.db.read(who.areas, (tx) => this.results.of(tx, surveyId)));
  }

  @Get('answers/:answerId')
  @Allow('answer_employer', 'see', { subject: 'answerId' })
  @Audited({ when: 'each' })
  @Render('surveys/views/answer.njk')
  async answer(
    @CurrentUser() who: Principal,
    @Param('answerId') answerId: string,
    @Shown() shown: (look: Look) => void,
  ) {
    const report = await this.db.read(who.areas, (tx) => this.reports.answer(tx, answerId));
    shown({ areaId: report.answer.areaId, employerId: report.answer.employerId });
    return answerModel(report, who);
  }
}
