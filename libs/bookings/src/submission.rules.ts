import { createHash, randomInt } from 'node:crypto';

/** The alphabet of references and certificate numbers: no 0/O, 1/I/L. */
const ALPHABET = '23456789ABCDEFGHJKMNPQRSTUVWXYZ';

/** "MHFA 7K4 92C": a code for reading out over the telephone. */
export function newReference(code: string): string {
  const contexts = Array.from({ length: 6 }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
  return `${code} ${contexts.slice(0, 3)} ${contexts.slice(3)}`;
}

/**
 * The most people on one booking. They are booked together or not at all: under one lock of the session, on one page that
 * somebody checks person by person, and in one email that names them all. Larger groups send a second form.
 */
export const MOST_PEOPLE = 20;

/** 128 bits in base64url: what a submission key has to look like. */
export const isSubmissionKey = (key: unknown): key is string =>
  typeof key === 'string' && /^[\w-]{22}$/.test(key);

/** Hash of what was sent, to tell the same form sent twice from another form under the same key. */
export const contentHash = (content: unknown): string =>
  createHash('sha256')
    .update(JSON.stringify(canonical(content)))
    .digest('base64url');

function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (value && typeof value === 'object')
    return Object.fromEntries(
      Object.entries(value)
        .filter(([, v]) => v !== undefined && v !== '')
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([k, v]) => [k, canonical(v)]),
    );
  return value;
}
