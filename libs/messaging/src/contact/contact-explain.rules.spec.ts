import { explain, overridable, ruleOf } from './contact-explain.rules.js';

const until = new Date('2026-11-30T09:00:00Z');
const decision = { code: 'quiet_day', sentence: 'Held until 9am.', at: '', until: until.toISOString() };

describe('why a message stands', () => {
  it('in the words of the decision, with its rule and date', () =>
    expect(explain({ hold: 'quiet_day', reason: 'Held until 9am.', nextAttemptAt: until, decision })).toEqual(
      {
        code: 'quiet_day',
        sentence: 'Held until 9am.',
        rule: { title: 'Weekend or bank holiday', section: 'hours' },
        until,
        overridable: true,
      },
    ));
  it('in the words of a pause that came after the decision', () =>
    expect(
      explain({ hold: 'area_paused', reason: 'Sam paused it.', nextAttemptAt: null, decision }),
    ).toMatchObject({
      code: 'area_paused',
      sentence: 'Sam paused it.',
      until: null,
      overridable: false,
    }));
  it('nothing before the policy has spoken', () =>
    expect(explain({ hold: null, reason: null, nextAttemptAt: until, decision: null })).toBeUndefined());
  it('has words for a rule it does not know', () => expect(ruleOf('new').title).toBe('The contact rules'));
});

describe('what a person may override', () => {
  it('limits and hours', () => {
    for (const hold of ['limit_person', 'limit_employer', 'another_first', 'quiet_hours', 'quiet_day'])
      expect(overridable(hold)).toBe(true);
  });
  it('nothing else', () => {
    for (const hold of [
      null,
      'objection',
      'area_paused',
      'campaign_paused',
      'after_restore',
      'legal_form_unknown',
      'asked_to_wait',
      'not_due',
      'limit_zero',
    ])
      expect(overridable(hold)).toBe(false);
  });
});
