import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

const keyOf = (secret: string, purpose: string): Buffer =>
  Buffer.from(hkdfSync('sha256', secret, '', `seal:${purpose}`, 32));

/**
 * Bytes as they may lie in the database or in a backup: nobody reads them without the secret (AES-256-GCM, the key by
 * HKDF from the secret and what it is for). Nonce, tag and text, in this order.
 */
export function seal(secret: string, purpose: string, bytes: Buffer): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, keyOf(secret, purpose), nonce);
  const sealed = Buffer.concat([cipher.update(bytes), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
}

/** What was sealed; undefined where it was sealed with another secret, for something else, or was changed since. */
export function unseal(secret: string, purpose: string, sealed: Buffer): Buffer | undefined {
  const tagAt = NONCE_BYTES + TAG_BYTES;
  if (sealed.length < tagAt) return undefined;
  const decipher = createDecipheriv(CIPHER, keyOf(secret, purpose), sealed.subarray(0, NONCE_BYTES));
  decipher.setAuthTag(sealed.subarray(NONCE_BYTES, tagAt));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(tagAt)), decipher.final()]);
  } catch {
    return undefined;
  }
}
