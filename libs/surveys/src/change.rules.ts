import binomialCdf from '@stdlib/stats-base-dists-binomial-cdf';
import normalCdf from '@stdlib/stats-base-dists-normal-cdf';
import tQuantile from '@stdlib/stats-base-dists-t-quantile';

/**
 * The statistics of change. Signed rank, McNemar, Wilson, Bonett–Price and Holm are our own: no library counts the
 * exact signed rank with ties and zeros.
 */

/** Φ⁻¹(0.975). */
const Z = 1.959963984540054;
/** Up to here every assignment of signs is counted; above, the normal approximation. */
const EXACT_UP_TO = 25;
/** Changes are compared in billionths, so that floating-point noise breaks neither ties nor zeros. */
const BILLION = 1e9;

export type Interval = [low: number, high: number];

export interface SignedRank {
  /** Changes of exactly nothing; they carry no rank. */
  zeros: number;
  nonZero: number;
  wPlus: number;
  wMinus: number;
  method: 'exact' | 'normal';
  /** Only of the normal approximation. It has the sign of the change: above 0 where the later answers are higher. */
  z: number | null;
  /** Two-sided. */
  p: number;
  /** (W⁺−W⁻)/(W⁺+W⁻); null when nothing changed. */
  rankBiserial: number | null;
}

/** Mean change of the matched. `ci95` and `dz` are null when every change is the same; shares are of n. */
export interface MeanChange {
  n: number;
  meanBefore: number;
  meanAfter: number;
  meanChange: number;
  improved: number;
  same: number;
  worse: number;
  improvedShare: number;
  sameShare: number;
  worseShare: number;
  sdChange: number;
  ci95: Interval | null;
  dz: number | null;
  wilcoxon: SignedRank;
}

/** Change in choosing one option of a multi item, over the matched who answered the item both times. */
export interface OptionChange {
  n: number;
  both: number;
  stopped: number;
  started: number;
  neither: number;
  /** (started − stopped) / n */
  meanChange: number;
  ci95: Interval;
  /** McNemar, exact, two-sided. */
  p: number;
}

export const mean = (values: readonly number[]): number | null =>
  values.length ? values.reduce((sum, v) => sum + v, 0) / values.length : null;

/** Change over pairs of values, higher is better; at least two pairs. */
export function meanChange(pairs: readonly (readonly [before: number, after: number])[]): MeanChange {
  const n = pairs.length;
  if (n < 2) throw new RangeError('A change needs at least two pairs.');
  const steps = pairs.map(([before, after]) => Math.round((after - before) * BILLION));
  const change = mean(steps)! / BILLION;
  const improved = steps.filter((d) => d > 0).length;
  const worse = steps.filter((d) => d < 0).length;
  const same = n - improved - worse;
  // Told by comparing, not by the sum of squares: equal changes leave a crumb of floating point there.
  const constant = steps.every((d) => d === steps[0]);
  const sd = constant
    ? 0
    : Math.sqrt(steps.reduce((sum, d) => sum + (d / BILLION - change) ** 2, 0) / (n - 1));
  const margin = tQuantile(0.975, n - 1) * (sd / Math.sqrt(n));
  return {
    n,
    meanBefore: mean(pairs.map(([before]) => before))!,
    meanAfter: mean(pairs.map(([, after]) => after))!,
    meanChange: change + 0,
    improved,
    same,
    worse,
    improvedShare: improved / n,
    sameShare: same / n,
    worseShare: worse / n,
    sdChange: sd,
    ci95: constant ? null : [change - margin, change + margin],
    dz: constant ? null : change / sd,
    wilcoxon: signedRank(steps),
  };
}

/**
 * Wilcoxon's signed rank, two-sided, on differences already rounded to whole steps. Zeros are dropped; equal sizes
 * share the middle rank. Up to 25 non-zero differences exact over all signs with those ranks as they are; above, normal
 * with tie correction and continuity correction.
 */
export function signedRank(differences: readonly number[]): SignedRank {
  const changed = differences.filter((d) => d !== 0).sort((a, b) => Math.abs(a) - Math.abs(b));
  const m = changed.length;
  // Ranks doubled, so that middle ranks are whole numbers.
  const doubled = new Array<number>(m);
  let ties = 0;
  for (let from = 0; from < m; ) {
    let to = from;
    while (to < m && Math.abs(changed[to]!) === Math.abs(changed[from]!)) to += 1;
    for (let i = from; i < to; i += 1) doubled[i] = from + 1 + to;
    const t = to - from;
    ties += t ** 3 - t;
    from = to;
  }
  const plus2 = changed.reduce((sum, d, i) => sum + (d > 0 ? doubled[i]! : 0), 0);
  const minus2 = m * (m + 1) - plus2;
  const common = {
    zeros: differences.length - m,
    nonZero: m,
    wPlus: plus2 / 2,
    wMinus: minus2 / 2,
  };
  const rankBiserial = m ? (plus2 - minus2) / (plus2 + minus2) : null;
  if (m <= EXACT_UP_TO) {
    const p = m === 0 ? 1 : Math.min(1, 2 * atMost(doubled, Math.min(plus2, minus2)));
    return { ...common, method: 'exact', z: null, p, rankBiserial };
  }
  const expected = (m * (m + 1)) / 4;
  const variance = (m * (m + 1) * (2 * m + 1)) / 24 - ties / 48;
  const size = Math.max(0, Math.abs(plus2 / 2 - expected) - 0.5) / Math.sqrt(variance);
  const p = Math.min(1, 2 * normalCdf(-size, 0, 1));
  const z = plus2 < minus2 && size > 0 ? -size : size;
  return { ...common, method: 'normal', z, p, rankBiserial };
}

/** P(sum of the ranks with a plus ≤ limit) when each sign is a fair coin; counts all 2^m by dynamic programming. */
function atMost(ranks: readonly number[], limit: number): number {
  const ways = new Array<number>(limit + 1).fill(0);
  ways[0] = 1;
  for (const rank of ranks) for (let w = limit; w >= rank; w -= 1) ways[w]! += ways[w - rank]!;
  return ways.reduce((sum, w) => sum + w, 0) / 2 ** ranks.length;
}

/** Change of an option over pairs of "was it chosen"; at least one pair. */
export function optionChange(pairs: readonly (readonly [before: boolean, after: boolean])[]): OptionChange {
  const n = pairs.length;
  if (n < 1) throw new RangeError('A change needs at least one pair.');
  const count = (before: boolean, after: boolean) =>
    pairs.filter((p) => p[0] === before && p[1] === after).length;
  const stopped = count(true, false);
  const started = count(false, true);
  return {
    n,
    both: count(true, true),
    stopped,
    started,
    neither: count(false, false),
    meanChange: (started - stopped) / n,
    ci95: bonettPrice(stopped, started, n),
    p: mcNemar(stopped, started),
  };
}

/** Exact two-sided p of McNemar's test, for `b` that stopped and `c` that started. */
export const mcNemar = (b: number, c: number): number =>
  b + c === 0 ? 1 : Math.min(1, 2 * binomialCdf(Math.min(b, c), b + c, 0.5));

/** 95% interval of (c − b)/n of Bonett and Price (2012), cut at ±1. */
export function bonettPrice(b: number, c: number, n: number): Interval {
  const p1 = (c + 1) / (n + 2);
  const p2 = (b + 1) / (n + 2);
  const delta = p1 - p2;
  const margin = Z * Math.sqrt((p1 + p2 - delta ** 2) / (n + 2));
  return [Math.max(-1, delta - margin), Math.min(1, delta + margin)];
}

/** Wilson's 95% interval of a rate; null of nothing. */
export function wilson(hits: number, n: number): Interval | null {
  if (n === 0) return null;
  const p = hits / n;
  const middle = (p + Z ** 2 / (2 * n)) / (1 + Z ** 2 / n);
  const margin = (Z * Math.sqrt((p * (1 - p)) / n + Z ** 2 / (4 * n ** 2))) / (1 + Z ** 2 / n);
  return [Math.max(0, middle - margin), Math.min(1, middle + margin)];
}

/** Holm's adjusted p values, in the order given. */
export function holm(ps: readonly number[]): number[] {
  const adjusted = new Array<number>(ps.length);
  let running = 0;
  ps.map((p, i) => ({ p, i }))
    .sort((a, b) => a.p - b.p)
    .forEach(({ p, i }, rank) => {
      running = Math.max(running, Math.min(1, p * (ps.length - rank)));
      adjusted[i] = running;
    });
  return adjusted;
}
