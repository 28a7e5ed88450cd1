import { quoted } from './quoted.rules.js';

/** What stands in a company number cell. `doubt` says what was mended or looks odd, in plain English. */
export type RegisterReading =
  | { kind: 'missing' }
  | { kind: 'number'; number: string; doubt?: string }
  /** No company number, and no reason to keep the row out. */
  | { kind: 'left-out'; doubt: string }
  | { kind: 'wrong'; reason: string };

const NOTHING = /^(?:|-+|0+|n\/?a|none|nil|null|unknown|not known|tbc|not provided|not applicable|\?+|\.)$/i;
/** Company numbers are 8 characters: digits, or a prefix (SC, NI, OC, IP12345R …) and digits (Companies House). */
const USUAL = /^(?:\d{8}|[A-Z]{2}\d{6}|[A-Z]{2}\d{5}[A-Z]|[A-Z]\d{7}|SP\d{4}RS)$/;

/** Reads a company number: kept as text, spaces dropped, zeros a spreadsheet ate put back in front. */
export function readRegisterNumber(text: string): RegisterReading {
  const typed = text.trim();
  if (NOTHING.test(typed)) return { kind: 'missing' };
  if (/^\d(?:[.,]\d+)?E\+?\d+$/i.test(typed))
    return {
      kind: 'wrong',
      reason: `The company number ${quoted(typed)} was rounded by a spreadsheet. Format that column as text and save again.`,
    };
  const packed = typed
    .replace(/^['’=]+/, '')
    .replace(/^(\d+)\.0+$/, '$1')
    .replace(/[\s."/-]/g, '')
    .toUpperCase();
  if (!/^[A-Z0-9]+$/.test(packed))
    return {
      kind: 'wrong',
      reason: `${quoted(typed)} is not a company number: it should be 8 digits, or like SC123456.`,
    };
  // Counted by each court for itself, so that it tells no employer from another.
  if (/^HR[AB]\d+[A-Z]{0,3}$/.test(packed))
    return { kind: 'left-out', doubt: `${quoted(typed)} is a number of a German register; left out.` };
  if (USUAL.test(packed)) return { kind: 'number', number: packed };
  if (/^\d{1,3}$/.test(packed))
    return { kind: 'left-out', doubt: `${quoted(typed)} is too short for a company number; left out.` };
  const short = /^([A-Z]{0,2})(\d+)$/.exec(packed);
  if (short && packed.length < 8 && short[2]!.length >= (short[1] ? 1 : 4)) {
    const number = short[1]! + short[2]!.padStart(8 - short[1]!.length, '0');
    return {
      kind: 'number',
      number,
      doubt: `Company number ${typed} is short; zeros put in front: ${number}.`,
    };
  }
  if (packed.length === 8 && /\d/.test(packed))
    return { kind: 'number', number: packed, doubt: `${packed} is an unusual company number.` };
  return {
    kind: 'wrong',
    reason:
      packed.length > 8
        ? `The company number ${quoted(typed)} has ${packed.length} characters; it should have 8.`
        : `${quoted(typed)} is not a company number: it should be 8 digits, or like SC123456.`,
  };
}

/** Reads a charity number: England and Wales 6 or 7 digits, Scotland SC and 6, Northern Ireland NIC or NI and 6. */
export function readCharityNumber(
  text: string,
):
  | { kind: 'missing' }
  | { kind: 'number'; number: string; register: 'charity_ew' | 'charity_sc' | 'charity_ni' }
  | { kind: 'wrong'; reason: string } {
  if (NOTHING.test(text.trim())) return { kind: 'missing' };
  const packed = text
    .replace(/^\D*?(?=SC|NI|\d)/i, '')
    .replace(/[\s.'"]/g, '')
    .toUpperCase();
  if (/^SC\d{6}$/.test(packed)) return { kind: 'number', number: packed, register: 'charity_sc' };
  if (/^NIC?\d{6}$/.test(packed))
    return { kind: 'number', number: packed.replace(/^NIC?/, 'NIC'), register: 'charity_ni' };
  if (/^\d{6,7}(?:-\d{1,2})?$/.test(packed))
    return { kind: 'number', number: packed, register: 'charity_ew' };
  return { kind: 'wrong', reason: `${quoted(text)} is not a charity number; left out.` };
}
