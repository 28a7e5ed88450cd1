import type { Identity } from './identity.rules.js';
import type { NameReading } from './name-reading.rules.js';
import { common } from './name-words.js';

/** Letters at either end of a word by which those at one postcode are brought together: a slip leaves one end as it is. */
const END = 3;
/** More words of a name than these bring nobody together. */
const MOST_WORDS = 8;

/**
 * Keys of which two descriptions share at least one where the rule could find them alike: equal text, so that an index
 * finds them. By number; by all words of a name, in any order; by all but one, where some telling word is left; by
 * each end of a telling word at one postcode; by how a name begins; by domain, address and telephone number.
 */
export function blockingKeys(of: Identity): string[] {
  const keys = new Set<string>();
  if (of.registerKey) keys.add(`r ${of.registerKey}`);
  for (const name of of.names) {
    keys.add(`n ${name.letters}`);
    keys.add(`o ${name.sorted}`);
    for (const key of allButOne(name)) keys.add(`w ${key}`);
    keys.add(`b ${name.words.slice(0, 2).join(' ')}`);
    if (of.place.postcode) for (const key of endsOfWords(name)) keys.add(`p ${of.place.postcode} ${key}`);
  }
  for (const domain of of.domains) keys.add(`d ${domain}`);
  for (const email of of.emails) keys.add(`e ${email}`);
  for (const phone of of.phones) keys.add(`t ${phone}`);
  return [...keys];
}

function allButOne({ words }: NameReading): string[] {
  if (words.length < 2 || words.length > MOST_WORDS) return [];
  return words
    .map((_, i) => words.filter((__, j) => j !== i))
    .filter((rest) => rest.some((word) => !common.has(word)))
    .map((rest) => rest.sort().join(' '));
}

function endsOfWords({ words, telling, letters }: NameReading): string[] {
  const initials = words.map((word) => word[0]).join('');
  const ends = [letters, ...(telling.length ? telling : words).slice(0, MOST_WORDS)].flatMap((word) => [
    word.slice(0, END),
    `-${word.slice(-END)}`,
  ]);
  return initials.length >= END ? [...ends, initials.slice(0, END)] : ends;
}
