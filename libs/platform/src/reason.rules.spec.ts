import { REASON_WORDS, reasonProblem } from './reason.rules.js';

it.each([
  ['too short', REASON_WORDS],
  ['   nine and  \n', REASON_WORDS],
  ['ten signs.', undefined],
  ['............', REASON_WORDS],
  ['\u200b'.repeat(12), REASON_WORDS],
  ['\u2800'.repeat(12), REASON_WORDS],
  ['\u3164'.repeat(12), REASON_WORDS],
  [`${'\u202e'.repeat(10)}no`, REASON_WORDS],
  ['x'.repeat(300), undefined],
  ['x'.repeat(301), REASON_WORDS],
])('a reason of 10 to 300 characters: %j', (reason, problem) => expect(reasonProblem(reason)).toBe(problem));
