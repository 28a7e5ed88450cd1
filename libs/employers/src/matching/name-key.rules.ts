const joined: [RegExp, string][] = [
  [/\bpublic limited company\b/g, 'plc'],
  [/\blimited liability partnership\b/g, 'llp'],
  [/\bcommunity interest company\b/g, 'cic'],
  [/\bcharitable incorporated organisation\b/g, 'cio'],
  [/\bcompany\b/g, 'co'],
  [/\blimited\b/g, 'ltd'],
];

/**
 * A name as it is compared and sorted: case, accents, punctuation, a leading THE, & or AND and LTD or LIMITED
 * make no difference. "THE Café & Co. Limited" and "Cafe and Company LTD" both give "cafe and co".
 * Letters of other scripts stay. Never empty for a name that has a letter or digit.
 */
export function nameKey(name: string): string {
  const key = shortened(plainly(name));
  const plain = key
    .replace(/^the | the$/g, '')
    .replace(/ ltd$/, '')
    .trim();
  return plain || key || name.trim().toLowerCase();
}

/**
 * Whether a name has every word of what somebody looks for, or a part of it: in any order, however it is written.
 * "covea" and "ltd" both find "COVÉA INSURANCE LIMITED". Looking for nothing finds all.
 */
export function nameHas(name: string, wanted: string): boolean {
  const written = plainly(name);
  const words = `${written} ${shortened(written)}`;
  const parts = plainly(wanted).split(' ').filter(Boolean);
  // Signs alone ("...") have no word to look for.
  if (!parts.length) return name.includes(wanted.trim());
  return parts.every((part) => words.includes(part) || words.includes(shortened(part)));
}

/** The words for a kind of company, made short. */
const shortened = (key: string): string =>
  joined.reduce((text, [pattern, short]) => text.replace(pattern, short), key);

/** A name without case, accents and punctuation. */
export const plainly = (name: string): string =>
  joinInitials(
    name
      .normalize('NFKD')
      .replace(/\p{M}/gu, '')
      .toLowerCase()
      .replace(/ß/g, 'ss')
      .replace(/æ/g, 'ae')
      .replace(/œ/g, 'oe')
      .replace(/ø/g, 'o')
      .replace(/ł/g, 'l')
      .replace(/['’‘`´]/g, '')
      .replace(/[&+]/g, ' and ')
      // C.I.C. and U.K. are one word; other punctuation parts words.
      .replace(/\b(\p{L})\.(?=\p{L}\b)/gu, '$1')
      .replace(/[^\p{L}\p{N}]+/gu, ' ')
      .trim(),
  );

/** "n h s trust" is "nhs trust"; a single letter by itself stays. */
const joinInitials = (key: string): string =>
  key.replace(/\b\p{L}(?: \p{L}\b)+/gu, (run) => run.replaceAll(' ', ''));

/** Name and postcode as one key for matching; employers without a postcode match only their like. */
export const placeKey = (key: string, postcode: string | null | undefined): string =>
  `${key}|${(postcode ?? '').replace(/\s/g, '').toUpperCase()}`;
