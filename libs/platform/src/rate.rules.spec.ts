import { carried, type Limit, retryAt, windowOf } from './rate.rules.js';

const limit: Limit = { name: 'trial', most: 10, spanMs: 600_000 };
const at = (time: string) => new Date(`2026-11-24T${time}Z`);

describe('a limit over a span', () => {
  it('counts in windows of that span', () => {
    expect(windowOf(limit, at('09:13:20'))).toEqual(at('09:10:00'));
  });

  it('lets what was taken before fade evenly', () => {
    expect(carried(limit, 10, at('09:10:00'))).toBe(10);
    expect(carried(limit, 10, at('09:15:00'))).toBe(5);
  });

  it('says when one more goes: as the last window fades, or after this one', () => {
    expect(retryAt(limit, 10, 5, at('09:11:00'))).toEqual(at('09:16:00'));
    expect(retryAt(limit, 0, 10, at('09:11:00'))).toEqual(at('09:21:00'));
    expect(carried(limit, 10, at('09:21:00')) + 1).toBeLessThanOrEqual(limit.most);
  });

  it('never names an instant that is over', () => {
    expect(retryAt(limit, 1, 9, at('09:19:59')).getTime()).toBeGreaterThan(at('09:19:59').getTime());
  });
});
