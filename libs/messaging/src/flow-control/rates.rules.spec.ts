import { grant, type RateLimits, type Slot } from './rates.rules.js';

/** Asks for `wanted` every `step` ms from `start` for so long; the instants at which one was given. */
function run(limits: RateLimits, wanted: number, step: number, length: number, start = 1_000_000): number[] {
  let known: { seconds: Slot[]; hours: Slot[] } = { seconds: [], hours: [] };
  const at: number[] = [];
  for (let now = start; now < start + length; now += step) {
    const given = grant(wanted, limits, known, now);
    known = given;
    for (let n = 0; n < given.granted; n++) at.push(now);
  }
  return at;
}
const most = (at: number[], window: number): number =>
  Math.max(0, ...at.map((from) => at.filter((one) => one >= from && one < from + window).length));

describe('limits on sending', () => {
  it.each([1, 3, 10, 100])(
    'of %i a second hold in each second, wherever it begins, and are nearly reached',
    (n) => {
      for (const [wanted, step] of [
        [1, 7],
        [500, 13],
        [4, 49],
      ] as const) {
        const at = run({ perSecond: n, perHour: undefined }, wanted, step, 10_000);
        expect(most(at, 1_000)).toBeLessThanOrEqual(n);
        if (wanted * (1_000 / step) > n * 2) expect(at.length).toBeGreaterThanOrEqual(9 * n);
      }
    },
  );

  it('of an hour hold beside those of a second', () => {
    const at = run({ perSecond: 5, perHour: 60 }, 10, 5_000, 3 * 3_600_000);
    expect(most(at, 3_600_000)).toBeLessThanOrEqual(60);
    expect(at.length).toBeGreaterThanOrEqual(170);
  });

  it('say when the next may go, and then it may', () => {
    const first = grant(10, { perSecond: 4, perHour: undefined }, { seconds: [], hours: [] }, 5_020);
    expect(first).toMatchObject({ granted: 4, nextAt: 6_050 });
    expect(grant(1, { perSecond: 4, perHour: undefined }, first, 6_049).granted).toBe(0);
    expect(grant(1, { perSecond: 4, perHour: undefined }, first, 6_050).granted).toBe(1);
  });

  it('do not grant more when the clock is set back', () => {
    const first = grant(4, { perSecond: 4, perHour: undefined }, { seconds: [], hours: [] }, 50_000);
    expect(grant(4, { perSecond: 4, perHour: undefined }, first, 20_000).granted).toBe(0);
  });
});
