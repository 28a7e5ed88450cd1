import { describe, expect, it } from '@jest/globals';
import { contentHash, isSubmissionKey, newReference, personKey } from './submission.rules.js';

describe('a person', () => {
  it('is the same however the name and address are spelt', () => {
    expect(personKey({ name: ' robin  EXAMPLE', email: 'office@example.org ' })).toBe(
      personKey({ name: 'Robin Exämple', email: 'Office@example.org' }),
    );
  });
  it('is not a colleague at the same mailbox', () => {
    expect(personKey({ name: 'Ash Placeholder', email: 'office@example.org' })).not.toBe(
      personKey({ name: 'Robin Example', email: 'office@example.org' }),
    );
  });
});

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
