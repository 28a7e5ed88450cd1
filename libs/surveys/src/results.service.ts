import { Injectable } from '@nestjs/common';
import { Employers } from '#employers';
import { notFound, type Tx } from '#platform';
import { type Analysis, type AnalysisEmployer, type AnalysisWave, analyse } from './analysis.js';
import { analysisRows } from './answer.repository.js';
import type { Instrument } from './instrument.rules.js';
import { Instruments } from './instruments.service.js';
import { MailOutcomes, type NotAsked } from './mail-fates.service.js';
import {
  areaOfSurvey,
  type GroupedEmployer,
  groupedList,
  type WaveRow,
  wavesOfSurvey,
} from './wave.repository.js';
import type { LeftOut } from './wave.rules.js';

/** An employer that answered one wave and not a later one. */
export interface Lost {
  employerId: string;
  employerName: string;
  /** In the words of the analysis: closed, objected, undelivered, no answer, no longer a signatory, not asked. */
  reason: string;
}

/** Two waves side by side. */
export interface Compared {
  before: WaveRow;
  after: WaveRow;
  lost: Lost[];
}

/** A survey's figures. */
export interface SurveyResults {
  title: string;
  instrument: Instrument;
  /** Every wave, planned ones included. */
  waves: WaveRow[];
  /** Waves by their ids; pairs by `first->second`. */
  analysis: Analysis;
  /** The first and the latest wave that opened; undefined while there is only one. */
  compared?: Compared;
}

/** How the analysis names why somebody was left out. */
const reasonWords: Record<LeftOut, string> = {
  closed: 'closed',
  objected: 'objected',
  complained: 'objected',
  not_signatory: 'no longer a signatory',
  no_contact: 'undelivered',
  no_address: 'undelivered',
  bounced: 'undelivered',
};

/** And why somebody on the list was not asked; as if left out, they are in no rate. */
const notAskedWords: Record<NotAsked, string> = {
  waits: 'not asked yet: their email is held',
  unsent: 'not asked: their email was not sent',
};

/** What a survey shows; computed from the rows whenever asked, by `analyse`. */
@Injectable()
export class Results {
  constructor(
    private readonly instruments: Instruments,
    private readonly employers: Employers,
    private readonly fates: MailOutcomes,
  ) {}

  /** The figures of a survey, as things stand. Throws not-found. */
  async of(tx: Tx, surveyId: string): Promise<SurveyResults> {
    const areaId = await areaOfSurvey(tx, surveyId);
    if (!areaId) throw notFound();
    const waves = await wavesOfSurvey(tx, areaId, surveyId);
    // A survey is planned together with its baseline.
    const first = waves[0]!;
    const instrument = await this.instruments.of(tx, first.instrumentVersionId);
    const opened = waves.filter((wave) => wave.state !== 'planned');
    const ids = opened.map((wave) => wave.id);
    const list = await groupedList(tx, areaId, ids);
    const undelivered = await this.fates.undelivered(tx, areaId, ids);
    const notAsked = await this.fates.notAsked(tx, areaId, ids);
    const employers = await this.onTheLists(tx, areaId, opened, list, { undelivered, notAsked });
    const rows = await analysisRows(tx, areaId, ids);
    const analysis = analyse({
      instrument,
      employers,
      minimumMatched: first.minimumMatched,
      waves: opened.map(
        (wave): AnalysisWave => ({
          id: wave.id,
          opens: wave.opensOn,
          closes: wave.closesOn,
          countedUntil: wave.countedUntil,
          rows: rows
            .filter((row) => row.waveId === wave.id)
            .map((row) => ({
              employerId: row.employerId,
              respondentId: row.contactId,
              designated: row.designated,
              complete: row.status === 'complete',
              submittedAt: row.submittedAt,
              answers: row.items,
            })),
        }),
      ),
    });
    const after = opened.at(-1);
    const compared =
      after && opened.length > 1
        ? { before: opened[0]!, after, lost: lostBetween(analysis, employers, list, opened[0]!.id, after.id) }
        : undefined;
    return { title: first.title, instrument, waves, analysis, compared };
  }

  /** Everybody on any list, and the records they were merged into; grouped as frozen, or as recorded until then. */
  private async onTheLists(
    tx: Tx,
    areaId: string,
    opened: readonly WaveRow[],
    list: readonly GroupedEmployer[],
    mails: {
      undelivered: ReadonlyMap<string, ReadonlySet<string>>;
      notAsked: ReadonlyMap<string, ReadonlyMap<string, NotAsked>>;
    },
  ): Promise<AnalysisEmployer[]> {
    const found = new Map<string, AnalysisEmployer>();
    let ask = [...new Set(list.map((one) => one.employerId))];
    while (ask.length) {
      for (const record of await this.employers.getMany(tx, areaId, ask)) {
        const rows = list.filter((one) => one.employerId === record.id);
        const frozen = rows.findLast((one) =>
          opened.some((wave) => wave.id === one.waveId && wave.state === 'closed'),
        );
        found.set(record.id, {
          id: record.id,
          mergedInto: record.mergedInto,
          sector: frozen ? frozen.sector : record.sector,
          sizeBand: frozen ? frozen.sizeBand : record.sizeBand,
          localAuthority: record.authorityCode,
          waves: Object.fromEntries(
            rows.map(({ waveId, leftOut }) => {
              const notAsked = mails.notAsked.get(waveId)?.get(record.id);
              const undelivered = mails.undelivered.get(waveId)?.has(record.id) ? 'undelivered' : null;
              const reason = leftOut
                ? reasonWords[leftOut]
                : notAsked
                  ? notAskedWords[notAsked]
                  : undelivered;
              return [waveId, { invited: leftOut === null && !notAsked, reason }];
            }),
          ),
        });
      }
      ask = [...found.values()].flatMap((one) =>
        one.mergedInto && !found.has(one.mergedInto) ? [one.mergedInto] : [],
      );
    }
    return [...found.values()];
  }
}

function lostBetween(
  analysis: Analysis,
  employers: readonly AnalysisEmployer[],
  list: readonly GroupedEmployer[],
  before: string,
  after: string,
): Lost[] {
  const names = new Map(list.map((one) => [one.employerId, one.employerName]));
  const reasons = new Map(employers.map((one) => [one.id, one.waves[after]?.reason]));
  const came = analysis.scores[after] ?? {};
  return Object.keys(analysis.scores[before] ?? {})
    .filter((id) => !(id in came))
    .map((id) => ({
      employerId: id,
      employerName: names.get(id) ?? '',
      reason: reasons.get(id) ?? 'no answer',
    }))
    .sort((a, b) => a.employerName.localeCompare(b.employerName, 'en-GB'));
}
