import { sameText } from './timing-safe-equal.js';

describe('sameText', () => {
  it('compares, and takes any text for an answer', () => {
    expect(sameText('abc', 'abc')).toBe(true);
    expect(sameText('abd', 'abc')).toBe(false);
    expect(sameText('', 'abc')).toBe(false);
    // As many characters, not as many bytes.
    expect(sameText('ab\u00e9', 'abc')).toBe(false);
    expect(sameText('\ud83d\ude00', 'ab')).toBe(false);
  });
});
