import { Module } from '@nestjs/common';
import { AccessModule } from '#access';
import { EmployersModule } from '#employers';
import { MessagingModule } from '#messaging';
import { SurveyDrafts, SurveysModule, WaveReports } from '#surveys';
import { EmployersWebModule, RecordParts } from '../employers/index.js';
import { RecordNames, RecordStandings, ShellModule } from '../shell/index.js';
import { AnsweringController } from './answering.controller.js';
import { DraftsController } from './drafts.controller.js';
import { ResultsController } from './results.controller.js';
import { SurveysPart } from './surveys.part.js';
import { addStandings } from './surveys.standing.js';
import { WavesApiController } from './waves.api.controller.js';
import { WavesController } from './waves.controller.js';

/** Surveys on the web: planning and sending waves, answering by link, what changed. */
@Module({
  imports: [ShellModule, AccessModule, EmployersModule, MessagingModule, SurveysModule, EmployersWebModule],
  controllers: [
    WavesController,
    DraftsController,
    ResultsController,
    AnsweringController,
    WavesApiController,
  ],
  providers: [SurveysPart],
})
export class SurveysWebModule {
  constructor(
    parts: RecordParts,
    surveys: SurveysPart,
    standings: RecordStandings,
    names: RecordNames,
    drafts: SurveyDrafts,
    reports: WaveReports,
  ) {
    parts.add(surveys);
    addStandings(standings, drafts, reports);
    names.add('answer_employer', async (_tx, who, areaId, ids) =>
      who.may('answer_employer', 'see', areaId)
        ? new Map(ids.map((id) => [id, { text: 'The answer', href: `/surveys/answers/${id}` }]))
        : new Map(),
    );
  }
}
