import { CodedError } from '#platform';
import type {
  Analysis,
  AnalysisAnswer,
  AnalysisEmployer,
  AnalysisInput,
  AnalysisWave,
  WaveFigures,
} from './analysis.types.js';
import { wilson } from './change.rules.js';
import { byText, countedAnswers, survivors } from './counting.rules.js';
import { type Instrument, itemsOf, shownAnswers, shownItems } from './instrument.rules.js';
import { type CountedWave, type Counting, comparePair, type Survivor } from './pair.rules.js';
import { scaleScore } from './scoring.rules.js';
import { MINIMUM_MATCHED } from './verdict.rules.js';
import { THRESHOLD } from './wave-to-wave.rules.js';

export type * from './analysis.types.js';

/** A setting below this would show figures of a handful. */
const LOWEST_MINIMUM = 5;

/**
 * The whole analysis of a survey: pure, from rows to figures.
 *
 *     analyse({ instrument, employers, waves, minimumMatched?, threshold? }: AnalysisInput): Analysis
 *
 * - `instrument`: one published version, unit employer (`Instrument`, instrument.rules.ts).
 * - `employers`: everybody on any of the waves' lists, records merged away included: `{ id, mergedInto?, sector?,
 *   sizeBand?, localAuthority?, waves: { [waveId]: { invited, reason? } } }`. `reason` is `closed`, `objected`,
 *   `undelivered`, `refused` or nothing.
 * - `waves`: two or more (one gives no pairs): `{ id, opens, closes, countedUntil?, timezone?, rows }`, days as
 *   `2027-04-04` ending in Europe/London. Each row: `{ employerId, respondentId?, designated?, chosen?, complete,
 *   submittedAt, answers }`; `answers` by item id: text of a single, list of a multi, point or `dk` of a scale.
 *   Give all rows, also partial and superseded ones: what counts is decided here.
 *
 * Figures are not rounded. Ids are any text; two rows of one respondent carry the same `respondentId`.
 * Throws CodedError `surveys.analysis-impossible` on an answer of an employer that is not on the list, a circle of merged
 * records, `minimumMatched` or `threshold` below 5, and an instrument about persons (those are matched and shown by other
 * rules).
 */
export function analyse(input: AnalysisInput): Analysis {
  const { instrument, employers } = input;
  const minimum = input.minimumMatched ?? MINIMUM_MATCHED;
  const threshold = input.threshold ?? THRESHOLD;
  if (minimum < LOWEST_MINIMUM)
    throw impossible(`At least ${LOWEST_MINIMUM} matched answers are needed to show a change.`);
  if (threshold < LOWEST_MINIMUM)
    throw impossible(`At least ${LOWEST_MINIMUM} answers are needed for others to see a figure.`);
  if (instrument.unit !== 'employer')
    throw impossible(
      `${instrument.instrument} is answered by persons; only employer surveys are compared here.`,
    );

  const survivorOf = survivors(employers);
  const alive = employers.filter((e) => survivorOf.get(e.id) === e.id).sort((a, b) => byText(a.id, b.id));
  // Days as text sort like days; waves on the same day stay as given.
  const waves = [...input.waves].sort((a, b) => byText(a.opens, b.opens));
  const counted = waves.map((wave) => countWave(instrument, wave, employers, survivorOf));

  const analysis: Analysis = {
    minimumMatched: minimum,
    employers: alive.length,
    waves: {},
    pairs: {},
    scores: {},
  };
  waves.forEach((wave, w) => {
    analysis.waves[wave.id] = counted[w]!.figures;
    analysis.scores[wave.id] = Object.fromEntries(
      [...counted[w]!.byEmployer].map(([id, c]) => [id, { ...c.scores }]),
    );
  });
  for (let a = 0; a < waves.length; a += 1)
    for (let b = a + 1; b < waves.length; b += 1)
      analysis.pairs[`${waves[a]!.id}->${waves[b]!.id}`] = comparePair(
        instrument,
        alive.map((e) => asSurvivor(e, waves[b]!.id)),
        counted[a]!.byEmployer,
        counted[b]!.byEmployer,
        { minimum, threshold },
      );
  return analysis;
}

function countWave(
  instrument: Instrument,
  wave: AnalysisWave,
  employers: readonly AnalysisEmployer[],
  survivorOf: ReadonlyMap<string, string>,
): { figures: WaveFigures; byEmployer: CountedWave } {
  const { counted, tally } = countedAnswers(wave.rows, wave, (id) => {
    const survivor = survivorOf.get(id);
    if (survivor === undefined)
      throw impossible(`Wave ${wave.id} has an answer of ${id}, which is not on the list of employers.`);
    return survivor;
  });
  // An invitation of a record merged later is one of the survivor: one employer, asked once.
  const invited = new Set(
    employers.filter((e) => e.waves[wave.id]?.invited).map((e) => survivorOf.get(e.id)!),
  );
  const answered = [...invited].filter((id) => counted.has(id)).length;
  const scored = scorer(instrument);
  return {
    figures: {
      ...tally,
      invited: invited.size,
      answered,
      responseRate: invited.size ? answered / invited.size : null,
      responseRateCi95: wilson(answered, invited.size),
    },
    byEmployer: new Map([...counted].map(([id, { answer }]) => [id, scored(answer)])),
  };
}

/** Turns a counted row into what figures are made of. */
function scorer(instrument: Instrument): (row: AnalysisAnswer) => Counting {
  const items = new Map(itemsOf(instrument).map((item) => [item.id, item]));
  const roleItem = [...items.values()].find((item) => item.prefill === 'respondent.role')?.id;
  return (row) => {
    const answers = shownAnswers(instrument, row.answers);
    const role = roleItem ? answers[roleItem] : row.role;
    return {
      respondentId: row.respondentId ?? null,
      role: typeof role === 'string' ? role : null,
      shown: shownItems(instrument, row.answers),
      answers,
      scores: Object.fromEntries(instrument.scoring.scales.map((s) => [s.id, scaleScore(s, items, answers)])),
    };
  };
}

const asSurvivor = (employer: AnalysisEmployer, waveId: string): Survivor => ({
  id: employer.id,
  sector: employer.sector ?? null,
  sizeBand: employer.sizeBand ?? null,
  localAuthority: employer.localAuthority ?? null,
  reason: employer.waves[waveId]?.reason ?? null,
});

const impossible = (message: string) => new CodedError('invalid', 'surveys.analysis-impossible', message);
