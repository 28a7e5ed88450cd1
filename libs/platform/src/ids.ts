import { createHash, randomBytes } from 'node:crypto';

/** Stands for an area in rows of the whole installation that lie behind the wall; whoever reads them names it. */
export const NO_AREA = '00000000-0000-0000-0000-000000000000';

let lastAt = 0;
let sequence = 0;

/**
 * A new row id: UUID version 7 (RFC 9562), so that ids made later sort later; within one process also those of one
 * millisecond (method 1: a counter in rand_a, begun anew at random in its lower half).
 */
export function newId(at: number = Date.now()): string {
  const bytes = randomBytes(16);
  // More than two thousand in a millisecond borrow from the next ones.
  if (at < lastAt && lastAt - at < 100) at = lastAt;
  if (at > lastAt) {
    lastAt = at;
    sequence = bytes.readUInt16BE(6) & 0x7ff;
  } else if (at === lastAt && ++sequence > 0xfff) {
    lastAt = ++at;
    sequence = 0;
  }
  const counted = at === lastAt ? sequence : bytes.readUInt16BE(6) & 0xfff;
  bytes.writeUIntBE(at, 0, 6);
  bytes[6] = 0x70 | (counted >> 8);
  bytes[7] = counted & 0xff;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

export const isId = (text: unknown): text is string =>
  typeof text === 'string' && /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(text);

/** A secret for a link, session or token: `bits` of randomness, base64url. Only its hash is stored. */
export const newToken = (bits = 128): string => randomBytes(bits / 8).toString('base64url');

/** SHA-256 of a token, as stored. Tokens are random, so no salt is needed. */
export const hashToken = (token: string): Buffer => createHash('sha256').update(token).digest();
