import type {
  Attrition,
  GroupAttrition,
  ItemLevel,
  Level,
  LossReason,
  OptionLevel,
  PairResult,
  RespondentResult,
  SingleCounts,
} from './analysis.types.js';
import { mean, meanChange, optionChange, wilson } from './change.rules.js';
import { byText } from './counting.rules.js';
import {
  type Answer,
  choicesOf,
  DONT_KNOW,
  type Instrument,
  type Item,
  itemsOf,
} from './instrument.rules.js';
import { standing, turned } from './scoring.rules.js';
import { judgeFamily } from './verdict.rules.js';
import { waveToWaveView } from './wave-to-wave.rules.js';

/** A counted answer, ready for figures: hidden items dropped, scales scored. */
export interface Counting {
  respondentId: string | null;
  role: string | null;
  shown: ReadonlySet<string>;
  answers: Readonly<Record<string, Answer>>;
  scores: Readonly<Record<string, number | null>>;
}

/** The counted answers of a wave by surviving employer, in the order of their ids. */
export type CountedWave = ReadonlyMap<string, Counting>;

/** What a pair's groups are made of: the surviving record. */
export interface Survivor {
  id: string;
  sector: string | null;
  sizeBand: string | null;
  localAuthority: string | null;
  /** Reason of the later wave. */
  reason: string | null;
}

type CoreOf = (counting: Counting) => number | null | undefined;

/** The scale that stands for the whole: `core_score`, or else the first one declared. */
const coreScaleOf = (instrument: Instrument): string | undefined =>
  (instrument.scoring.scales.find((s) => s.id === 'core_score') ?? instrument.scoring.scales[0])?.id;

/**
 * Everything shown of two waves: levels of all who answered, change over those matched (a counted answer in both under
 * the same surviving record; for a figure, that item or score in both).
 */
export function comparePair(
  instrument: Instrument,
  employers: readonly Survivor[],
  before: CountedWave,
  after: CountedWave,
  { minimum, threshold }: { minimum: number; threshold: number },
): PairResult {
  const matched = [...before.keys()].filter((id) => after.has(id));
  const items = itemsOf(instrument);
  const ofType = (type: Item['type']) => items.filter((item) => item.type === type);
  /** Pairs of a value over the matched, those with it in both. */
  const pairs = <V>(
    value: (c: Counting) => V | null | undefined,
    among: readonly string[] = matched,
  ): [V, V][] =>
    among.flatMap((id): [V, V][] => {
      const [x, y] = [value(before.get(id)!), value(after.get(id)!)];
      return x === null || x === undefined || y === null || y === undefined ? [] : [[x, y]];
    });
  const core = coreScaleOf(instrument);
  const coreOf: CoreOf = (c) => (core ? c.scores[core] : null);

  const itemChanges = judgeFamily(
    ofType('scale').map((item) => [item.id, pairs((c) => turned(item, c.answers[item.id]))]),
    minimum,
    meanChange,
  );
  const scaleChanges = judgeFamily(
    instrument.scoring.scales.map((s) => [s.id, pairs((c) => c.scores[s.id])]),
    minimum,
    meanChange,
  );
  const byGroup = (group: (e: Survivor) => string | null) =>
    judgeFamily(
      groupsOf(employers, group).map(([name, ids]) => [
        name,
        pairs(
          coreOf,
          matched.filter((id) => ids.has(id)),
        ),
      ]),
      minimum,
      meanChange,
    );

  const breakdowns = {
    sector: (e: Survivor) => e.sector,
    size_band: (e: Survivor) => e.sizeBand,
    local_authority: (e: Survivor) => e.localAuthority,
  };
  const notKnown = Object.entries(breakdowns).flatMap(([name, group]) => {
    const none = new Set(employers.filter((e) => !group(e)).map((e) => e.id));
    const among = pairs(
      coreOf,
      matched.filter((id) => none.has(id)),
    );
    return among.length ? [[name, judgeFamily([[name, among]], minimum, meanChange)[name]!] as const] : [];
  });

  return {
    attrition: attrition(employers, before, after, matched, coreOf, threshold),
    respondent: respondent(before, after, matched, pairs, coreOf, minimum),
    singles: Object.fromEntries(
      ofType('single').map((item) => [
        item.id,
        { before: singleCounts(instrument, item, before), after: singleCounts(instrument, item, after) },
      ]),
    ),
    items: Object.fromEntries(
      ofType('scale').map((item) => [
        item.id,
        {
          reverse: !!item.reverse,
          before: itemLevel(item, before),
          after: itemLevel(item, after),
          change: itemChanges[item.id]!,
        },
      ]),
    ),
    scales: Object.fromEntries(
      instrument.scoring.scales.map((s) => [
        s.id,
        {
          before: level([...before.values()].map((c) => c.scores[s.id])),
          after: level([...after.values()].map((c) => c.scores[s.id])),
          change: scaleChanges[s.id]!,
        },
      ]),
    ),
    options: Object.fromEntries(
      ofType('multi').map((item) => {
        const values = choicesOf(instrument, item).map((c) => c.value);
        const changes = judgeFamily(
          values.map((value) => [value, pairs((c) => chose(c, item, value))]),
          minimum,
          optionChange,
        );
        return [
          item.id,
          Object.fromEntries(
            values.map((value) => [
              value,
              {
                before: optionLevel(item, value, before),
                after: optionLevel(item, value, after),
                change: changes[value]!,
              },
            ]),
          ),
        ];
      }),
    ),
    coreByGroup: {
      sector: byGroup(breakdowns.sector),
      size_band: byGroup(breakdowns.size_band),
      local_authority: byGroup(breakdowns.local_authority),
    },
    ...(notKnown.length && { coreNotKnown: Object.fromEntries(notKnown) }),
  };
}

/** Groups the employers fall into, in the order of their names; an employer without a value is in none. */
function groupsOf(
  employers: readonly Survivor[],
  group: (e: Survivor) => string | null,
): [name: string, ids: Set<string>][] {
  const groups = new Map<string, Set<string>>();
  for (const employer of employers) {
    const name = group(employer);
    if (name) groups.set(name, (groups.get(name) ?? new Set()).add(employer.id));
  }
  return [...groups].sort(([a], [b]) => byText(a, b));
}

function attrition(
  employers: readonly Survivor[],
  before: CountedWave,
  after: CountedWave,
  matched: readonly string[],
  coreOf: CoreOf,
  threshold: number,
): Attrition {
  const lost = [...before.keys()].filter((id) => !after.has(id));
  const reasonOf = new Map(employers.map((e) => [e.id, e.reason]));
  const reasons = lost.map((id) => (reasonOf.get(id) || 'no answer') as LossReason).sort(byText);
  const core = (ids: readonly string[]) => level(ids.map((id) => coreOf(before.get(id)!)));
  const groups = (group: (e: Survivor) => string | null): Record<string, GroupAttrition> =>
    Object.fromEntries(
      groupsOf(employers, group).map(([name, ids]) => {
        const inGroup = (list: readonly string[]) => list.filter((id) => ids.has(id)).length;
        return [
          name,
          { before: inGroup([...before.keys()]), matched: inGroup(matched), lost: inGroup(lost) },
        ];
      }),
    );
  return {
    before: before.size,
    after: after.size,
    matched: matched.length,
    lost: lost.length,
    lostReasons: reasons.reduce<Attrition['lostReasons']>((counts, reason) => {
      counts[reason] = (counts[reason] ?? 0) + 1;
      return counts;
    }, {}),
    new: after.size - matched.length,
    neither: employers.filter((e) => !before.has(e.id) && !after.has(e.id)).length,
    retention: before.size ? matched.length / before.size : null,
    retentionCi95: wilson(matched.length, before.size),
    coreBeforeMatched: core(matched),
    coreBeforeLost: core(lost),
    bySector: groups((e) => e.sector),
    bySize: groups((e) => e.sizeBand),
    view: waveToWaveView({ before: before.size, after: after.size, matched: matched.length }, threshold),
  };
}

/** Another person answering still matches; that it was another one is told, and the change without them. */
function respondent(
  before: CountedWave,
  after: CountedWave,
  matched: readonly string[],
  pairs: (value: CoreOf, among: readonly string[]) => [number, number][],
  coreOf: CoreOf,
  minimum: number,
): RespondentResult {
  /** Only where it is known both times: nothing known is neither the same nor another. */
  const known = (what: 'respondentId' | 'role', same: boolean) =>
    matched.filter((id) => {
      const [x, y] = [before.get(id)![what], after.get(id)![what]];
      return x !== null && y !== null && (x === y) === same;
    });
  const same = pairs(coreOf, known('respondentId', true));
  return {
    otherPerson: known('respondentId', false).length,
    otherRole: known('role', false).length,
    coreChangeSamePerson: same.length >= minimum ? meanChange(same) : { n: same.length },
  };
}

const level = (values: readonly (number | null | undefined)[]): Level => {
  const scored = values.filter((v) => v !== null && v !== undefined);
  return { n: scored.length, mean: mean(scored) };
};

function itemLevel(item: Item, wave: CountedWave): ItemLevel {
  const distribution: Record<string, number> = {};
  for (const point of item.points ?? []) distribution[point.value] = 0;
  Object.assign(distribution, { [DONT_KNOW]: 0, missing: 0, notAsked: 0 });
  const values: number[] = [];
  for (const counting of wave.values()) {
    const answer = counting.answers[item.id];
    const where = standing(item, answer, counting.shown.has(item.id));
    distribution[where === 'scored' ? String(answer) : where]! += 1;
    if (where === 'scored') values.push(turned(item, answer)!);
  }
  return { n: values.length, mean: mean(values), distribution };
}

function singleCounts(instrument: Instrument, item: Item, wave: CountedWave): SingleCounts {
  const counts: SingleCounts = Object.fromEntries(choicesOf(instrument, item).map((c) => [c.value, 0]));
  for (const { answers } of wave.values()) {
    const answer = answers[item.id];
    if (typeof answer === 'string' && answer in counts) counts[answer]! += 1;
  }
  return counts;
}

/** Whether they chose it; undefined when they did not answer the item or were not asked. */
const chose = (counting: Counting, item: Item, value: string): boolean | undefined => {
  const answer = counting.answers[item.id];
  return Array.isArray(answer) ? answer.includes(value) : undefined;
};

function optionLevel(item: Item, value: string, wave: CountedWave): OptionLevel {
  const said = [...wave.values()].map((c) => chose(c, item, value)).filter((v) => v !== undefined);
  const chosen = said.filter(Boolean).length;
  return { n: said.length, chosen, share: said.length ? chosen / said.length : null };
}
