import { plainly } from './name-key.rules.js';
import { binding, common, legalForms, ownName, placeBound, sameWord } from './name-words.js';

/** A name as matching reads it. */
export interface NameReading {
  /** The words that count, in their order, each in one spelling: without what binds them and without the legal form. */
  words: readonly string[];
  /** The same in the order of the alphabet, as a key. */
  sorted: string;
  /** Letters and digits of the words that count, without blanks: "multi-academy" and "multiacademy" are one. */
  letters: string;
  /** ltd, plc, llp, cic … where the name ends in it. */
  form: string | null;
  /** The words that may tell this employer from others. */
  telling: readonly string[];
  /** Whether such a name may be another employer's in another place. */
  repeats: boolean;
}

const SHORT_FORMS: [RegExp, string][] = [
  [/\bpublic limited company\b/g, 'plc'],
  [/\blimited liability partnership\b/g, 'llp'],
  [/\bcommunity interest company\b/g, 'cic'],
  [/\b(?:scottish )?charitable incorporated organi[sz]ation\b/g, 'cio'],
  [/\bnational health service\b/g, 'nhs'],
  [/\bunited kingdom\b/g, 'uk'],
  [/\bgreat britain\b/g, 'gb'],
  [/\bcompany\b/g, 'co'],
  [/\b(?:limited|lmited|limted|limitied|limtied)\b/g, 'ltd'],
];

/** What a name says of other names of the employer: "Acme Ltd t/a Zeta", "Acme Ltd (formerly Beta Ltd)". */
const OTHERS =
  /[\s,(]+(?:t\/a|t\/as|trading as|formerly known as|formerly|previously known as|previously|also known as|a\.?k\.?a\.?|f\.?k\.?a\.?|now known as|now trading as)[\s:]+/i;

/** The names that one cell holds, the first of them the employer's own. */
export function namesIn(text: string): string[] {
  return text
    .slice(0, LONGEST)
    .split(OTHERS)
    .map((part) => part.replace(/^[\s(]+|[\s,]+$/g, '').replace(/^([^(]*)\)$/, '$1'))
    .filter((part) => /[\p{L}\p{N}]/u.test(part));
}

/** No name is longer; what is gains nothing by being compared whole. */
const LONGEST = 300;

/** One name, read. Two that differ in case, accents, punctuation, abbreviations or the words that bind read the same. */
export function readName(text: string): NameReading {
  const plain = SHORT_FORMS.reduce(
    (name, [pattern, short]) => name.replace(pattern, short),
    plainly(text.slice(0, LONGEST)),
  );
  let all = plain.split(' ').filter(Boolean);
  const whole = all;
  if (all[0] === 'the') all = all.slice(1);
  if (all.at(-1) === 'the') all = all.slice(0, -1);
  let form: string | null = null;
  while (all.length > 1 && legalForms.has(all.at(-1)!)) {
    form = legalForms.get(all.at(-1)!)!;
    all = all.slice(0, -1);
  }
  const counted = all.filter((word) => !binding.has(word));
  // A name of binding words alone ("The The") is all there is to go by.
  const words = (counted.length ? counted : whole).map((word) => sameWord.get(word) ?? word);
  const telling = words.filter((word) => !common.has(word) && (word.length > 1 || /\d/.test(word)));
  return {
    words,
    sorted: [...words].sort().join(' '),
    letters: words.join(''),
    form,
    telling,
    repeats: isRepeated(words, telling, form),
  };
}

/** The register has each name of a company once, and a body made by law its own; a school of St Mary's stands in many towns. */
function isRepeated(words: readonly string[], telling: readonly string[], form: string | null): boolean {
  if (form && form !== 'abroad') return false;
  if (words.some((word) => ownName.has(word))) return false;
  return (
    telling.length < 2 || words.some((word) => placeBound.has(word) || placeBound.has(word.replace(/s$/, '')))
  );
}
