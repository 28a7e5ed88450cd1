import { Controller, Get, Param } from '@nestjs/common';
import { z } from 'zod';
import { Database } from '#platform';
import { type WaveCounts, WaveReports } from '#surveys';
import { Allow, ApiRoute, CurrentUser, type Principal } from '../shell/index.js';

const day = z.string().describe('A London day, 2026-11-24');
/** What whoever may read only the figures of a survey gets (access matrix, `wave.summary`). */
const waveSummary = z.object({
  title: z.string(),
  opensOn: day,
  closesOn: day,
  invited: z.number().int(),
  answered: z.number().int().describe('Invited employers with a counted answer, late ones included'),
});
const waveAnswer = waveSummary.extend({
  id: z.uuid(),
  surveyId: z.uuid(),
  kind: z.enum(['baseline', 'followup']),
  state: z.enum(['planned', 'open', 'closed']),
  countedUntil: day,
});
const waveLine = waveSummary.extend(
  waveAnswer.omit({ title: true, opensOn: true, closesOn: true, invited: true, answered: true }).partial()
    .shape,
);
const waveDetail = waveAnswer.extend({
  late: z.number().int(),
  responseRate: z.number().nullable(),
  responseRateCi95: z.tuple([z.number(), z.number()]).nullable().describe('Wilson, 95%'),
});

/** Waves for programs: days, how many were asked and answered. Never an answer (access matrix, `api_token`). */
@Controller('api/surveys/waves')
export class WavesApiController {
  constructor(
    private readonly db: Database,
    private readonly reports: WaveReports,
  ) {}

  @Get()
  @Allow('survey_wave', 'list')
  @ApiRoute({ summary: 'Survey waves of an area', answer: z.object({ waves: z.array(waveLine) }) })
  async list(@CurrentUser() who: Principal) {
    const waves = await this.db.read([who.areaId], (tx) => this.reports.list(tx, who.areaId));
    return { waves: waves.map(who.fieldSet === undefined ? asAnswer : asSummary) };
  }

  @Get(':waveId')
  @Allow('survey_wave', 'see')
  @ApiRoute({ summary: 'One wave with its response rate', answer: waveDetail })
  async see(@CurrentUser() who: Principal, @Param('waveId') waveId: string) {
    const report = await this.db.read(who.areas, (tx) => this.reports.get(tx, waveId));
    return {
      ...asAnswer({ ...report.wave, invited: report.invited, answered: report.answered }),
      late: report.late,
      responseRate: report.rate,
      responseRateCi95: report.rateCi95,
    };
  }
}

const asSummary = (wave: WaveCounts): z.infer<typeof waveSummary> => ({
  title: wave.title,
  opensOn: wave.opensOn,
  closesOn: wave.closesOn,
  invited: wave.invited,
  answered: wave.answered,
});

const asAnswer = (wave: WaveCounts): z.infer<typeof waveAnswer> => ({
  ...asSummary(wave),
  id: wave.id,
  surveyId: wave.surveyId,
  kind: wave.kind,
  state: wave.state,
  countedUntil: wave.countedUntil,
});
