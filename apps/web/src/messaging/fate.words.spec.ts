import { states } from '#messaging';
import { exactly, groups, mark, moment, stateWords } from './fate.words.js';

describe('how fates are said', () => {
  it('puts every state into exactly one tab, so that the counts add up', () => {
    expect(groups.flatMap((group) => group.states).sort()).toEqual([...states].sort());
    expect(Object.keys(stateWords).sort()).toEqual([...states].sort());
  });

  it('says when a mail goes, in UK time on both sides of a clock change', () => {
    const now = new Date('2027-03-27T12:00:00Z');
    expect(mark({ state: 'queued', nextAttemptAt: new Date('2027-03-28T08:00:00Z') }, now).text).toBe(
      'Goes 28 Mar 2027, 9am',
    );
    expect(mark({ state: 'queued', nextAttemptAt: now }, now).text).toBe('Waiting');
    expect(moment(new Date('2027-10-31T09:00:00Z'))).toBe('31 Oct 2027, 9am');
    expect(exactly(new Date('2026-11-24T09:01:07Z'))).toBe('24 November 2026, 9:01:07am');
  });
});
