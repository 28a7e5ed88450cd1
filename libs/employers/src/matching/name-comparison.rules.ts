import { isMisspelt } from './misspelling.rules.js';
import type { NameReading } from './name-reading.rules.js';

/**
 * What two names are to each other. `same`: each word has its like, in one order. `reordered`: in another order.
 * `spelt`: but for slips. `longer`: one has all of the other and more. `initials`: one is the first letters of the other.
 * `shared`: some telling word is in both. `other`: none is.
 */
export type NameRelation = 'same' | 'reordered' | 'spelt' | 'longer' | 'initials' | 'shared' | 'other';

export interface NameComparison {
  relation: NameRelation;
  /** Whether the legal forms are one, only said by one, changed as a company may change it, or two kinds of being. */
  form: 'same' | 'unsaid' | 'changed' | 'other';
  /** Words of one only, of the first and of the second. */
  rest: [string[], string[]];
  /** Telling words of both. */
  shared: string[];
  /** Length of the shortest word that was taken for a slip of another. */
  slip: number;
}

/** Compares two names as they were read. */
export function compareNames(a: NameReading, b: NameReading): NameComparison {
  const form = compareForms(a.form, b.form);
  const telling = new Set(b.telling);
  const shared = a.telling.filter((word) => telling.has(word));
  if (a.letters === b.letters) return { relation: 'same', form, rest: [[], []], shared, slip: 0 };
  const { rest, slip } = unmatched(a.words, b.words);
  const is = (relation: NameRelation): NameComparison => ({ relation, form, rest, shared, slip });
  const [left, right] = rest;
  if (!left.length && !right.length) {
    if (slip) return is('spelt');
    return is(a.words.join(' ') === b.words.join(' ') ? 'same' : 'reordered');
  }
  if (!left.length || !right.length)
    return is(shared.length || slip ? 'longer' : areInitials(a, b) ? 'initials' : 'other');
  if (areInitials(a, b)) return is('initials');
  return is(shared.length ? 'shared' : 'other');
}

function compareForms(a: string | null, b: string | null): NameComparison['form'] {
  if (a === b) return 'same';
  if (!a || !b) return 'unsaid';
  // A company may go public and come back under the number it has (Companies Act 2006, part 7).
  return [a, b].every((form) => form === 'ltd' || form === 'plc') ? 'changed' : 'other';
}

/** Words that have no like on the other side; words run together ("super market") are like their parts. */
function unmatched(a: readonly string[], b: readonly string[]) {
  const right = [...b];
  const left = a.filter((word) => {
    const at = right.indexOf(word);
    if (at >= 0) right.splice(at, 1);
    return at < 0;
  });
  if (left.length && left.join('') === right.join(''))
    return { rest: [[], []] as [string[], string[]], slip: 0 };
  let slip = 0;
  const rest = left.filter((word) => {
    const at = right.findIndex((other) => isMisspelt(word, other));
    if (at < 0) return true;
    const length = Math.min(word.length, right[at]!.length);
    slip = slip ? Math.min(slip, length) : length;
    right.splice(at, 1);
    return false;
  });
  return { rest: [rest, right] as [string[], string[]], slip };
}

/** "rspb" and "royal society protection birds": three letters at least. */
function areInitials(a: NameReading, b: NameReading): boolean {
  const [one, other] = a.words.length < b.words.length ? [a, b] : [b, a];
  const initials = other.words.map((word) => word[0]).join('');
  return initials.length >= 3 && one.words[0] === initials;
}
