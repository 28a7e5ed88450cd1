import { describe, expect, it } from '@jest/globals';
import { isDay, reviewDueOn, soonUntil } from './charter.rules.js';
import { charterVersions, latestCharterVersion } from './charter-versions.js';

describe('the review', () => {
  it('falls due 24 months later, on the last day of a shorter month', () => {
    expect(reviewDueOn('2026-11-24')).toBe('2028-11-24');
    expect(reviewDueOn('2028-02-29')).toBe('2030-02-28');
    expect(reviewDueOn('2027-12-31')).toBe('2029-12-31');
  });
  it('comes up for three months before, to the last day of a shorter month', () => {
    expect(soonUntil('2026-11-24')).toBe('2027-02-24');
    expect(soonUntil('2026-11-30')).toBe('2027-02-28');
  });
});

describe('a day', () => {
  it('is one there is', () => {
    expect(['2026-02-29', '2028-02-29', '24/11/2026', '2026-13-01', ''].map(isDay)).toEqual([
      false,
      true,
      false,
      false,
      false,
    ]);
  });
});

describe('wordings', () => {
  it('have their own names, and the latest says its six values', () => {
    expect(new Set(charterVersions.map((v) => v.version)).size).toBe(charterVersions.length);
    expect(latestCharterVersion.values).toHaveLength(6);
  });
});
