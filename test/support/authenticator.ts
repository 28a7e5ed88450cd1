import { createHmac } from 'node:crypto';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** The bytes of a key as it stands on the page (RFC 4648). */
export function keyOf(letters: string): Buffer {
  const bits = [...letters.replace(/\s/g, '')]
    .map((letter) => LETTERS.indexOf(letter).toString(2).padStart(5, '0'))
    .join('');
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}

/** The code an authenticator app shows at an instant, of the key as it stands on the page (RFC 6238). */
export function authenticatorCode(letters: string, at: Date): string {
  const counter = Buffer.alloc(8);
  counter.writeUIntBE(Math.floor(at.getTime() / 30_000), 2, 6);
  const mac = createHmac('sha1', keyOf(letters)).update(counter).digest();
  const from = mac[19]! & 0xf;
  return String((mac.readUInt32BE(from) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}
