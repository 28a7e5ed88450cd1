import { timingSafeEqualText } from './timing-safe-equal.js';

describe('sameText', () => {
  it('compares, and takes any text for an answer', () => {
    expect(timingSafeEqualText('abc', 'abc')).toBe(true);
    expect(timingSafeEqualText('abd', 'abc')).toBe(false);
    expect(timingSafeEqualText('', 'abc')).toBe(false);
    // As many characters, not as many bytes.
    expect(timingSafeEqualText('ab\u00e9', 'abc')).toBe(false);
    expect(timingSafeEqualText('\ud83d\ude00', 'ab')).toBe(false);
  });
});
