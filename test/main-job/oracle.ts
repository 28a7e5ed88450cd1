/**
 * The change computed apart from the program: its own few lines of arithmetic on the answers the main job gave,
 * with the t quantile found by integrating the density. It shares no code and no library with libs/surveys.
 */

/** Gamma function (Lanczos), for half-integers and integers up to some 100. */
function logGamma(x: number): number {
  const c = [
    76.18009172947146, -86.50532032941678, 24.01409824083091, -1.231739572450155, 0.1208650973866179e-2,
    -0.5395239384953e-5,
  ];
  let sum = 1.000000000190015;
  for (let i = 0; i < 6; i++) sum += c[i]! / (x + i + 1);
  const t = x + 5.5;
  return (x + 0.5) * Math.log(t) - t + Math.log((2.5066282746310007 * sum) / x);
}

/** t with P(|T| ≤ t) = 0.95 at so many degrees of freedom, by Simpson's rule and bisection. */
export function t975(df: number): number {
  const scale = Math.exp(logGamma((df + 1) / 2) - logGamma(df / 2)) / Math.sqrt(df * Math.PI);
  const density = (x: number) => scale * (1 + (x * x) / df) ** (-(df + 1) / 2);
  const half = (to: number) => {
    const n = 4000;
    const h = to / n;
    let sum = density(0) + density(to);
    for (let i = 1; i < n; i++) sum += density(i * h) * (i % 2 ? 4 : 2);
    return (sum * h) / 3;
  };
  let [low, high] = [0, 60];
  for (let i = 0; i < 80; i++) {
    const middle = (low + high) / 2;
    if (half(middle) < 0.475) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

export interface Change {
  n: number;
  before: number;
  after: number;
  change: number;
  low: number;
  high: number;
}

/** Matched change of one item: pairs of answers of the same employer, both given. */
export function matchedChange(pairs: [number | undefined, number | undefined][]): Change {
  const both = pairs.filter((p): p is [number, number] => p[0] !== undefined && p[1] !== undefined);
  const n = both.length;
  const mean = (values: number[]) => values.reduce((a, b) => a + b, 0) / values.length;
  const d = both.map(([a, b]) => b - a);
  const change = mean(d);
  const sd = Math.sqrt(d.reduce((sum, x) => sum + (x - change) ** 2, 0) / (n - 1));
  const reach = (t975(n - 1) * sd) / Math.sqrt(n);
  return {
    n,
    before: mean(both.map((p) => p[0])),
    after: mean(both.map((p) => p[1])),
    change,
    low: change - reach,
    high: change + reach,
  };
}
