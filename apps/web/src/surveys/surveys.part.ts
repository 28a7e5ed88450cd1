import { Injectable } from '@nestjs/common';
import type { EmployerFact, Tx } from '#platform';
import { WaveReports } from '#surveys';
import type { FactsShown, RecordPart } from '../employers/index.js';
import { timeline } from './timeline.js';

/** Surveys on an employer's record; whether an invitation has gone is asked of its email. */
@Injectable()
export class SurveysPart implements RecordPart {
  readonly rank = 40;
  readonly groups = [
    { key: 'surveys', text: 'Surveys', prefixes: ['surveys.'], needs: ['survey_wave', 'see'] as const },
  ];
  readonly timeline = timeline;

  constructor(private readonly waves: WaveReports) {}

  async enrich(tx: Tx, { employer, facts }: FactsShown): Promise<(fact: EmployerFact) => object | undefined> {
    const invited = facts.filter((fact) => fact.kind === 'surveys.invited');
    const waveIds = [...new Set(invited.map((fact) => String(fact.data['waveId'])))];
    const notAsked = await this.waves.notAskedOf(tx, employer.areaId, employer.id, waveIds);
    return (fact) =>
      fact.kind === 'surveys.invited' ? { notAsked: notAsked.get(String(fact.data['waveId'])) } : undefined;
  }
}
