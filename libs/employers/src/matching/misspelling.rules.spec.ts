import { isMisspelt } from './misspelling.rules.js';

describe('a slip', () => {
  it.each([
    ['calderdale', 'caldredale'],
    ['managment', 'management'],
    ['hospice', 'hopsice'],
    ['recruitment', 'recuritmnet'],
    ['services', 'serviices'],
    ['hebble', 'ehbble'],
  ])('makes %s of %s', (a, b) => {
    expect(isMisspelt(a, b)).toBe(true);
    expect(isMisspelt(b, a)).toBe(true);
  });

  it.each([
    ['hall', 'hill'],
    ['barton', 'marton'],
    ['north', 'south'],
    ['eastern', 'western'],
    ['unit41', 'unit42'],
    ['trading', 'training'],
    ['personal', 'personnel'],
    ['finance', 'financial'],
  ])('does not make %s of %s', (a, b) => expect(isMisspelt(a, b)).toBe(false));
});
