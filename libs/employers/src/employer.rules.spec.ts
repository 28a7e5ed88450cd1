import { peopleWords } from './employer.rules.js';

describe('people of an employer', () => {
  it.each([
    [1240, null, '1,240'],
    [null, '1000 to 4999', '1,000 to 4,999'],
    [null, '20,000 or more', '20,000 or more'],
    [null, '500 to 999', '500 to 999'],
    [null, 'SME', 'SME'],
    [null, null, ''],
  ])('%s, reported as %s, are written %s', (headcount, reportedSize, words) =>
    expect(peopleWords({ headcount, reportedSize })).toBe(words),
  );
});
