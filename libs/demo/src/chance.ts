import { createHash } from 'node:crypto';

/** A whole number from 0 up to `below`, the same every time for the same words. */
export const pick = (below: number, ...words: (string | number)[]): number =>
  createHash('sha256').update(words.join(' ')).digest().readUInt32BE(0) % below;

/** A submission key of the shape forms have, the same every time for the same words. */
export const keyOf = (...words: (string | number)[]): string =>
  createHash('sha256').update(words.join(' ')).digest().subarray(0, 16).toString('base64url');
