import { describe, expect, it } from '@jest/globals';
import { chances } from '../../../test/support/odd-words.js';
import { bonettPrice, holm, mcNemar, meanChange, optionChange, signedRank, wilson } from './change.rules.js';

/** Two-sided p over all 2^m signs, by walking through every one of them. */
function bruteForce(differences: number[]): number {
  const changed = differences.filter((d) => d !== 0).map((d) => Math.abs(d));
  const ranks = changed.map(
    (size) => changed.filter((o) => o < size).length + (changed.filter((o) => o === size).length + 1) / 2,
  );
  const total = ranks.reduce((sum, r) => sum + r, 0);
  const plus = ranks.reduce((sum, r, i) => sum + (differences.filter((d) => d !== 0)[i]! > 0 ? r : 0), 0);
  const limit = Math.min(plus, total - plus);
  let atMost = 0;
  for (let signs = 0; signs < 2 ** ranks.length; signs += 1) {
    let w = 0;
    for (let i = 0; i < ranks.length; i += 1) if (signs & (1 << i)) w += ranks[i]!;
    if (w <= limit) atMost += 1;
  }
  return Math.min(1, (2 * atMost) / 2 ** ranks.length);
}

describe('signed rank', () => {
  it('example: +1 +1 −1 +2 0 +3 gives p 0.25', () => {
    expect(signedRank([1, 1, -1, 2, 0, 3])).toEqual({
      zeros: 1,
      nonZero: 5,
      wPlus: 13,
      wMinus: 2,
      method: 'exact',
      z: null,
      p: 0.25,
      rankBiserial: 11 / 15,
    });
  });

  it('1, 2, −3 has p 1, not more', () => expect(signedRank([1, 2, -3]).p).toBe(1));

  it('agrees with every sign counted, with ties and zeros', () => {
    const next = chances(11);
    for (let round = 0; round < 150; round += 1) {
      const n = 1 + Math.floor(next() * 13);
      const differences = Array.from({ length: n }, () => Math.floor(next() * 7) - 3);
      expect(signedRank(differences).p).toBeCloseTo(bruteForce(differences), 12);
    }
  });

  it('agrees with the published table without ties: W 8, m 10 is 0.0488; W 52, m 20 is 0.0484', () => {
    // Wilcoxon's distribution: P(W ≤ 8 | 10) = 25/1024, P(W ≤ 52 | 20) = 0.02418.
    expect(signedRank([1, 2, 3, 4, 5, 6, 7, -8, 9, 10]).p).toBeCloseTo(50 / 1024, 12);
    const signs = new Set([20, 19, 13]);
    expect(
      signedRank(Array.from({ length: 20 }, (_, i) => (signs.has(i + 1) ? -(i + 1) : i + 1))).p,
    ).toBeCloseTo(0.0484, 4);
  });

  it('is exact to 25 and normal from 26', () => {
    const run = (m: number) => signedRank(Array.from({ length: m }, (_, i) => (i % 3 ? i + 1 : -(i + 1))));
    expect([run(25).method, run(26).method]).toEqual(['exact', 'normal']);
    expect(run(25).z).toBeNull();
  });

  it('corrects the normal one for ties and continuity, never below 0', () => {
    // 30 of size 1: mean 232.5, variance 2363.75 − (27000 − 30)/48 = 1801.875.
    const tied = Array.from({ length: 30 }, (_, i) => (i < 20 ? 1 : -1));
    const { z, wPlus } = signedRank(tied);
    expect(wPlus).toBe(310);
    expect(z).toBeCloseTo((77.5 - 0.5) / Math.sqrt(1801.875), 12);
    const even = Array.from({ length: 30 }, (_, i) => (i % 2 ? 1 : -1));
    expect(signedRank(even)).toMatchObject({ z: 0, p: 1, rankBiserial: 0 });
  });

  it('gives z the sign of the change: turned round it is the same below 0, and p stays', () => {
    const risen = Array.from({ length: 30 }, (_, i) => (i % 3 ? i + 1 : -(i + 1)));
    const [rise, fall] = [signedRank(risen), signedRank(risen.map((d) => -d))];
    expect(rise.z).toBeGreaterThan(0);
    expect(fall).toEqual({
      ...rise,
      z: -rise.z!,
      wPlus: rise.wMinus,
      wMinus: rise.wPlus,
      rankBiserial: -rise.rankBiserial!,
    });
  });

  it('has no z below 0 where the correction leaves nothing', () => {
    // 26 sizes add up to 351: W⁺ 175 and W⁻ 176 lie half a rank from the middle.
    const near = [...Array(26)].map((_, i) => i + 1);
    const total = near.reduce((sum, rank) => sum + rank, 0);
    let left = Math.floor(total / 2);
    const signed = near.reverse().map((rank) => {
      if (rank > left) return -rank;
      left -= rank;
      return rank;
    });
    const { z, wPlus, wMinus } = signedRank(signed);
    expect([wMinus - wPlus, Object.is(z, 0)]).toEqual([1, true]);
  });

  it('of nothing but zeros has p 1', () => {
    expect(signedRank([0, 0])).toMatchObject({ zeros: 2, nonZero: 0, p: 1, rankBiserial: null });
  });
});

describe('mean change', () => {
  it('has interval, dz and shares', () => {
    const change = meanChange([
      [1, 2],
      [2, 2],
      [3, 5],
      [4, 3],
    ]);
    expect(change).toMatchObject({
      n: 4,
      meanBefore: 2.5,
      meanAfter: 3,
      meanChange: 0.5,
      improved: 2,
      same: 1,
      worse: 1,
    });
    // d = 1, 0, 2, −1: sd √(5/3), t(0.975, 3) = 3.182446305
    expect(change.sdChange).toBeCloseTo(Math.sqrt(5 / 3), 12);
    expect(change.ci95![1]).toBeCloseTo(0.5 + (3.182446305284263 * Math.sqrt(5 / 3)) / 2, 9);
    expect(change.dz).toBeCloseTo(0.5 / Math.sqrt(5 / 3), 12);
  });

  it('takes equal changes as equal and no change as none, for all floating point', () => {
    const third = (k: number) => (100 * k) / 24;
    const pairs = [0, 1, 2, 3, 5, 7, 9, 11, 13, 15].map((k): [number, number] => [third(k), third(k + 2)]);
    const change = meanChange(pairs);
    expect(change).toMatchObject({ sdChange: 0, ci95: null, dz: null, improved: 10 });
    expect(change.wilcoxon).toMatchObject({ wPlus: 55, p: 2 / 1024 });
    expect(
      meanChange([
        [0.1 + 0.2, 0.3],
        [1, 2],
      ]),
    ).toMatchObject({ same: 1, wilcoxon: { zeros: 1 } });
  });

  it('of nothing is none', () => {
    const change = meanChange(Array.from({ length: 12 }, (): [number, number] => [2, 2]));
    expect(change).toMatchObject({
      meanChange: 0,
      ci95: null,
      dz: null,
      sdChange: 0,
      same: 12,
      sameShare: 1,
      wilcoxon: { p: 1 },
    });
  });
});

describe('options and rates', () => {
  it('McNemar: b 0, c 10 is 0.0020; nobody moved is 1; even is 1', () => {
    expect(mcNemar(0, 10)).toBeCloseTo(2 / 1024, 12);
    expect([mcNemar(0, 0), mcNemar(3, 3)]).toEqual([1, 1]);
    expect(mcNemar(5, 1)).toBeCloseTo(2 * (7 / 64), 12);
  });

  it('Bonett–Price is cut at ±1 and turns round with its counts', () => {
    expect(bonettPrice(0, 5, 5)[1]).toBeLessThanOrEqual(1);
    expect(bonettPrice(0, 3, 3)[1]).toBe(1);
    const [low, high] = bonettPrice(4, 9, 30);
    const [turnedLow, turnedHigh] = bonettPrice(9, 4, 30);
    expect([low, high]).toEqual([expect.closeTo(-turnedHigh, 12), expect.closeTo(-turnedLow, 12)]);
  });

  it('counts who stopped and who started', () => {
    const pairs: [boolean, boolean][] = [
      [true, true],
      [true, false],
      [false, true],
      [false, true],
      [false, false],
    ];
    expect(optionChange(pairs)).toMatchObject({
      n: 5,
      both: 1,
      stopped: 1,
      started: 2,
      neither: 1,
      meanChange: 0.2,
    });
  });

  it('Wilson: 48 of 60 is 68.22 to 88.17%; none and all stay inside; nothing is none', () => {
    const [low, high] = wilson(48, 60)!;
    expect([low, high]).toEqual([expect.closeTo(0.6822, 4), expect.closeTo(0.8817, 4)]);
    expect(wilson(0, 12)![0]).toBeCloseTo(0, 12);
    expect(wilson(12, 12)![1]).toBeCloseTo(1, 12);
    expect(wilson(0, 0)).toBeNull();
  });
});

describe('Holm', () => {
  it('multiplies down the order and never falls', () => {
    expect(holm([0.04, 0.01, 0.03])).toEqual([0.06, 0.03, 0.06]);
    expect(holm([0.5, 0.9])).toEqual([1, 1]);
    expect(holm([])).toEqual([]);
  });
});
