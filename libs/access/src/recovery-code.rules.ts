import { randomBytes } from 'node:crypto';

/** Letters nobody mistakes for another (Crockford): 16 of 32 are 80 bits. */
const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const LENGTH = 16;
export const RECOVERY_CODES = 10;

/** A new set of codes, each in four groups of four: `7K2M-…`. */
export const newRecoveryCodes = (): string[] =>
  Array.from({ length: RECOVERY_CODES }, () =>
    [...randomBytes(LENGTH)]
      .map((byte) => LETTERS[byte % LETTERS.length])
      .join('')
      .replace(/(.{4})(?=.)/g, '$1-'),
  );

/** A code as it is hashed, however it was typed; undefined for what cannot be one. */
export function plainRecoveryCode(typed: string): string | undefined {
  const plain = typed.toUpperCase().replace(/[\s-]/g, '').replaceAll('O', '0').replace(/[IL]/g, '1');
  return plain.length === LENGTH && [...plain].every((letter) => LETTERS.includes(letter))
    ? plain
    : undefined;
}
