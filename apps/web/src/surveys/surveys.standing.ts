import type { SurveyDrafts, WaveReports } from '#surveys';
import type { RecordStandings } from '../shell/index.js';

/** Which surveys were sent, and which answers may be named: what the guard asks of them. */
export function addStandings(standings: RecordStandings, drafts: SurveyDrafts, reports: WaveReports): void {
  standings.add('survey_wave', (tx, id) => drafts.standing(tx, id));
  standings.add('answer_employer', async (tx, id) => {
    const { answer } = await reports.answer(tx, id);
    return { areaId: answer.areaId, named: answer.items['share'] === 'named' };
  });
}
