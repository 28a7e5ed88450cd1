import { patience, standstill, toMend, unreadable } from './mail-standing.rules.js';

const now = new Date('2026-11-24T09:00:00Z');
const ago = (minutes: number) => new Date(now.getTime() - minutes * 60_000);

describe('when mail stands still', () => {
  it('waits ten minutes, or three sweeps where they are rarer', () => {
    expect(patience(30)).toBe(600_000);
    expect(patience(300)).toBe(900_000);
  });

  it('says so only when something is due too long and nothing went meanwhile', () => {
    const standing = { oldestDue: ago(11), movedSince: false, workers: 1 };
    expect(standstill(standing, now, 30)?.code).toBe('standstill');
    expect(standstill({ ...standing, oldestDue: ago(10) }, now, 30)).toBeUndefined();
    expect(standstill({ ...standing, movedSince: true }, now, 30)).toBeUndefined();
    expect(standstill({ ...standing, oldestDue: null }, now, 30)).toBeUndefined();
    expect(standstill(standing, now, 300)).toBeUndefined();
  });

  it('says sooner that no worker lives, and nothing while nothing is due', () => {
    const standing = { oldestDue: ago(3), movedSince: true, workers: 0 };
    expect(standstill(standing, now, 30)?.code).toBe('no-worker');
    expect(standstill({ ...standing, oldestDue: ago(1) }, now, 30)).toBeUndefined();
    expect(standstill({ ...standing, oldestDue: null }, now, 30)).toBeUndefined();
  });

  it('bears a mailbox that is away for a moment', () => {
    const trouble = 'It does not answer.';
    expect(unreadable({ trouble, troubleSince: ago(16) }, now)?.text).toContain('It does not answer.');
    expect(unreadable({ trouble, troubleSince: ago(14) }, now)).toBeUndefined();
    expect(unreadable({ trouble: null, troubleSince: null }, now)).toBeUndefined();
    expect(unreadable(undefined, now)).toBeUndefined();
  });

  it('waits for a person where words and data do not fit', () => {
    expect(toMend(0)).toBeUndefined();
    expect([toMend(1)!.title, toMend(1)!.text]).toEqual([
      '1 mail waits for somebody',
      expect.stringMatching(/^Its .* It goes once/),
    ]);
    expect(toMend(2)!.text).toMatch(/^Their .* They go once/);
  });
});
