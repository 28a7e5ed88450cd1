import { isNothing } from './nothing.rules.js';
import { quoted } from './quoted.rules.js';

/**
 * Shapes of postcodes (Royal Mail PAF rules: A9 9AA, A99 9AA, AA9 9AA, AA99 9AA, A9A 9AA, AA9A 9AA; the inward part
 * never holds C, I, K, M, O or V). `valid` is written with one space; whatever the spacing was.
 */
export type PostcodeReading =
  | { kind: 'missing' }
  | { kind: 'valid'; postcode: string; outward: string }
  /** Only the first half is sure: `outward` is right, the rest is not there or cut off. */
  | { kind: 'partial'; postcode: string; outward: string }
  | { kind: 'overseas'; postcode: string }
  | { kind: 'wrong'; postcode: string; reason: string };

const INWARD = /\d[ABD-HJLNP-UW-Z]{2}$/;
const OUTWARD = /^(?:GIR|[A-Z]{1,2}\d[A-Z\d]?)$/;
const EIRCODE = /^[AC-FHKNPRTV-Y]\d[\dW][0-9AC-FHKNPRTV-Y]{4}$/;

/**
 * Reads what stands in a postcode cell. `areas` are the letters UK postcodes begin with (HX, LS…): they tell a UK
 * postcode with a slip in it, which is wrong, from one of another country, which is a doubt only.
 */
export function readPostcode(text: string, areas: ReadonlySet<string>): PostcodeReading {
  const shown = text.trim().replace(/\s+/g, ' ').toUpperCase();
  if (isNothing(shown)) return { kind: 'missing' };
  const packed = shown.replace(/[^A-Z0-9]/g, '');
  const outward = packed.slice(0, -3);
  if (packed.length >= 5 && packed.length <= 7 && INWARD.test(packed) && OUTWARD.test(outward))
    return { kind: 'valid', postcode: `${outward} ${packed.slice(-3)}`, outward };
  const letters = /^[A-Z]{1,2}(?=\d)/.exec(packed)?.[0];
  if (!letters) {
    if (/\d{3}/.test(packed)) return { kind: 'overseas', postcode: shown };
    return { kind: 'wrong', postcode: shown, reason: `${quoted(text)} is not a postcode.` };
  }
  if (EIRCODE.test(packed)) return { kind: 'overseas', postcode: shown };
  if (!areas.has(letters)) return { kind: 'overseas', postcode: shown };
  const first = shown.split(' ')[0]!;
  if (OUTWARD.test(packed)) return { kind: 'partial', postcode: packed, outward: packed };
  // "DT1 2J": the first half stands by itself and the second was cut off.
  if (OUTWARD.test(first) && /^\d[A-Z]?$/.test(packed.slice(first.length)))
    return { kind: 'partial', postcode: shown, outward: first };
  const reason =
    packed.length > 7 || INWARD.test(packed.slice(0, -1))
      ? `${quoted(text)} is not a postcode: one character too many, perhaps.`
      : packed.length < 5
        ? `${quoted(text)} is not a whole postcode: it should look like HX1 1UJ.`
        : `${quoted(text)} is not a postcode: it should look like HX1 1UJ.`;
  return { kind: 'wrong', postcode: shown, reason };
}
