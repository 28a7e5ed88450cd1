import { SEARCH_LENGTH, searchText } from './search.rules.js';

describe('what is searched', () => {
  it('is what was typed, to a length, without what no text column holds', () => {
    expect(searchText('  kirk\0wood ')).toBe('kirkwood');
    expect(searchText('x'.repeat(200_000))).toHaveLength(SEARCH_LENGTH);
    expect(searchText(' \0 ')).toBe('');
  });
});
