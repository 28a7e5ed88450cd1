import type { ContactReason } from '#contact-policy';
import { moves } from '../message/message.rules.js';
import { decisionOutcome } from './after-decision.rules.js';

const until = new Date('2026-11-30T09:00:00Z');
const given = (decision: 'send' | 'hold' | 'never', reason: ContactReason, at: Date | null = null) => ({
  decision,
  reason,
  until: at,
  sentence: 'A sentence.',
});

describe('what follows from a decision', () => {
  it('sends', () => expect(decisionOutcome(given('send', 'ok'), 'queued')).toBeUndefined());

  it.each(['queued', 'retry'] as const)('a date: %s waits as it is', (state) =>
    expect(decisionOutcome(given('hold', 'quiet_day', until), state)).toEqual({
      to: state,
      reason: 'A sentence.',
      hold: 'quiet_day',
      until,
    }),
  );
  it.each(['queued', 'retry'] as const)('no date: %s is held for a person', (state) => {
    const after = decisionOutcome(given('hold', 'area_paused'), state)!;
    expect(after).toEqual({ to: 'held', reason: 'A sentence.', hold: 'area_paused', until: null });
    expect(moves[state]).toContain(after.to);
  });
  it('a paused sending is held by the pause, whose end lets it go', () =>
    expect(decisionOutcome(given('hold', 'rule_paused'), 'queued')?.hold).toBe('campaign_paused'));
  it.each([
    ['objection', 'suppressed'],
    ['address_suppressed', 'suppressed'],
    ['expired', 'expired'],
    ['expires_first', 'expired'],
    ['person_left', 'cancelled'],
    ['employer_closed', 'cancelled'],
    ['no_consent', 'cancelled'],
    ['limit_zero', 'cancelled'],
    ['superseded', 'cancelled'],
    ['stopped', 'cancelled'],
  ] as const)('never, %s: %s, by a legal move', (reason, to) => {
    expect(decisionOutcome(given('never', reason), 'queued')).toEqual({
      to,
      reason: 'A sentence.',
      hold: null,
      until: null,
    });
    for (const state of ['queued', 'retry', 'held'] as const) expect(moves[state]).toContain(to);
  });
  it('a mail of unknown fate stays unknown, since it may have arrived', () => {
    const stays = { to: 'unknown', reason: null };
    expect(decisionOutcome(given('never', 'objection'), 'unknown')).toEqual({
      ...stays,
      hold: null,
      until: null,
    });
    expect(decisionOutcome(given('hold', 'quiet_hours', until), 'unknown')).toEqual({
      ...stays,
      hold: 'quiet_hours',
      until,
    });
    expect(decisionOutcome(given('hold', 'area_paused'), 'unknown')).toEqual({
      ...stays,
      hold: 'area_paused',
      until: null,
    });
  });
});
