/** How a mail is put into the form that DKIM signs: "relaxed" of RFC 6376 section 3.4, for header and body. Pure. */

/**
 * The fields that are signed where a mail has them. From and Subject are named once more than they occur, so that a
 * second one cannot be put in afterwards (RFC 6376 section 8.15). RFC 8058 section 4 wants both List- fields.
 */
const SIGNED = [
  'from',
  'to',
  'subject',
  'date',
  'message-id',
  'reply-to',
  'mime-version',
  'content-type',
  'list-unsubscribe',
  'list-unsubscribe-post',
] as const;
const OVERSIGNED = new Set<string>(['from', 'subject']);

/** One field in the form that is signed: name in small letters, one line, single blanks (RFC 6376 section 3.4.2). */
export function relaxedField(field: string): string {
  const colon = field.indexOf(':');
  const value = field
    .slice(colon + 1)
    .replace(/\r?\n/g, '')
    .replace(/[ \t]+/g, ' ');
  return `${field.slice(0, colon).trim().toLowerCase()}:${value.trim()}`;
}

/**
 * What of a header is signed.
 * @param headers all fields of a mail as they are sent, CRLF after each.
 * @returns the names for h=, and the fields in that order, each with its CRLF.
 */
export function relaxedHeader(headers: string): { names: string[]; fields: string } {
  const all = headers
    .replace(/\r?\n(?=[ \t])/g, '')
    .split(/\r?\n/)
    .filter((line) => line.includes(':'))
    .map(relaxedField);
  const names: string[] = [];
  let fields = '';
  for (const name of SIGNED) {
    // Of fields that occur more than once the last comes first (RFC 6376 section 5.4.2).
    for (const field of all.filter((one) => one.startsWith(`${name}:`)).reverse()) {
      names.push(name);
      fields += `${field}\r\n`;
    }
    if (OVERSIGNED.has(name)) names.push(name);
  }
  return { names, fields };
}

const TAB = 9;
const LF = 10;
const CR = 13;
const BLANK = 32;

/** Whether a body is, but for empty lines at its end, in the form that is signed already; most are. */
const isRelaxed = (part: Buffer): boolean =>
  !part.includes('  ') && !part.includes('\t') && !part.includes(' \r') && part[part.length - 1] !== BLANK;

/**
 * The body in the form that is signed (RFC 6376 section 3.4.4): no blanks at the end of a line, one for several within,
 * no empty lines at the end. One pass, and for most bodies none.
 */
export function relaxedBody(parts: readonly Buffer[]): Buffer[] {
  return withOneEnd(parts.every(isRelaxed) ? [...parts] : [squeezed(parts)]);
}

function squeezed(parts: readonly Buffer[]): Buffer {
  const out = Buffer.allocUnsafe(parts.reduce((sum, part) => sum + part.length, 0) + 1);
  let at = 0;
  let blank = false;
  for (const part of parts) {
    for (const byte of part) {
      if (byte === BLANK || byte === TAB) {
        blank = true;
      } else {
        if (blank && byte !== CR && byte !== LF) out[at++] = BLANK;
        blank = false;
        out[at++] = byte;
      }
    }
  }
  return out.subarray(0, at);
}

const LINE_END = Buffer.from('\r\n');

/** Without the empty lines at its end, and with one line end if there is anything. */
function withOneEnd(parts: Buffer[]): Buffer[] {
  while (parts.length > 0) {
    const last = parts.pop()!;
    let end = last.length;
    while (end > 0 && (last[end - 1] === CR || last[end - 1] === LF)) end--;
    if (end > 0) return [...parts, last.subarray(0, end), LINE_END];
  }
  return [];
}
