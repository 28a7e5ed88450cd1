import { guarded, unguarded } from './formula-guard.rules.js';

const formulas = [
  '=1+1',
  '+44 1422 345678',
  '-5',
  '@SUM(A1)',
  '\t=1',
  '\rtext',
  '\ntext',
  '  =HYPERLINK("http://x")',
  '\u00A0=1',
  '\uFEFF=1',
  '\u200B@x',
  '＝1+1',
  '−5',
  "'=1",
  "''+1",
  "' =1",
];
const texts = ['', 'Smith & Sons', "O'Neill", "'s-Hertogenbosch", 'a=b', "'", "''", '5 - 3', '01422 345678'];

it.each(formulas)('guards %j, and gives it back', (text) => {
  expect(guarded(text)).toBe(`'${text}`);
  expect(unguarded(guarded(text))).toBe(text);
});

it.each(texts)('leaves %j as it is, both ways', (text) => {
  expect(guarded(text)).toBe(text);
  expect(unguarded(text)).toBe(text);
});
