import { domainToASCII } from 'node:url';
import { encodeWord, foldLines } from 'nodemailer/lib/mime-funcs';
import { encode, wrap } from 'nodemailer/lib/qp';

/** The words one mail is filled with: its data, `area`, `recipient`, `baseUrl`, `leaveLink`. */
export type TemplateValues = Readonly<Record<string, unknown>>;

/** A piece of a text: fixed, or made of one mail's words. */
export type Segment = string | ((words: TemplateValues) => string);

/** A piece of an encoded text: bytes that are the same in every mail, or made of one mail's words. */
export type EncodedSegment = Buffer | ((words: TemplateValues) => string);

/** Longest line of encoded text, short of the 76 that RFC 2045 allows: a dot at its beginning takes two more, a soft end one. */
const LINE = 73;
/** Ends a line in the encoded text that is none in the text. */
const SOFT = '=\r\n';
/** Says itself in quoted-printable, anywhere in a line. */
const PLAIN = /^[\x21-\x3c\x3e-\x7e](?:[\x20-\x3c\x3e-\x7e]*[\x21-\x3c\x3e-\x7e])?$/;

/**
 * A text as quoted-printable, encoded once: what is the same in every mail lies ready, and each personal part stands on
 * lines of its own. No line begins with a dot, so that nothing is to be stuffed on the wire.
 */
export function encodeSegments(parts: readonly Segment[]): EncodedSegment[] {
  const all = [...parts, '\r\n'];
  const encoded: Segment[] = [];
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
  return encoded.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : part));
}

function personal(value: string): string {
  if (value.length <= LINE - 1 && PLAIN.test(value)) return value[0] === '.' ? `=2E${value.slice(1)}` : value;
  return value === '' ? '' : quoted(value);
}

/** Whole text in quoted-printable, lines ended by CRLF. */
function quoted(text: string): string {
  return wrap(encode(text.replace(/\r\n|\r|\n/g, '\r\n')), LINE).replace(/(^|\r\n)\./g, '$1=2E');
}

/**
 * One header line, encoded and, unless it is to stay whole, folded; ends in CRLF. Nothing in the value begins another, and
 * every place where it could be folded is a blank: others (U+00A0) do not say that a line goes on.
 */
export function header(name: string, value: string, fold = true): string {
  const line = `${name}: ${value.replace(/[\p{Cc}\s]+/gu, ' ').trim()}`;
  return `${fold ? foldLines(line, 76) : line}\r\n`;
}

/** Encoded words are decoded by readers wherever they stand; what merely looks like one must not be. */
const encoded = (text: string): string => encodeWord(text, 'Q', 52);

/** Can stand in a header as it is: ASCII, nothing that is taken for an encoded word, and no line without a place to fold. */
const isPlain = (text: string): boolean =>
  /^[\x20-\x7e]*$/.test(text) && !text.includes('=?') && !/[^ ]{200}/.test(text);

/** Words in a header, RFC 2047 where they need it. */
export const headerWords = (text: string): string => (isPlain(text) ? text : encoded(text));

/** Longest name that stands in one piece, since not all readers put a folded one together again. */
const LONGEST_NAME = 60;

/**
 * "Robin Example" <robin@example.org>. The domain is as DNS knows it; letters beyond ASCII before the @ stay as they are
 * (RFC 6532: such a mail goes to servers with SMTPUTF8 only).
 */
export function mailbox(name: string, address: string): string {
  const at = address.lastIndexOf('@') + 1;
  const domain = address.slice(at);
  const to = isPlain(domain) ? address : address.slice(0, at) + (domainToASCII(domain) || domain);
  if (!name) return to;
  if (/^[\w ]+$/.test(name) && name.length <= LONGEST_NAME) return `${name} <${to}>`;
  return isPlain(name) && name.length <= LONGEST_NAME
    ? `"${name.replace(/[\\"]/g, '\\$&')}" <${to}>`
    : `${encoded(name)} <${to}>`;
}

/** Bytes that mails are written into, one behind the other: one piece of memory for some forty of them. */
const SLAB = 1024 * 1024;
let slab = Buffer.alloc(0);
let used = 0;

function room(size: number): Buffer {
  if (size > SLAB / 4) return Buffer.allocUnsafeSlow(size);
  if (used + size > slab.length) {
    slab = Buffer.allocUnsafeSlow(SLAB);
    used = 0;
  }
  used += size;
  return slab.subarray(used - size, used);
}

/** Pieces of a mail as its bytes: those that lie ready, and encoded texts, which are ASCII. */
export function joinPieces(pieces: readonly (Buffer | string)[]): Buffer {
  const bytes = room(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces)
    at += typeof piece === 'string' ? bytes.write(piece, at, 'latin1') : piece.copy(bytes, at);
  // Memory that was not written over may hold anything.
  if (at !== bytes.length) throw new Error('A mail is not of the length that was counted');
  return bytes;
}

/** Puts one mail's words into an encoded text. */
export const encodedPieces = (parts: readonly EncodedSegment[], words: TemplateValues): (Buffer | string)[] =>
  parts.map((part) => (typeof part === 'function' ? part(words) : part));

/** Puts one mail's words into a text. */
export const fillSegments = (parts: readonly Segment[], words: TemplateValues): string => {
  let text = '';
  for (const part of parts) text += typeof part === 'string' ? part : part(words);
  return text;
};
