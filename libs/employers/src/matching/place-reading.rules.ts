/** Where an employer is, as matching reads it. */
export interface PlaceReading {
  /** Without blanks; null where none is known or only its first half. */
  postcode: string | null;
  /** First half of the postcode. */
  outward: string | null;
  /** Words of the address, without land, county and postcode. */
  words: ReadonlySet<string>;
  /** Those of them with a digit: number of house, unit or suite. */
  numbers: ReadonlySet<string>;
}

/**
 * How near two places are: one building; one postcode, but two numbers or nothing to compare; one post district; apart;
 * not known of one of them; or of neither.
 */
export type PlaceRelation = 'address' | 'postcode' | 'near' | 'apart' | 'unknown' | 'nowhere';

const SHORT = new Map(
  'street=st road=rd avenue=ave lane=ln court=ct house=hse building=bldg drive=dr place=pl square=sq saint=st park=pk floor=fl centre=ctr center=ctr estate=est industrial=ind business=bus first=1st second=2nd third=3rd ground=gnd'
    .split(' ')
    .map((pair) => pair.split('=') as [string, string]),
);
const LANDS =
  /\b(?:england|scotland|wales|northern ireland|united kingdom|great britain|u\.?k\.?|county|co of)\b/g;
const POSTCODE = /\b[a-z]{1,2}\d[a-z\d]?\s*\d[a-z]{2}\b/;

/** Reads a postcode (with or without its blank, or its first half only) and an address as somebody typed them. */
export function readPlace(
  postcode: string | null | undefined,
  address: string | null | undefined,
): PlaceReading {
  const written =
    postcode?.trim() || POSTCODE.exec((address ?? '').slice(0, LONGEST).toLowerCase())?.[0] || '';
  const packed = written.replace(/[^a-z0-9]/gi, '').toUpperCase();
  const whole = /^[A-Z]{1,2}\d[A-Z\d]?\d[A-Z]{2}$/.test(packed);
  const words = new Set(
    (address ?? '')
      .slice(0, LONGEST)
      .toLowerCase()
      .replaceAll(new RegExp(POSTCODE, 'g'), ' ')
      .replace(LANDS, ' ')
      .replace(/['’.]/g, '')
      .split(/[^\p{L}\p{N}]+/u)
      .filter((word) => word && word !== 'the' && word !== 'and')
      .map((word) => SHORT.get(word) ?? word),
  );
  return {
    postcode: whole ? packed : packed && !/^[A-Z]{1,2}\d[A-Z\d]?$/.test(packed) ? packed : null,
    outward: whole ? packed.slice(0, -3) : packed || null,
    words,
    numbers: new Set([...words].filter((word) => /\d/.test(word))),
  };
}

/** No address says more that tells a building. */
const LONGEST = 300;

export function comparePlaces(a: PlaceReading, b: PlaceReading): PlaceRelation {
  const alike = likeness(a.words, b.words);
  const numbers = !a.numbers.size || !b.numbers.size || [...a.numbers].some((n) => b.numbers.has(n));
  if (a.postcode && a.postcode === b.postcode) return alike >= 0.5 && numbers ? 'address' : 'postcode';
  // The same house under a postcode that one of them mistyped or left out.
  const telling = Math.min(a.words.size, b.words.size) >= 4 && a.numbers.size > 0 && b.numbers.size > 0;
  if (telling && numbers && alike >= 0.75) return 'address';
  const [here, there] = [a, b].map(({ outward, words }) => outward !== null || words.size > 0);
  if (!here && !there) return 'nowhere';
  if (!a.outward || !b.outward) return 'unknown';
  return a.outward === b.outward ? 'near' : 'apart';
}

/** The share of the shorter address's words that the other has too, 0 to 1. */
function likeness(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const [few, many] = a.size <= b.size ? [a, b] : [b, a];
  if (!few.size) return 0;
  let both = 0;
  for (const word of few) if (many.has(word)) both++;
  return both / few.size;
}
