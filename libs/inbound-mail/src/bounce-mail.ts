/** Reads a raw mail into the parts a report is made of. Never throws: what cannot be parsed is kept as plain text. */
import iconv from 'iconv-lite';
import { type Attachment, type ParsedMail, simpleParser } from 'mailparser';
import { type Fields, readFields } from './report-fields.rules.js';

/** The parts of a returned mail that say something. */
export interface BounceMail {
  /** Lower-case header name to its values, decoded and unfolded. */
  headers: Map<string, string[]>;
  /** What a person would read, HTML as text. */
  text: string;
  /** Groups of fields of message/delivery-status (RFC 3464), per message first. */
  delivery: Fields[];
  /** Groups of fields of message/feedback-report (RFC 5965). */
  feedback: Fields[];
  /** Header fields of the mail that came back, where the report carries them. */
  original: Fields;
  /** Mails attached whole. */
  attached: Buffer[];
  /** A read receipt (RFC 8098). */
  receipt: boolean;
}

/** A report stands at the beginning; what follows this many bytes is a returned attachment. */
const MOST_BYTES = 2_000_000;
const MOST_TEXT = 200_000;

/** One raw mail, read. */
export async function readBounceMail(raw: Buffer): Promise<BounceMail> {
  const bytes = withLines(withoutEnvelopeLine(raw.subarray(0, MOST_BYTES)));
  try {
    const mail = await simpleParser(bytes, {
      keepDeliveryStatus: true,
      // Without this a returned mail marked inline would be read as part of the report.
      ignoreEmbedded: true,
      skipHtmlToText: true,
      skipTextToHtml: true,
      skipImageLinks: true,
      skipTextLinks: true,
    } as Parameters<typeof simpleParser>[1]);
    const parts = mail.attachments ?? [];
    const text = [mail.text ?? '', ...parts.filter(isNote).map(textOf)].join('\n').trim();
    const read = text || parts.length > 0 ? text : unparted(mail, bytes);
    const words = read.length > 40 || !mail.html ? read : `${read}\n${htmlWords(mail.html)}`;
    return {
      headers: headersOf(mail),
      text: words.slice(0, MOST_TEXT),
      delivery: parts.filter((p) => kind(p, 'delivery-status')).flatMap((p) => readFields(textOf(p))),
      feedback: parts.filter((p) => kind(p, 'feedback-report')).flatMap((p) => readFields(textOf(p))),
      original: new Map(parts.filter(isOriginal).flatMap((p) => [...(readFields(textOf(p))[0] ?? [])])),
      attached: parts.filter((p) => /^message\/(rfc822|global)$/i.test(p.contentType)).map((p) => p.content),
      receipt: parts.some((p) => kind(p, 'disposition-notification')),
    };
  } catch {
    return asText(bytes);
  }
}

/** Line feeds for a mail whose lines end in carriage returns alone. */
const withLines = (bytes: Buffer): Buffer =>
  bytes.includes(10) ? bytes : Buffer.from(bytes.map((byte) => (byte === 13 ? 10 : byte)));

/** The body of a mail of parts whose borders are wrong or missing, without the borders. */
function unparted(mail: ParsedMail, bytes: Buffer): string {
  if (!/^\s*multipart\//i.test(headersOf(mail).get('content-type')?.[0] ?? '')) return '';
  const all = iconv.decode(bytes.subarray(0, MOST_TEXT), 'utf8').replace(/\r\n?/g, '\n');
  const body = all.slice(Math.max(0, all.indexOf('\n\n')));
  return body.replace(/^--\S{1,100}$|^content-[a-z-]{1,40}:.*$/gim, '').trim();
}

/** Bytes that are no mail to the parser: the header as far as it goes, all of it as text. */
function asText(bytes: Buffer): BounceMail {
  const all = iconv.decode(bytes.subarray(0, MOST_TEXT), 'latin1');
  const headers = new Map([...(readFields(all)[0] ?? [])].map(([name, value]) => [name, [value]]));
  return {
    headers,
    text: all,
    delivery: [],
    feedback: [],
    original: new Map(),
    attached: [],
    receipt: false,
  };
}

/** Mails of a mailbox file (mbox), which begin with "From sender date"; any other input is one mail. */
export function splitMailbox(raw: Buffer): Buffer[] {
  const line = /^From \S{1,320} {1,3}(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) [A-Z][a-z]{2} /;
  if (!line.test(raw.toString('latin1', 0, 400))) return [raw];
  const all = raw.subarray(0, 5 * MOST_BYTES).toString('latin1');
  const mails: Buffer[] = [];
  let from = 0;
  for (
    let at = all.indexOf('\nFrom ', 1);
    at >= 0 && mails.length < 50;
    at = all.indexOf('\nFrom ', at + 1)
  ) {
    const blank = all[at - 1] === '\n' || (all[at - 1] === '\r' && all[at - 2] === '\n');
    if (!blank || !line.test(all.slice(at + 1, at + 400))) continue;
    mails.push(raw.subarray(from, at + 1));
    from = at + 1;
  }
  return [...mails, raw.subarray(from)];
}

/** The line before the header in a mailbox file, and blank lines before it, are not the mail's. */
function withoutEnvelopeLine(raw: Buffer): Buffer {
  let at = 0;
  while (at < raw.length && (raw[at] === 10 || raw[at] === 13 || raw[at] === 32)) at++;
  const start = raw.toString('latin1', at, at + 6);
  if (!start.startsWith('From ') && !start.startsWith('>From ')) return raw.subarray(at);
  const end = raw.indexOf(10, at);
  return end < 0 ? raw.subarray(at) : raw.subarray(end + 1);
}

/** The header; subject and sender with their encoded words read, in whichever charset. */
function headersOf(mail: ParsedMail): Map<string, string[]> {
  const headers = new Map<string, string[]>();
  for (const { key, line } of mail.headerLines ?? []) {
    const value = line.slice(line.indexOf(':') + 1).replace(/\r?\n[ \t]*/g, ' ');
    headers.set(key, [...(headers.get(key) ?? []).slice(0, 50), value.trim()]);
  }
  if (mail.subject) headers.set('subject', [mail.subject]);
  if (mail.from?.text) headers.set('from', [mail.from.text, ...(headers.get('from') ?? [])]);
  return headers;
}

function kind(part: Attachment, subtype: string): boolean {
  return (
    part.contentType?.toLowerCase().endsWith(`/${subtype}`) ||
    part.contentType?.toLowerCase().endsWith(`/global-${subtype}`)
  );
}

/** A text part that the parser took for an attachment but a person would read as the report. */
function isNote(part: Attachment): boolean {
  return /^text\/plain\b/.test(part.contentType ?? '') && part.size < 50_000;
}

function isOriginal(part: Attachment): boolean {
  return /^(text\/rfc822-?headers?|message\/(rfc822|global|global-headers|rfc822-headers))$/i.test(
    part.contentType ?? '',
  );
}

function textOf(part: Attachment): string {
  return iconv.decode(part.content.subarray(0, MOST_TEXT), 'utf8');
}

const entities: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"', nbsp: ' ', apos: "'" };

/** The words of a page: tags away, a line for each block, the common entities. */
export function htmlWords(html: string): string {
  return withoutStyles(html.slice(0, MOST_TEXT))
    .replace(/<(?:br|\/p|\/div|\/tr|\/td|\/li|\/h\d|p|div|tr|li)\b[^<>]{0,2000}>/gi, '\n')
    .replace(/<[^<>]{0,5000}>/g, '')
    .replace(/&(?:#(\d{1,6})|(lt|gt|amp|quot|nbsp|apos));/g, (_, code, name) =>
      code ? String.fromCodePoint(Math.min(Number(code), 0x10ffff)) : entities[name]!,
    );
}

/** A page without what stands in style and script; by searching forward only, so that it stays linear. */
function withoutStyles(html: string): string {
  const lower = html.toLowerCase();
  let kept = '';
  let from = 0;
  for (const opening of lower.matchAll(/<(style|script)\b/g)) {
    if (opening.index < from) continue;
    const end = lower.indexOf(`</${opening[1]}>`, opening.index);
    if (end < 0) break;
    kept += html.slice(from, opening.index);
    from = end + opening[1]!.length + 3;
  }
  return kept + html.slice(from);
}
