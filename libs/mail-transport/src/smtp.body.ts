import { isAscii } from 'node:buffer';

/** A whole mail, RFC 5322 with CRLF, in one piece or several. */
export type RawMail = Buffer | readonly Buffer[];

const DOT = 46;
const CR = 13;
const LF = 10;

const partsOf = (raw: RawMail): readonly Buffer[] => (Buffer.isBuffer(raw) ? [raw] : raw);

/** Its bytes, as for SIZE (RFC 1870). */
export const sizeOf = (raw: RawMail): number => partsOf(raw).reduce((sum, part) => sum + part.length, 0);

/** Whether it has bytes beyond ASCII, as for BODY=8BITMIME (RFC 6152). */
export const isEightBit = (raw: RawMail): boolean => !partsOf(raw).every((part) => isAscii(part));

/**
 * What goes over the wire between 354 and the answer: the mail, a dot more on lines that begin with one (RFC 5321
 * section 4.5.2), a last line end where it is missing, and the final dot.
 */
export function framed(raw: RawMail): Buffer[] {
  const parts = partsOf(raw).filter((part) => part.length > 0);
  const whole = mayEndEarly(parts) ? [stuffed(Buffer.concat(parts))] : [...parts];
  whole.push(ending(whole));
  return whole;
}

/**
 * Whether a server could see the end of the mail within it. Also after a bare CR or LF: there are servers that take one
 * for a line end, and what follows such an "end" would be commands ("SMTP smuggling").
 */
function mayEndEarly(parts: readonly Buffer[]): boolean {
  let before = LF;
  for (const part of parts) {
    if (part[0] === DOT && (before === LF || before === CR)) return true;
    if (part.includes('\n.') || part.includes('\r.')) return true;
    before = part[part.length - 1]!;
  }
  return false;
}

/** With the dots, and with every line end a CRLF. Slow, and for mails our own encoder does not write. */
function stuffed(whole: Buffer): Buffer {
  const lines = whole.toString('latin1').replace(/\r\n|\r|\n/g, '\r\n');
  return Buffer.from(lines.replace(/^\./, '..').replaceAll('\r\n.', '\r\n..'), 'latin1');
}

const END = Buffer.from('.\r\n');
const LINE_END = Buffer.from('\r\n.\r\n');
const REST_OF_LINE_END = Buffer.from('\n.\r\n');

function ending(parts: readonly Buffer[]): Buffer {
  const last = parts.at(-1);
  if (!last) return END;
  const end = last[last.length - 1];
  if (end === CR) return REST_OF_LINE_END;
  const before = last.length > 1 ? last[last.length - 2] : parts.at(-2)?.at(-1);
  return end === LF && before === CR ? END : LINE_END;
}
