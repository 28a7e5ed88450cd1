import { holm, type Interval, type MeanChange, type OptionChange } from './change.rules.js';

/** What may be said of a change. */
export type ChangeVerdict =
  | 'too few to tell'
  | 'no clear change'
  | 'likely a real improvement'
  | 'likely a real fall'
  | 'likely more'
  | 'likely fewer';

/** A change with what may be said of it. With fewer than the minimum matched only `n` is there, no figures. */
export type Judged<C extends MeanChange | OptionChange> =
  | (C & { pHolm: number; verdict: ChangeVerdict })
  | { n: number; pHolm: null; verdict: 'too few to tell' };

/** Fewest matched for which a change is shown; settable, never below 5. */
export const MINIMUM_MATCHED = 10;

/** Below this, Holm's p is read as "likely". */
const LEVEL = 0.05;

export const hasFigures = <C extends MeanChange | OptionChange>(
  change: Judged<C>,
): change is C & { pHolm: number; verdict: ChangeVerdict } => change.pHolm !== null;

/**
 * Judges a family of changes together: Holm over those with enough matched (scales; scale items; options of one
 * question; groups of one breakdown). `family` gives each key its pairs; `compute` is called for those with enough.
 */
export function judgeFamily<P, C extends MeanChange | OptionChange>(
  family: readonly (readonly [key: string, pairs: readonly P[]])[],
  minimum: number,
  compute: (pairs: readonly P[]) => C,
): Record<string, Judged<C>> {
  const enough = family.filter(([, pairs]) => pairs.length >= minimum);
  const computed = new Map(enough.map(([key, pairs]) => [key, compute(pairs)]));
  const adjusted = holm([...computed.values()].map(pOf));
  const pHolm = new Map([...computed.keys()].map((key, i) => [key, adjusted[i]!]));
  return Object.fromEntries(
    family.map(([key, pairs]): [string, Judged<C>] => {
      const change = computed.get(key);
      if (!change) return [key, { n: pairs.length, pHolm: null, verdict: 'too few to tell' }];
      const p = pHolm.get(key)!;
      return [key, { ...change, pHolm: p, verdict: verdictOf(change, p) }];
    }),
  );
}

const pOf = (change: MeanChange | OptionChange): number =>
  'wilcoxon' in change ? change.wilcoxon.p : change.p;

const isOption = (change: MeanChange | OptionChange): change is OptionChange => 'started' in change;

function verdictOf(change: MeanChange | OptionChange, pHolm: number): ChangeVerdict {
  const way = pHolm < LEVEL ? direction(change.ci95) : 0;
  if (way === 0) return 'no clear change';
  if (isOption(change)) return way > 0 ? 'likely more' : 'likely fewer';
  return way > 0 ? 'likely a real improvement' : 'likely a real fall';
}

/** 1: all above 0; −1: all below; 0: it holds 0, or there is none. */
const direction = (interval: Interval | null): -1 | 0 | 1 =>
  !interval ? 0 : interval[0] > 0 ? 1 : interval[1] < 0 ? -1 : 0;

/** What a figure counts in, and with how many decimals it is shown. */
export interface Unit {
  /** After the figure, e.g. "points of 100". */
  name: string;
  decimals: number;
  /** Shown = figure × this. */
  times: number;
}

export const SCORE_UNIT: Unit = { name: 'points of 100', decimals: 1, times: 1 };
export const ITEM_UNIT: Unit = { name: 'points', decimals: 2, times: 1 };
export const OPTION_UNIT: Unit = { name: 'percentage points', decimals: 0, times: 100 };

/**
 * The sentence of a change for pages and mails: never "significant", never a p value, never a cause. `who` names the
 * matched, e.g. "employers".
 */
export function changeSentence(
  change: Judged<MeanChange> | Judged<OptionChange>,
  unit: Unit,
  who: { one: string; many: string } = { one: 'employer', many: 'employers' },
): string {
  if (!hasFigures(change)) return `Too few to tell: ${change.n} answered both times.`;
  if (changed(change) === 0) return "Nobody's answer changed.";
  const show = (value: number) => signed(value * unit.times, unit.decimals);
  const between = change.ci95 ? ` (between ${show(change.ci95[0])} and ${show(change.ci95[1])})` : '';
  const words = change.verdict[0]!.toUpperCase() + change.verdict.slice(1);
  const n = `${change.n.toLocaleString('en-GB')} ${change.n === 1 ? who.one : who.many}`;
  return `${words}: ${show(change.meanChange)} ${unit.name}${between}, ${n}.`;
}

const changed = (change: MeanChange | OptionChange): number =>
  isOption(change) ? change.stopped + change.started : change.wilcoxon.nonZero;

/** Rounded for display, halves away from zero; figures are kept unrounded until here. */
export function rounded(value: number, decimals: number): string {
  // Twelve digits first: 0.145 is stored a hair below and would else go down.
  const scaled = Number((Math.abs(value) * 10 ** decimals).toPrecision(12));
  const size = Math.floor(scaled + 0.5) / 10 ** decimals;
  return `${value < 0 && size !== 0 ? '−' : ''}${size.toFixed(decimals)}`;
}

/** The same with a plus before what is above nothing. */
export const signed = (value: number, decimals: number): string => {
  const text = rounded(value, decimals);
  return value > 0 && Number(text) !== 0 ? `+${text}` : text;
};
