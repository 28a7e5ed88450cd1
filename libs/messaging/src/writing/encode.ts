import { encodeWords, foldLines } from 'nodemailer/lib/mime-funcs';
import { encode, wrap } from 'nodemailer/lib/qp';
import type { MailWords, Part } from './parts.js';

/** Longest line of encoded text, short of the 76 that RFC 2045 allows: a dot at its beginning takes two more. */
const LINE = 74;
/** Ends a line in the encoded text that is none in the text. */
const SOFT = '=\r\n';
/** Says itself in quoted-printable, anywhere in a line. */
const PLAIN = /^[\x21-\x3c\x3e-\x7e](?:[\x20-\x3c\x3e-\x7e]*[\x21-\x3c\x3e-\x7e])?$/;

/**
 * A text as quoted-printable, encoded once: what is the same in every mail lies ready, and each personal part stands on
 * lines of its own. No line begins with a dot, so that nothing is to be stuffed on the wire.
 */
export function encodeParts(parts: readonly Part[]): Part[] {
  const all = [...parts, '\r\n'];
  const encoded: Part[] = [];
  let atStart = true;
  for (const part of all) {
    if (typeof part === 'string') {
      const text = quoted(part);
      const last = encoded.at(-1);
      if (typeof last === 'string') encoded[encoded.length - 1] = last + text;
      else encoded.push(text);
      atStart = text.endsWith('\r\n');
      continue;
    }
    // A personal part begins its own line and is followed by a soft break.
    if (!atStart) {
      const last = encoded.pop() as string | undefined;
      encoded.push((last ?? '') + SOFT);
    }
    encoded.push((words) => personal(part(words)) + SOFT);
    atStart = true;
  }
  return encoded;
}

function personal(value: string): string {
  if (value.length <= LINE - 1 && PLAIN.test(value)) return value[0] === '.' ? `=2E${value.slice(1)}` : value;
  return value === '' ? '' : quoted(value);
}

/** Whole text in quoted-printable, lines ended by CRLF. */
function quoted(text: string): string {
  return wrap(encode(text.replace(/\r\n|\r|\n/g, '\r\n')), LINE).replace(/(^|\r\n)\./g, '$1=2E');
}

/** One header line, encoded and, unless it is to stay whole, folded; ends in CRLF. Nothing in the value begins another. */
export function header(name: string, value: string, fold = true): string {
  const line = `${name}: ${value.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim()}`;
  return `${fold ? foldLines(line, 76) : line}\r\n`;
}

/** Words in a header, RFC 2047 where they need it. */
export const headerWords = (text: string): string =>
  /^[\x20-\x7e]*$/.test(text) && !text.includes('=?') ? text : encodeWords(text, 'Q', 52, true);

/** "Robin Example" <robin@example.org> */
export function mailbox(name: string, address: string): string {
  if (!name) return address;
  if (/^[\w ]+$/.test(name)) return `${name} <${address}>`;
  return /^[\x20-\x7e]*$/.test(name)
    ? `"${name.replace(/[\\"]/g, '\\$&')}" <${address}>`
    : `${encodeWords(name, 'Q', 52, true)} <${address}>`;
}

/** Puts one mail's words into encoded text. */
export const fillEncoded = (parts: readonly Part[], words: MailWords): string => {
  let text = '';
  for (const part of parts) text += typeof part === 'string' ? part : part(words);
  return text;
};
