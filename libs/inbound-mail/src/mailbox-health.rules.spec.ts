import { unreadable } from './mailbox-health.rules.js';

const now = new Date('2026-11-24T09:00:00Z');
const ago = (minutes: number) => new Date(now.getTime() - minutes * 60_000);

describe('a mailbox that cannot be read', () => {
  it('bears one that is away for a moment', () => {
    const trouble = 'It does not answer.';
    expect(unreadable({ trouble, troubleSince: ago(16) }, now)).toEqual({
      code: 'mailbox-unreadable',
      since: ago(16),
      problem: trouble,
    });
    expect(unreadable({ trouble, troubleSince: ago(14) }, now)).toBeUndefined();
    expect(unreadable({ trouble: null, troubleSince: null }, now)).toBeUndefined();
    expect(unreadable(undefined, now)).toBeUndefined();
  });
});
