import { describe, expect, it } from '@jest/globals';
import { contentHash, isSubmissionKey, newReference } from './submission.rules.js';

describe('a submission', () => {
  it('has the same hash whatever the order of its fields and with empty ones left out', () => {
    expect(contentHash({ a: 1, b: { c: [1, 2], d: '' } })).toBe(
      contentHash({ b: { c: [1, 2], d: undefined }, a: 1 }),
    );
    expect(contentHash({ people: ['a', 'b'] })).not.toBe(contentHash({ people: ['b', 'a'] }));
  });
  it('has a key of 128 bits', () => {
    expect(isSubmissionKey('AAAAAAAAAAAAAAAAAAAAAA')).toBe(true);
    expect(isSubmissionKey('short')).toBe(false);
    expect(isSubmissionKey(undefined)).toBe(false);
  });
  it('gets a reference that can be read out', () => {
    expect(newReference('MHFA')).toMatch(/^MHFA [2-9A-HJKMNP-Z]{3} [2-9A-HJKMNP-Z]{3}$/);
  });
});
