import {
  claimableStates,
  lateAnswers,
  leadingTo,
  listed,
  moves,
  nextAttempt,
  openStates,
  states,
} from './message.rules.js';

const now = new Date('2026-11-24T09:00:00Z');
const minutes = (attempts: number, chance: number) =>
  (nextAttempt(attempts, now, chance).getTime() - now.getTime()) / 60_000;

describe('the states of a message', () => {
  it('lead from queued to every other, and from an end nowhere', () => {
    const reached = new Set<string>(['queued']);
    for (let before = 0; before < reached.size; )
      for (const state of [...reached].slice(before++))
        for (const to of moves[state as 'queued']) reached.add(to);
    expect([...reached].sort()).toEqual([...states].sort());
    for (const end of ['bounced', 'failed', 'suppressed', 'expired', 'cancelled'] as const)
      expect(moves[end]).toEqual([]);
  });

  it('let nothing be sent twice by itself', () => {
    expect([...claimableStates].sort()).toEqual(['queued', 'retry', 'unknown']);
    expect(leadingTo('queued')).not.toContain('sent');
    expect(openStates).not.toContain('sent');
  });

  it('let a late answer correct a fate that was unknown, and nothing else', () => {
    expect([...lateAnswers].sort()).toEqual(['bounced', 'failed', 'sent']);
  });

  it('let only what has not left be stopped, or be too late', () => {
    expect([...leadingTo('cancelled')].sort()).toEqual(['held', 'queued', 'retry', 'sending']);
    expect([...leadingTo('expired')].sort()).toEqual(['held', 'queued', 'retry']);
  });

  it('are written out for SQL', () => {
    expect(listed(['queued', 'retry'])).toBe(`'queued', 'retry'`);
  });
});

describe('the wait before the next attempt', () => {
  it('is 1, 5, 15, 60 minutes and so on, the last repeated', () => {
    expect([1, 2, 3, 4, 5, 6, 7, 30].map((attempts) => Math.round(minutes(attempts, 0.5)))).toEqual([
      1, 5, 15, 60, 120, 240, 240, 240,
    ]);
  });

  it('is longer or shorter by up to a tenth', () => {
    expect(minutes(4, 0)).toBeCloseTo(54, 6);
    expect(minutes(4, 1)).toBeCloseTo(66, 6);
  });
});
