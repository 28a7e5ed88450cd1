import type { MadeUp } from './employer-area.js';

/** Numbers that look random and are the same each time (a linear congruential generator, Numerical Recipes). */
function dice(seed = 1): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * sides);
  };
}

/** A slip of the keys: a letter left out, doubled, swapped with the next or taken for another. */
function misspelt(word: string, roll: (sides: number) => number): string {
  if (word.length < 4) return word;
  const at = 1 + roll(word.length - 2);
  const [before, letter, after] = [word.slice(0, at), word[at]!, word.slice(at + 1)];
  return [
    before + after,
    before + letter + letter + after,
    before + after.slice(0, 1) + letter + after.slice(1),
    `${before}${'aeiounrst'[roll(9)]}${after}`,
  ][roll(4)]!;
}

/**
 * What people might type to find these: one each, in kinds that come in turn. A quarter of them are misspelt, some begin words
 * only, some are common words; others are postcodes, numbers, people.
 */
export function typedSearches(employers: readonly MadeUp[]): string[] {
  const roll = dice();
  return employers.map((e, i) => {
    const words = e.name
      .toLowerCase()
      .split(/[^a-z0-9]+/)
      .filter((word) => word.length > 1);
    const one = words[roll(words.length)] ?? e.name;
    const two = words[roll(words.length)] ?? e.name;
    const postcode = e.postcode ?? 'HX1 1UJ';
    const [first = '', last = ''] = e.contact.split(' ');
    const ways = [
      () => `${misspelt(one, roll)} ${two}`,
      () => words.slice(0, 2).join(' '),
      () => `${misspelt(one, roll)} ${misspelt(two, roll)}`,
      () => `${one.slice(0, 4)} ${two.slice(0, 4)}`,
      () => [...words].reverse().join(' '),
      () => one,
      () => misspelt(one, roll),
      () => e.name.slice(0, 3 + roll(8)),
      () => postcode.toLowerCase().replace(roll(2) ? ' ' : '', ''),
      () => `${one} ${postcode.split(' ')[0]}`,
      () => e.registerNumber,
      () => `${last} ${first}`.toLowerCase(),
      () => `${misspelt(last, roll)} ${one}`,
      () => e.email,
      () => `+44 ${e.phone.slice(1, 5)} ${e.phone.slice(5)}`,
      () => e.website.replace('https://www.', ''),
    ];
    return ways[i % ways.length]!();
  });
}
