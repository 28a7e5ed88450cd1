import { patience, stalled } from './mail-health.rules.js';

const now = new Date('2026-11-24T09:00:00Z');
const ago = (minutes: number) => new Date(now.getTime() - minutes * 60_000);

describe('when mail is stalled', () => {
  it('waits ten minutes, or three sweeps where they are rarer', () => {
    expect(patience(30)).toBe(600_000);
    expect(patience(300)).toBe(900_000);
  });

  it('says so only when something is due too long and nothing went meanwhile', () => {
    const progress = { oldestDue: ago(11), movedSince: false, workers: 1 };
    expect(stalled(progress, now, 30)).toEqual({ code: 'stalled', since: ago(11) });
    expect(stalled({ ...progress, oldestDue: ago(10) }, now, 30)).toBeUndefined();
    expect(stalled({ ...progress, movedSince: true }, now, 30)).toBeUndefined();
    expect(stalled({ ...progress, oldestDue: null }, now, 30)).toBeUndefined();
    expect(stalled(progress, now, 300)).toBeUndefined();
  });

  it('says sooner that no worker lives, and nothing while nothing is due', () => {
    const progress = { oldestDue: ago(3), movedSince: true, workers: 0 };
    expect(stalled(progress, now, 30)?.code).toBe('no-worker');
    expect(stalled({ ...progress, oldestDue: ago(1) }, now, 30)).toBeUndefined();
    expect(stalled({ ...progress, oldestDue: null }, now, 30)).toBeUndefined();
  });
});
