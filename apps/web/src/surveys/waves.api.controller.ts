import { Controller, Get, Param } from '@nestjs/common';
import { z } from 'zod';
import { Database } from '#platform';
import { type WaveCounts, WaveReports } from '#surveys';
import { Allow, ApiRoute, Who } from '../shell/index.js';

const day = z.string().describe('A London day, 2026-11-24');
const waveAnswer = z.object({
  id: z.uuid(),
  surveyId: z.uuid(),
  title: z.string(),
  kind: z.enum(['baseline', 'followup']),
  state: z.enum(['planned', 'open', 'closed']),
  opensOn: day,
  closesOn: day,
  countedUntil: day,
  invited: z.number().int(),
  answered: z.number().int().describe('Invited employers with a counted answer, late ones included'),
});
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
  @ApiRoute({ summary: 'Survey waves of an area', answer: z.object({ waves: z.array(waveAnswer) }) })
  async list(@Who() who: Who) {
    const waves = await this.db.read([who.areaId], (tx) => this.reports.list(tx, who.areaId));
    return { waves: waves.map(asAnswer) };
  }

  @Get(':waveId')
  @Allow('survey_wave', 'see')
  @ApiRoute({ summary: 'One wave with its response rate', answer: waveDetail })
  async see(@Who() who: Who, @Param('waveId') waveId: string) {
    const report = await this.db.read(who.areas, (tx) => this.reports.see(tx, waveId));
    return {
      ...asAnswer({ ...report.wave, invited: report.invited, answered: report.answered }),
      late: report.late,
      responseRate: report.rate,
      responseRateCi95: report.rateCi95,
    };
  }
}

const asAnswer = (wave: WaveCounts): z.infer<typeof waveAnswer> => ({
  id: wave.id,
  surveyId: wave.surveyId,
  title: wave.title,
  kind: wave.kind,
  state: wave.state,
  opensOn: wave.opensOn,
  closesOn: wave.closesOn,
  countedUntil: wave.countedUntil,
  invited: wave.invited,
  answered: wave.answered,
});
