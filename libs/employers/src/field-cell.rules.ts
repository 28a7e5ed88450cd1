import { quoted } from './quoted.rules.js';

/** Notes something doubtful about a cell, in plain English; it does not keep the row out. */
export type CellDoubt = (text: string) => void;

/** Codes of SIC 2007, five digits; zeros a spreadsheet ate are put back. `1` is the register's word for "public sector". */
export function readSicCodes(text: string, doubt: CellDoubt): string[] {
  if (!text) return [];
  const codes = [...text.matchAll(/(?<![\d.])\d{1,5}(?![\d.])/g)].map(([code]) => code);
  const known = codes
    .filter((code) => code === '1' || code.length >= 4)
    .map((c) => (c === '1' ? c : c.padStart(5, '0')));
  if (!known.length) doubt(`${quoted(text)} holds no SIC code; left out.`);
  return [...new Set(known)];
}

/** A web address as it stands in a cell. */
export function readWebsite(text: string, doubt: CellDoubt): string | null {
  if (!text) return null;
  // The length first: each dot of a long one would be tried with all that follows it.
  if (text.length <= 300 && /^(?:https?:\/\/)?[^\s/]+\.[^\s]{2,}$/i.test(text)) return text;
  doubt(`${quoted(text)} is not a web address; left out.`);
  return null;
}
