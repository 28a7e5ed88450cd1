import { headline } from './results.model.js';

describe('the results in one sentence', () => {
  it.each([
    [
      7,
      { of: 10, higher: 0, lower: 0 },
      'Only 7 employers answered both times. That is too few to tell what changed: it takes at least 10.',
    ],
    [
      36,
      { of: 10, higher: 0, lower: 0 },
      'The 36 employers that answered both times show no clear change on any standard.',
    ],
    [
      36,
      { of: 10, higher: 4, lower: 0 },
      'The 36 employers that answered both times are clearly further on 4 of 10 standards.',
    ],
    [
      36,
      { of: 10, higher: 3, lower: 1 },
      'The 36 employers that answered both times are clearly further on 3 and clearly less far on 1 of 10 standards.',
    ],
  ])('of %d matched: %o', (matched, clear, sentence) => expect(headline(matched, 10, clear)).toBe(sentence));
});
