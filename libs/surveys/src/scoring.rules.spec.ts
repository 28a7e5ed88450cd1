import { describe, expect, it } from '@jest/globals';
import { projectFile } from '#platform';
import { type Answer, type Instrument, itemsOf } from './instrument.rules.js';
import { scaleScore, standing, turned } from './scoring.rules.js';

const baseline = JSON.parse(
  projectFile('libs/surveys/data/instruments/employer-baseline.v2.json'),
) as Instrument;
const items = new Map(itemsOf(baseline).map((item) => [item.id, item]));
const scale = (id: string) => baseline.scoring.scales.find((s) => s.id === id)!;
const core = (...given: Answer[]) =>
  scaleScore(
    scale('core_score'),
    items,
    Object.fromEntries(scale('core_score').items.map((id, i) => [id, given[i]!])),
  );

describe('scores', () => {
  it('core 4, dk, 2, blank, 3, 5 is 62.5', () => expect(core(4, 'dk', 2, '', 3, 5)).toBe(62.5));
  it('only 4 and 2 is no score', () => expect(core(4, 'dk', 2)).toBeNull());
  it('attitudes 4, 2, blank, 1 with two reverse items is 83.3333', () => {
    const score = scaleScore(scale('attitude_score'), items, { att_recruit: 4, att_risk: 2, att_private: 1 });
    expect(score).toBeCloseTo((100 * (13 / 3 - 1)) / 4, 10);
  });
  it('goes from 0 to 100', () => {
    expect(core(1, 1, 1, 1, 1, 1)).toBe(0);
    expect(core(5, 5, 5, 5, 5, 5)).toBe(100);
  });
  it('turns a reverse item round, and no other', () => {
    expect([1, 2, 5].map((v) => turned(items.get('att_risk')!, v))).toEqual([5, 4, 1]);
    expect(turned(items.get('std_plan')!, 2)).toBe(2);
    expect(turned(items.get('att_risk')!, 'dk')).toBeUndefined();
  });
  it('tells not asked from missing from do not know', () => {
    const item = items.get('enh_lead')!;
    expect([
      standing(item, 4, false),
      standing(item, undefined, true),
      standing(item, 'dk', true),
      standing(item, 4, true),
    ]).toEqual(['notAsked', 'missing', 'dk', 'scored']);
  });
});
