import { describe, expect, it } from '@jest/globals';
import { programRules } from './contact-rules.rules.js';
import { ruleChanges } from './rule-changes.rules.js';

describe('what changed of the contact rules', () => {
  const before = programRules('england-and-wales');

  it('is each rule with what it was and is, and nothing of those that stay', () => {
    expect(ruleChanges(before, { ...before })).toEqual({});
    expect(
      ruleChanges(before, {
        ...before,
        nation: 'scotland',
        extraDays: ['2027-06-11', '2027-06-12'],
        agenciesNotCounted: ['Jobcentre Plus'],
        publicTask: true,
        replyDays: 7,
      }),
    ).toEqual({
      nation: ['england-and-wales', 'scotland'],
      extraDays: [null, '2027-06-11, 2027-06-12'],
      agenciesNotCounted: [null, 'Jobcentre Plus'],
      publicTask: ['no', 'yes'],
      replyDays: ['14', '7'],
    });
  });

  it('tells a limit by its number and days, or that it is the usual or none', () => {
    const limits = (short: { max: number | 'unlimited'; days: number | null } | null) => ({
      ...before,
      limits: { ...before.limits, employer: { short: short as never, long: null } },
    });
    expect(ruleChanges(before, limits({ max: 2, days: 7 }))).toEqual({ employerShort: ['usual', '2/7'] });
    expect(ruleChanges(limits({ max: 2, days: 7 }), limits({ max: 'unlimited', days: null }))).toEqual({
      employerShort: ['2/7', 'unlimited'],
    });
  });
});
