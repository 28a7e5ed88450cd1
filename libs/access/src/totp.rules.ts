import { createHmac, timingSafeEqual } from 'node:crypto';

/** Codes of authenticator apps: RFC 6238 with SHA-1, six figures and 30 seconds, which every app knows. */
const STEP_MS = 30_000;
const DIGITS = 6;
/** Steps a clock may be off, either way. */
const SKEW = 1;
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** The number of the step an instant lies in. */
export const stepAt = (now: Date): number => Math.floor(now.getTime() / STEP_MS);

/** The code of a step. */
export function totpCode(seed: Buffer, step: number, digits = DIGITS): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac('sha1', seed).update(counter).digest();
  const at = mac.at(-1)! & 15;
  return String((mac.readUInt32BE(at) & 0x7fffffff) % 10 ** digits).padStart(digits, '0');
}

/**
 * The step whose code was typed, of those around `now`; undefined where it is none of them, or none after `lastStep`: each
 * code is taken once, and none before one that was.
 */
export function stepOfCode(seed: Buffer, typed: string, now: Date, lastStep: number): number | undefined {
  const given = Buffer.from(typed);
  let found: number | undefined;
  for (let step = stepAt(now) - SKEW; step <= stepAt(now) + SKEW; step++) {
    const code = Buffer.from(totpCode(seed, step));
    // All are looked at, so that the time it takes tells nothing.
    if (given.length === code.length && timingSafeEqual(given, code) && step > lastStep) found ??= step;
  }
  return found;
}

/** Bytes as apps take a seed typed by hand (RFC 4648, without padding). */
export function base32(bytes: Buffer): string {
  let bits = '';
  for (const byte of bytes) bits += byte.toString(2).padStart(8, '0');
  return (bits.match(/.{1,5}/g) ?? [])
    .map((five) => BASE32[Number.parseInt(five.padEnd(5, '0'), 2)])
    .join('');
}

/** The address in a QR code from which an app takes seed and names. */
export const otpauthUri = (seed: Buffer, issuer: string, account: string): string =>
  `otpauth://totp/${encodeURIComponent(issuer)}:${encodeURIComponent(account)}?secret=${base32(seed)}&issuer=${encodeURIComponent(issuer)}`;

/** The figures of a code of an app, however they are parted ("123 456"); undefined for anything else. */
export function appCode(typed: string): string | undefined {
  const figures = typed.replace(/\s/g, '');
  return /^\d{6}$/.test(figures) ? figures : undefined;
}
