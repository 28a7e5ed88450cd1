import { describe, expect, it } from '@jest/globals';
import { meanChange, optionChange } from './change.rules.js';
import { changeSentence, judgeFamily, OPTION_UNIT, rounded, SCORE_UNIT, signed } from './verdict.rules.js';

type Pair = [number, number];
const pairs = (n: number, change: (i: number) => number): Pair[] =>
  Array.from({ length: n }, (_, i) => [50, 50 + change(i)]);
const judge = (list: Pair[], minimum = 10) => judgeFamily([['a', list]], minimum, meanChange)['a']!;
const say = (list: Pair[]) => changeSentence(judge(list), SCORE_UNIT);

describe('what may be said', () => {
  it('below the minimum: how many, and no figure at all', () => {
    expect(judge(pairs(7, () => 5))).toEqual({ n: 7, pHolm: null, verdict: 'too few to tell' });
    expect(say(pairs(7, () => 5))).toBe('Too few to tell: 7 answered both times.');
  });

  it('nobody changed', () => {
    expect(judge(pairs(12, () => 0))).toMatchObject({ verdict: 'no clear change', pHolm: 1 });
    expect(say(pairs(12, () => 0))).toBe("Nobody's answer changed.");
  });

  it('a real improvement and a real fall, in the words of the page', () => {
    expect(say(pairs(12, (i) => 5 + (i % 3)))).toMatch(
      /^Likely a real improvement: \+6\.0 points of 100 \(between \+5\.5 and \+6\.5\), 12 employers\.$/,
    );
    expect(say(pairs(12, (i) => -5 - (i % 3)))).toMatch(
      /^Likely a real fall: −6\.0 points of 100 \(between −6\.5 and −5\.5\)/,
    );
  });

  it('a small p without an interval is no clear change: everybody moved by the same', () => {
    expect(judge(pairs(12, () => 5))).toMatchObject({ verdict: 'no clear change', ci95: null });
    expect(say(pairs(12, () => 5))).toBe('No clear change: +5.0 points of 100, 12 employers.');
  });

  it('Holm runs over those with enough matched only', () => {
    const strong = pairs(12, (i) => (i < 11 ? 1 + i : -1));
    const alone = judgeFamily(
      [
        ['a', strong],
        ['few', pairs(3, () => 1)],
      ],
      10,
      meanChange,
    );
    const two = judgeFamily(
      [
        ['a', strong],
        ['b', pairs(12, (i) => (i % 2 ? 1 : -1))],
      ],
      10,
      meanChange,
    );
    expect(two['a']!.pHolm).toBeCloseTo(2 * alone['a']!.pHolm!, 12);
  });

  it('options: more or fewer, in percentage points', () => {
    const moved = (from: boolean, to: boolean): [boolean, boolean][] => [
      ...Array.from({ length: 12 }, (): [boolean, boolean] => [from, to]),
      ...Array.from({ length: 8 }, (): [boolean, boolean] => [true, true]),
    ];
    const of = (list: [boolean, boolean][]) => judgeFamily([['o', list]], 10, optionChange)['o']!;
    expect(of(moved(false, true)).verdict).toBe('likely more');
    expect(of(moved(true, false)).verdict).toBe('likely fewer');
    expect(changeSentence(of(moved(false, true)), OPTION_UNIT)).toMatch(
      /^Likely more: \+60 percentage points \(between/,
    );
    expect(changeSentence(of(moved(true, true)), OPTION_UNIT)).toBe("Nobody's answer changed.");
  });

  it('never says significant, proves or led to, and never a p value', () => {
    for (const list of [pairs(12, (i) => i), pairs(12, () => 5), pairs(3, () => 5)])
      expect(say(list)).not.toMatch(/significant|proves|led to|p [=<]/i);
  });
});

describe('rounding for display', () => {
  it('goes away from zero at a half, also where the number is stored a hair below', () => {
    expect([rounded(62.25, 1), rounded(-62.25, 1), rounded(0.145, 2), rounded(1.005, 2)]).toEqual([
      '62.3',
      '−62.3',
      '0.15',
      '1.01',
    ]);
  });
  it('has no minus or plus before nothing', () => {
    expect([rounded(-0.04, 1), signed(0.04, 1), signed(0.06, 1), signed(-1, 0)]).toEqual([
      '0.0',
      '0.0',
      '+0.1',
      '−1',
    ]);
  });
});
