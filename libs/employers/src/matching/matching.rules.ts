/**
 * The one rule by which two descriptions are one employer or not: lists that come in, forms, bookings, applications, the
 * API, the search for duplicates. Numbers of a register decide; else a name must be the same but for ways of writing, and
 * the place must bear it out where the name alone does not tell. One word more or another is another employer: groups have
 * sisters at one address, and towns have councils of nearly one name.
 */
import type { Identity } from './identity.rules.js';
import { compareNames, type NameComparison } from './name-comparison.rules.js';
import type { NameReading } from './name-reading.rules.js';
import { comparePlaces, type PlaceRelation } from './place-reading.rules.js';

/** From here on two are taken for one without anybody being asked. */
export const STRICT = 0.9;
/** From here on name and place are the same: there is nothing to ask. */
export const CERTAIN = 0.99;
/** From here on somebody is asked. */
export const BROAD = 0.6;

/** Why two may be one, or may not; apps have the words. */
export type Reason =
  | { code: 'same-number' | 'other-number' }
  | { code: 'same-name' | 'reordered-name' | 'spelt-alike' | 'longer-name' | 'initials' | 'other-form' }
  | { code: 'shared-words'; words: string[] }
  | { code: 'same-address' | 'same-postcode' | 'near' | 'other-place' }
  | { code: 'same-email' | 'same-phone' | 'same-domain'; value: string };

/** Alike, and not enough to do without asking. */
const UNSURE = 0.8;

export interface Likeness {
  /** 0 to 1; compare with STRICT and BROAD. */
  score: number;
  reasons: Reason[];
}

/** How likely two descriptions are of one employer, and why. The order of the two makes no difference. */
export function likeness(a: Identity, b: Identity): Likeness {
  const names = bestNames(a, b);
  const place = comparePlaces(a.place, b.place);
  const reasons: Reason[] = [];
  const same = a.registerKey !== null && a.registerKey === b.registerKey;
  if (same) reasons.push({ code: 'same-number' });
  if (names) reasons.push(...nameReasons(names.is));
  reasons.push(...placeReasons(place), ...reachReasons(a, b));
  if (same) return { score: 1, reasons };
  const reach = reasons.some((reason) => 'value' in reason);
  const score = names ? scoreOf(names, place, reach) : reach ? BROAD : 0;
  const oneNumber = (a.registerKey === null) !== (b.registerKey === null);
  // One of them is known by its number, the other is anybody of that name.
  if (oneNumber && (place === 'near' || place === 'apart' || place === 'unknown') && !reach)
    return { score: Math.min(score, UNSURE), reasons };
  if (!differ(a.registerKey, b.registerKey)) return { score, reasons };
  // Two numbers of one register are two employers, whatever else is alike; a person may see a slip in one of them.
  reasons.push({ code: 'other-number' });
  return { score: score >= STRICT ? BROAD : 0, reasons };
}

/** A company number and a charity number are no contradiction: many charities have both. */
const differ = (a: string | null, b: string | null): boolean =>
  a !== null && b !== null && a !== b && a.split(':')[0] === b.split(':')[0];

interface Names {
  is: NameComparison;
  a: NameReading;
  b: NameReading;
}

const ORDER = ['same', 'reordered', 'spelt', 'longer', 'initials', 'shared', 'other'] as const;
const FORMS = ['same', 'unsaid', 'changed', 'other'] as const;

/** The two of all their names that are nearest. */
function bestNames(a: Identity, b: Identity): Names | undefined {
  let best: Names | undefined;
  const rank = ({ is }: Names) => ORDER.indexOf(is.relation) * FORMS.length + FORMS.indexOf(is.form);
  for (const one of a.names)
    for (const other of b.names) {
      const found = { is: compareNames(one, other), a: one, b: other };
      if (!best || rank(found) < rank(best)) best = found;
    }
  return best?.is.relation === 'other' ? undefined : best;
}

/** By names and place; `reach` says that a telephone number, a domain or an address of a person is the same. */
function scoreOf({ is, a, b }: Names, place: PlaceRelation, reach: boolean): number {
  const here = place === 'address' || reach;
  const hereabouts = here || place === 'postcode' || place === 'near';
  const repeats = a.repeats || b.repeats;
  switch (is.relation) {
    case 'same':
      if (is.form === 'other') return here ? 0.8 : 0.7;
      if (is.form === 'changed') return here || place === 'postcode' ? 0.93 : 0.8;
      if (hereabouts) return CERTAIN;
      // Two of which nothing but the name is known are one until more is.
      return repeats && place !== 'nowhere' ? 0.75 : 0.95;
    case 'reordered':
      if (is.form === 'other' || is.form === 'changed') return 0.65;
      return (here || place === 'postcode') && a.words.length > 2 ? 0.94 : 0.75;
    case 'spelt':
      if (is.form === 'other' || is.form === 'changed') return 0.65;
      if (here || place === 'postcode') return 0.94;
      return 0.75;
    case 'longer':
      if ((here || place === 'postcode') && isSameBody(a, b, is)) return 0.92;
      return hereabouts ? 0.75 : startsAlike(a, b) ? 0.6 : 0.5;
    case 'initials':
      return hereabouts ? 0.75 : 0.55;
    case 'shared':
      return here ? 0.65 : place === 'postcode' ? 0.62 : 0.4;
    default:
      return here ? 0.4 : 0;
  }
}

/** "Bath Council" and "Bath District Council", "Airedale NHS Trust" and what it became, "Airedale NHS Foundation Trust". */
function isSameBody(a: NameReading, b: NameReading, { rest }: NameComparison): boolean {
  const extra = rest.flat();
  if (a.words.includes('council')) return extra.every((word) => COUNCILS.has(word));
  return a.words.includes('nhs') && b.words.includes('trust') && extra.join() === 'foundation';
}
const COUNCILS = new Set(['borough', 'district', 'city', 'county', 'metropolitan']);

/** "Marshalls" and "Marshalls Group": one begins with all of the other. */
function startsAlike(a: NameReading, b: NameReading): boolean {
  const [short, long] = a.words.length < b.words.length ? [a, b] : [b, a];
  return short.words.every((word, i) => word === long.words[i]);
}

function nameReasons(is: NameComparison): Reason[] {
  const form: Reason[] = is.form === 'changed' || is.form === 'other' ? [{ code: 'other-form' }] : [];
  switch (is.relation) {
    case 'same':
      return [{ code: 'same-name' }, ...form];
    case 'reordered':
      return [{ code: 'reordered-name' }, ...form];
    case 'spelt':
      return [{ code: 'spelt-alike' }, ...form];
    case 'longer':
      return [{ code: 'longer-name' }];
    case 'initials':
      return [{ code: 'initials' }];
    default:
      return is.shared.length ? [{ code: 'shared-words', words: is.shared }] : [];
  }
}

const PLACES = {
  address: 'same-address',
  postcode: 'same-postcode',
  near: 'near',
  apart: 'other-place',
} as const;

const placeReasons = (place: PlaceRelation): Reason[] =>
  place === 'unknown' || place === 'nowhere' ? [] : [{ code: PLACES[place] }];

function reachReasons(a: Identity, b: Identity): Reason[] {
  const both = (one: ReadonlySet<string>, other: ReadonlySet<string>) =>
    [...one].find((value) => other.has(value));
  const found = {
    'same-email': both(a.emails, b.emails),
    'same-phone': both(a.phones, b.phones),
    'same-domain': both(a.domains, b.domains),
  };
  return Object.entries(found).flatMap(([code, value]) =>
    value === undefined ? [] : [{ code: code as keyof typeof found, value }],
  );
}
