import { beginning, oneLine } from './text.rules.js';

describe('texts from outside', () => {
  it('become one line without what PostgreSQL cannot store', () => {
    expect(oneLine(' a\r\n\tb\u0000c \ud83d d ')).toBe('a b c d');
    expect(oneLine('a 😀 b')).toBe('a 😀 b');
  });

  it('are cut between characters', () => {
    expect(beginning('a😀😀', 2)).toBe('a😀');
    expect(beginning('ab', 300)).toBe('ab');
  });
});
