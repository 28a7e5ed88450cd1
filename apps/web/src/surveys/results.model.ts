import { sectors, sizeBands } from '#employers';
import { count, plainDate } from '#platform';
import {
  type Analysis,
  type Compared,
  changeSentence,
  hasFigures,
  type Instrument,
  ITEM_UNIT,
  type Judged,
  type MeanChange,
  monthWords,
  opensAt,
  rounded,
  SCORE_UNIT,
  type SurveyResults,
  signed,
  standardsOf,
  type WaveFigures,
  type WaveRow,
} from '#surveys';
import { type ChartRow, narrowChart, wideChart } from './change-chart.js';
import { rateRange, surveyTabs, waveLine } from './wave.model.js';

const percent = (share: number | null) => (share === null ? '' : `${rounded(100 * share, 0)}%`);
const range = (interval: readonly [number, number] | null, decimals: number) =>
  interval ? `${signed(interval[0], decimals)} to ${signed(interval[1], decimals)}` : 'none';

/** What the page of change shows; while there is one wave, when the next one comes. */
export function resultsModel(results: SurveyResults) {
  const { instrument, analysis, compared, waves } = results;
  const first = waves[0]!;
  const baseline = analysis.waves[first.id];
  const planned = waves.find((wave) => wave.state === 'planned');
  return {
    title: results.title,
    instrument,
    tabList: surveyTabs(first.surveyId, waves, 'change'),
    waves: waves.map(waveLine),
    baseline: baseline && response(first, baseline),
    planned: planned && { ...waveLine(planned), day: plainDate(opensAt(planned.opensOn)) },
    minimum: analysis.minimumMatched,
    ...(compared && comparedModel(instrument, analysis, compared)),
  };
}

/** Who answered of those asked; the rate with its 95% interval once no more answers can come. */
const response = (wave: WaveRow, figures: WaveFigures) => ({
  name: waveLine(wave).name,
  open: wave.state === 'open',
  answered: figures.answered,
  invited: figures.invited,
  ...(wave.state === 'closed' && {
    rate: percent(figures.responseRate),
    interval: rateRange(figures.responseRateCi95, figures.invited),
  }),
});

function comparedModel(instrument: Instrument, analysis: Analysis, compared: Compared) {
  const { before, after } = compared;
  const pair = analysis.pairs[`${before.id}->${after.id}`]!;
  const { attrition } = pair;
  const standards = standardsOf(instrument).map((item) =>
    standardLine(item.label, pair.items[item.id]!.change),
  );
  const rows = standards.map(({ label, figures }): ChartRow => ({ label, figures }));
  const points = pointsOf(instrument);
  const months = {
    before: monthWords(before.openedAt!, after.openedAt!),
    after: monthWords(after.openedAt!, before.openedAt!),
    // The year stands with the second month, and with the first when that is another one.
    afterFull: monthWords(after.openedAt!, new Date(0)),
  };
  const higher = standards.filter((one) => one.verdict === 'likely a real improvement').length;
  const lower = standards.filter((one) => one.verdict === 'likely a real fall').length;
  return {
    compared: true,
    months,
    open: after.state === 'open' ? waveLine(after) : undefined,
    matched: attrition.matched,
    enough: attrition.matched >= analysis.minimumMatched,
    retention: percent(attrition.retention),
    before: attrition.before,
    responses: [before, after].map((wave) => response(wave, analysis.waves[wave.id]!)),
    headline: headline(attrition.matched, analysis.minimumMatched, { of: standards.length, higher, lower }),
    standards,
    higher,
    lower,
    smallest: smallestTold(standards),
    describe: `${higher} of ${standards.length} rose clearly, ${lower} fell clearly. The table below has every figure.`,
    wide: wideChart(rows, points),
    narrow: narrowChart(rows, points),
    scales: instrument.scoring.scales.map((scale) => ({
      label: scale.label,
      words: changeSentence(pair.scales[scale.id]!.change, SCORE_UNIT),
    })),
    bySector: groupLines(pair.coreByGroup.sector, sectors, pair.coreNotKnown?.sector),
    bySize: groupLines(pair.coreByGroup.size_band, sizeBands, pair.coreNotKnown?.size_band),
    lost: compared.lost,
    lostStart: lostStart(attrition.coreBeforeMatched.mean, attrition.coreBeforeLost.mean),
    newOnes: attrition.new,
    otherPerson: pair.respondent.otherPerson,
    samePerson: samePerson(pair.respondent.coreChangeSamePerson, analysis.minimumMatched),
  };
}

/** What changed in one sentence, for whoever reads no further. */
export function headline(
  matched: number,
  minimum: number,
  clear: { of: number; higher: number; lower: number },
): string {
  const employers = count(matched, 'employer', 'employers');
  if (matched < minimum)
    return `Only ${employers} answered both times. That is too few to tell what changed: it takes at least ${minimum}.`;
  const { of, higher, lower } = clear;
  if (!higher && !lower)
    return `The ${employers} that answered both times show no clear change on any standard.`;
  const parts = [
    ...(higher ? [`clearly further on ${higher}`] : []),
    ...(lower ? [`clearly less far on ${lower}`] : []),
  ];
  return `The ${employers} that answered both times are ${parts.join(' and ')} of ${of} standards.`;
}

function standardLine(label: string, change: Judged<MeanChange>) {
  const words = changeSentence(change, ITEM_UNIT);
  if (!hasFigures(change)) return { label, n: change.n, verdict: change.verdict, words };
  const clear = change.verdict !== 'no clear change';
  const unchanged = change.wilcoxon.nonZero === 0;
  return {
    label,
    n: change.n,
    verdict: change.verdict,
    words,
    before: rounded(change.meanBefore, 2),
    after: rounded(change.meanAfter, 2),
    change: signed(change.meanChange, 2),
    interval: range(change.ci95, 2),
    figures: {
      before: change.meanBefore,
      after: change.meanAfter,
      change: change.meanChange,
      interval: change.ci95,
      clear,
      unchanged,
    },
  };
}

/** The ends of the standards' points; they are the same for all, or the scale would not be allowed. */
function pointsOf(instrument: Instrument): { low: number; high: number } {
  const points = standardsOf(instrument)[0]?.points ?? [];
  return { low: points[0]?.value ?? 1, high: points.at(-1)?.value ?? 5 };
}

/** About the smallest change that could be told: the middle half-width of the intervals, one decimal. */
function smallestTold(standards: readonly ChartRow[]): string | undefined {
  const halves = standards
    .flatMap(({ figures }) => (figures?.interval ? [(figures.interval[1] - figures.interval[0]) / 2] : []))
    .sort((a, b) => a - b);
  return halves.length ? rounded(halves[Math.floor(halves.length / 2)]!, 1) : undefined;
}

/** A line for each group, and one for the pairs that are in none, so that the lines add up to all pairs. */
function groupLines(
  groups: Record<string, Judged<MeanChange>>,
  names: Readonly<Record<string, string>>,
  notKnown: Judged<MeanChange> | undefined,
): { name: string; n: number; change: string }[] {
  const line = (name: string, change: Judged<MeanChange>) => ({
    name,
    n: change.n,
    change: hasFigures(change) ? signed(change.meanChange, 1) : 'Too few',
  });
  const known = Object.keys(names).flatMap((key) => (groups[key] ? [line(names[key]!, groups[key])] : []));
  return notKnown ? [...known, line('Not known', notKnown)] : known;
}

/** How those who did not come back began, against those who did, in points of 100. */
function lostStart(matched: number | null, lost: number | null): { by: string; lower: boolean } | undefined {
  if (matched === null || lost === null) return undefined;
  const gap = lost - matched;
  return rounded(gap, 1) === '0.0' ? undefined : { by: rounded(Math.abs(gap), 1), lower: gap < 0 };
}

function samePerson(change: MeanChange | { n: number }, minimum: number): string {
  if (!('meanChange' in change))
    return `Too few to tell among the same people: ${change.n}, at least ${minimum} are needed.`;
  const between = change.ci95
    ? ` (between ${signed(change.ci95[0], 1)} and ${signed(change.ci95[1], 1)})`
    : '';
  return `Among the ${change.n} where the same person answered: ${signed(change.meanChange, 1)} points of 100${between}.`;
}
