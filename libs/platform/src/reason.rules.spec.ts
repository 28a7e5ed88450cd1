import { REASON_WORDS, reasonProblem } from './reason.rules.js';

it.each([
  ['too short', REASON_WORDS],
  ['   nine and  \n', REASON_WORDS],
  ['ten signs.', undefined],
  ['x'.repeat(300), undefined],
  ['x'.repeat(301), REASON_WORDS],
])('a reason of 10 to 300 characters: %j', (reason, problem) => expect(reasonProblem(reason)).toBe(problem));
