import { describe, expect, it } from '@jest/globals';
import { projectFile } from '#platform';
import { type Condition, holds, type Instrument, shownAnswers, shownItems } from './instrument.rules.js';

const baseline = JSON.parse(
  projectFile('libs/surveys/data/instruments/employer-baseline.v2.json'),
) as Instrument;

describe('conditions', () => {
  const answers = { one: 'yes', many: ['x', 'y'], level: 3, unsure: 'dk', blank: '', nothing: [] };
  it.each<[string, Condition, boolean]>([
    ['answered', { item: 'one', op: 'answered' }, true],
    ['answered: do not know is an answer', { item: 'unsure', op: 'answered' }, true],
    ['answered: blank is not', { item: 'blank', op: 'answered' }, false],
    ['answered: no choice is not', { item: 'nothing', op: 'answered' }, false],
    ['eq', { item: 'one', op: 'eq', value: 'yes' }, true],
    ['eq of a list is the whole of it', { item: 'many', op: 'eq', value: 'x' }, false],
    ['includes', { item: 'many', op: 'includes', value: 'y' }, true],
    ['in: any of several', { item: 'many', op: 'in', value: ['y', 'z'] }, true],
    ['in', { item: 'one', op: 'in', value: ['no'] }, false],
    ['gte at the edge', { item: 'level', op: 'gte', value: 3 }, true],
    ['lte below', { item: 'level', op: 'lte', value: 2 }, false],
    ['gte of do not know', { item: 'unsure', op: 'gte', value: 0 }, false],
    ['lte of nothing', { item: 'gone', op: 'lte', value: 9 }, false],
    ['not of nothing', { not: { item: 'gone', op: 'eq', value: 'x' } }, true],
    [
      'all',
      {
        all: [
          { item: 'one', op: 'answered' },
          { item: 'gone', op: 'answered' },
        ],
      },
      false,
    ],
    [
      'any',
      {
        any: [
          { item: 'one', op: 'answered' },
          { item: 'gone', op: 'answered' },
        ],
      },
      true,
    ],
  ])('%s', (_name, condition, expected) => expect(holds(condition, answers)).toBe(expected));
});

describe('what is shown', () => {
  it('asks 24 of public bodies and over 500 people, 20 of others', () => {
    const asked = (org_type: string, headcount_band: string) =>
      [...shownItems(baseline, { org_type, headcount_band, gap_kinds: ['peer'] })].length;
    expect(asked('public_other', 'n1_9')).toBe(24);
    expect(asked('private', 'n501_plus')).toBe(24);
    expect(asked('private', 'n250_500')).toBe(20);
    expect(asked('third', 'n1_9')).toBe(20);
  });

  it('drops what a hidden item held', () => {
    const kept = shownAnswers(baseline, {
      org_type: 'private',
      headcount_band: 'n1_9',
      enh_lead: 4,
      std_plan: 2,
    });
    expect(kept).toEqual({ org_type: 'private', headcount_band: 'n1_9', std_plan: 2 });
  });

  it('does not believe an answer whose own item is hidden', () => {
    const chain: Instrument = {
      ...baseline,
      sections: [
        {
          id: 's',
          title: 'S',
          items: [
            { id: 'a', type: 'short_text', label: 'A', required: false, maxLength: 9 },
            {
              id: 'b',
              type: 'short_text',
              label: 'B',
              required: true,
              maxLength: 9,
              showIf: { item: 'a', op: 'answered' },
            },
            {
              id: 'c',
              type: 'short_text',
              label: 'C',
              required: true,
              maxLength: 9,
              showIf: { item: 'b', op: 'answered' },
            },
          ],
        },
      ],
    };
    expect([...shownItems(chain, { b: 'left over' })]).toEqual(['a']);
    expect([...shownItems(chain, { b: 'left over' })]).toEqual(['a']);
    expect([...shownItems(chain, { a: 'x' })]).toEqual(['a', 'b']);
  });

  it('asks what would have helped only of those who looked and did not find', () => {
    const asks = (gap_kinds: string[]) => shownItems(baseline, { gap_kinds }).has('gap_text');
    expect([asks(['peer']), asks(['found']), asks([])]).toEqual([true, false, false]);
  });
});
