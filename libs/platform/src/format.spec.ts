import { commasAndAnd } from './format.js';

it.each([
  [[], ''],
  [['a'], 'a'],
  [['a', 'b'], 'a and b'],
  [['a', 'b', 'c'], 'a, b and c'],
])('%j are said as "%s"', (parts, words) => expect(commasAndAnd(parts)).toBe(words));
