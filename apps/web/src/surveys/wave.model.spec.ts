import { rateRange } from './wave.model.js';

describe('the interval of a response rate', () => {
  it.each([
    [1, [0, 0.79], undefined],
    [9, [0.1, 0.5], undefined],
    [10, [0.1, 0.5], '10% to 50%'],
    [0, null, undefined],
  ] as const)('of %d asked', (invited, interval, words) => expect(rateRange(interval, invited)).toBe(words));
});
