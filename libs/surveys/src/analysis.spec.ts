import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { projectPath } from '#platform';
import { readFolder } from '../../../test/scenarios/survey-folder.js';
import { type AnalysisAnswer, type AnalysisInput, analyse } from './analysis.js';

const folder = projectPath('test/data/surveys/worked-example');
const worked = readFolder(folder);
/** Disclosure control of one wave is not part of this analysis. */
const APART = new Set(['outsideView']);

/** Every leaf of `expected` that `seen` does not meet within 0.0001, and every key one has and the other not. */
function differences(seen: unknown, expected: unknown, at = ''): string[] {
  if (expected !== null && typeof expected === 'object') {
    if (seen === null || typeof seen !== 'object') return [`${at}: ${seen}`];
    const [s, e] = [seen as Record<string, unknown>, expected as Record<string, unknown>];
    const keys = new Set([...Object.keys(e), ...Object.keys(s)].filter((key) => !APART.has(key)));
    return [...keys].flatMap((key) =>
      key in s && key in e ? differences(s[key], e[key], `${at}/${key}`) : [`${at}/${key}: only in one`],
    );
  }
  if (typeof expected === 'number' && typeof seen === 'number')
    return Math.abs(seen - expected) <= 0.0001 ? [] : [`${at}: ${seen}, not ${expected}`];
  return seen === expected ? [] : [`${at}: ${seen}, not ${expected}`];
}

describe('the worked example', () => {
  it('gives every figure', () => {
    const expected = JSON.parse(readFileSync(`${folder}/expected.json`, 'utf8'));
    expect(differences(JSON.parse(JSON.stringify(analyse(worked))), expected)).toEqual([]);
  });

  it('does not hang on the order of rows', () => {
    const turned: AnalysisInput = {
      ...worked,
      employers: [...worked.employers].reverse(),
      waves: worked.waves.map((wave) => ({ ...wave, rows: [...wave.rows].reverse() })),
    };
    expect(analyse(turned)).toEqual(analyse(worked));
  });

  it('would give another p for core if changes were compared unrounded', () => {
    expect(analyse(worked).pairs['baseline->followup']!.scales['core_score']!.change).toMatchObject({
      wilcoxon: { p: expect.closeTo(0.0133, 4) },
    });
  });
});

/** Answers to the six core items of employers 1 to n. */
const rows = (n: number, level: (i: number) => number, from = 0): AnalysisAnswer[] =>
  Array.from({ length: n }, (_, k) => {
    const i = k + from;
    return {
      employerId: `E${i}`,
      respondentId: `P${i}`,
      complete: true,
      submittedAt: new Date('2026-09-02T10:00:00Z'),
      answers: {
        role: 'hr',
        org_type: 'private',
        headcount_band: 'n1_9',
        share: 'named',
        std_plan: level(i),
        std_aware: level(i),
        std_talk: level(i),
        std_work: level(i),
      },
    };
  });

const survey = (waves: Record<string, AnalysisAnswer[]>, employers = 20): AnalysisInput => ({
  instrument: worked.instrument,
  employers: Array.from({ length: employers }, (_, i) => ({
    id: `E${i}`,
    sector: 'private',
    sizeBand: 'n1_9',
    localAuthority: 'E08000033',
    waves: Object.fromEntries(Object.keys(waves).map((id) => [id, { invited: true }])),
  })),
  waves: Object.entries(waves).map(([id, list], w) => ({
    id,
    opens: `2026-0${w + 1}-01`,
    closes: '2026-12-31',
    rows: list,
  })),
});

describe('other surveys', () => {
  it('compares every two of three waves, in order of opening', () => {
    const input = survey({
      one: rows(12, () => 1),
      two: rows(12, (i) => 1 + (i % 2)),
      three: rows(12, (i) => 2 + (i % 3)),
    });
    const { pairs } = analyse({ ...input, waves: [...input.waves].reverse() });
    expect(Object.keys(pairs)).toEqual(['one->two', 'one->three', 'two->three']);
    expect(pairs['one->three']!.scales['core_score']!.change).toMatchObject({
      n: 12,
      meanBefore: 0,
      meanAfter: 50,
    });
  });

  it('with nobody matched shows levels, and no figure of change', () => {
    const pair = analyse(survey({ a: rows(5, () => 2), b: rows(5, () => 3, 10) })).pairs['a->b']!;
    expect(pair.attrition).toMatchObject({
      before: 5,
      after: 5,
      matched: 0,
      lost: 5,
      new: 5,
      neither: 10,
      retention: 0,
      lostReasons: { 'no answer': 5 },
      coreBeforeMatched: { n: 0, mean: null },
      coreBeforeLost: { n: 5, mean: 25 },
    });
    expect(pair.scales['core_score']).toEqual({
      before: { n: 5, mean: 25 },
      after: { n: 5, mean: 50 },
      change: { n: 0, pHolm: null, verdict: 'too few to tell' },
    });
    expect(pair.respondent).toEqual({ otherPerson: 0, otherRole: 0, coreChangeSamePerson: { n: 0 } });
    expect(pair.scales['enhanced_score']).toMatchObject({ before: { n: 0, mean: null } });
    expect(pair.options['barriers']!['cost']!.before).toEqual({ n: 0, chosen: 0, share: null });
  });

  it('with an empty wave divides nothing by nothing', () => {
    const analysis = analyse(survey({ a: [], b: rows(12, () => 2) }));
    expect(analysis.pairs['a->b']!.attrition).toMatchObject({
      before: 0,
      retention: null,
      retentionCi95: null,
    });
    expect(JSON.stringify(analysis)).not.toMatch(/NaN|Infinity/);
    expect(analysis.waves['a']).toMatchObject({ invited: 20, answered: 0, responseRate: 0 });
  });

  it('with 9 matched holds the change back, with 10 shows it', () => {
    const of = (n: number) =>
      analyse(survey({ a: rows(n, () => 2), b: rows(n, (i) => 2 + (i % 2)) })).pairs['a->b']!.items[
        'std_plan'
      ]!.change;
    expect(of(9)).toEqual({ n: 9, pHolm: null, verdict: 'too few to tell' });
    expect(of(10)).toMatchObject({ n: 10, meanChange: 0.5 });
  });

  it('gives those whose group is not known a figure of their own, and changes none of the others', () => {
    const input = survey({ a: rows(24, () => 2), b: rows(24, (i) => 2 + (i % 2)) }, 24);
    const without = (n: number) =>
      analyse({
        ...input,
        employers: input.employers.map((e, i) =>
          i < n ? { ...e, sector: null, sizeBand: i ? e.sizeBand : null } : e,
        ),
      }).pairs['a->b']!;
    expect(without(0).coreNotKnown).toBeUndefined();
    const { coreByGroup, coreNotKnown } = without(10);
    expect(Object.keys(coreByGroup.sector)).toEqual(['private']);
    expect(coreByGroup.sector['private']).toMatchObject({ n: 14 });
    expect(coreNotKnown).toMatchObject({
      sector: { n: 10, meanChange: 12.5 },
      size_band: { n: 1, verdict: 'too few to tell' },
    });
    expect(coreNotKnown).not.toHaveProperty('local_authority');
    expect(without(9).coreNotKnown!.sector).toEqual({ n: 9, pHolm: null, verdict: 'too few to tell' });
  });

  it('takes a lower minimum, but never below 5', () => {
    const input = survey({ a: rows(6, () => 2), b: rows(6, (i) => 2 + (i % 2)) });
    expect(analyse({ ...input, minimumMatched: 5 }).pairs['a->b']!.items['std_plan']!.change).toMatchObject({
      meanChange: 0.5,
    });
    expect(() => analyse({ ...input, minimumMatched: 4 })).toThrow(/At least 5/);
  });

  it('counts an employer once that was invited under two records since merged', () => {
    const input = survey({ a: rows(3, () => 2), b: rows(3, () => 2) }, 4);
    const merged = input.employers.map((e) => (e.id === 'E1' ? { ...e, mergedInto: 'E0' } : e));
    const analysis = analyse({ ...input, employers: merged });
    expect(analysis.employers).toBe(3);
    expect(analysis.waves['a']).toMatchObject({ invited: 3, counted: 2, secondContact: 1 });
  });

  it('counts an answer of somebody not invited, but not in the response rate', () => {
    const input = survey({ a: rows(3, () => 2), b: [] }, 4);
    const employers = input.employers.map((e) =>
      e.id === 'E0' ? { ...e, waves: { a: { invited: false } } } : e,
    );
    expect(analyse({ ...input, employers }).waves['a']).toMatchObject({
      counted: 3,
      invited: 3,
      answered: 2,
    });
  });

  it('refuses an answer of nobody on the list, and a survey of persons', () => {
    expect(() => analyse(survey({ a: rows(3, () => 2) }, 2))).toThrow(/E2, which is not on the list/);
    const persons = { ...worked.instrument, unit: 'person' as const };
    expect(() => analyse({ ...worked, instrument: persons })).toThrow(/answered by persons/);
  });

  it('does 2,000 employers in four waves in a few seconds of computing', () => {
    const level = (w: number) => (i: number) => 1 + ((i * 7 + w * 3) % 5);
    // Time of the processor, not of the clock: other tests run beside this one.
    const started = process.cpuUsage();
    const big = survey(
      Object.fromEntries(['a', 'b', 'c', 'd'].map((id, w) => [id, rows(2000, level(w))])),
      2000,
    );
    expect(Object.keys(analyse(big).pairs)).toHaveLength(6);
    expect(process.cpuUsage(started).user / 1e6).toBeLessThan(10);
  });
});
