import {
  type EncodedSegment,
  encodedPieces,
  header,
  headerWords,
  joinPieces,
  mailbox,
  type TemplateValues,
} from './mime-encoding.js';

/** A calendar part: `REQUEST` puts it into the recipient's calendar, `CANCEL` takes it out (RFC 5546). */
export interface MailCalendar {
  method: 'REQUEST' | 'CANCEL';
  /** The whole iCalendar text. */
  ics: string;
}

/** A file that goes with a mail. */
export interface MailFile {
  name: string;
  type: string;
  content: Buffer;
}

/** What a mail is put together from. */
export interface MimeMessage {
  /** Quoted-printable pieces, as `encodeSegments` makes them. */
  html: readonly EncodedSegment[];
  plain: readonly EncodedSegment[];
  files: readonly MailFile[];
  words: TemplateValues;
  /** Sender address of all mail, and whose name stands before it. */
  from: { name: string; address: string };
  /** Where answers go; undefined: nowhere that anybody reads. */
  replyTo?: string | undefined;
  to: { name: string; address: string };
  subject: string;
  /** With its angle brackets. */
  messageId: string;
  date: Date;
  calendar: MailCalendar | undefined;
  /** Where the recipient says what may come; undefined on service mail. */
  leaveLink: string | undefined;
}

/** The DKIM-Signature header line for this head and body, or nothing where no key is set. */
export type Sign = (head: string, body: readonly Buffer[]) => Promise<string>;

/**
 * The whole mail as bytes (RFC 5322), signed where a key is set: plain text, HTML and, last among the alternatives, the
 * calendar part, whose Content-Type names the method; files after them. Message-ID and Date are the row's, so every
 * attempt hands over the same mail. Nothing is read from disk or fetched.
 */
export async function writeMimeMessage(message: MimeMessage, sign: Sign): Promise<Buffer[]> {
  const id = message.messageId.replace(/[^0-9a-f]/g, '').slice(0, 24);
  const { type, body } = content(message, id);
  const head = headers(message) + 'MIME-Version: 1.0\r\n' + `Content-Type: ${type}\r\n`;
  const signature = await sign(head, body);
  return [Buffer.from(`${signature}${head}\r\n`), ...body];
}

function headers(message: MimeMessage): string {
  return (
    header('From', mailbox(message.from.name, message.from.address)) +
    header('To', mailbox(message.to.name, message.to.address)) +
    (message.replyTo ? header('Reply-To', message.replyTo) : '') +
    header('Subject', headerWords(message.subject)) +
    header('Message-ID', message.messageId) +
    header('Date', message.date.toUTCString().replace(/GMT/, '+0000')) +
    header('Auto-Submitted', 'auto-generated') +
    // RFC 8058 section 4: both signed, each in one line.
    (message.leaveLink
      ? header('List-Unsubscribe', `<${message.leaveLink}>`, false) +
        header('List-Unsubscribe-Post', 'List-Unsubscribe=One-Click', false)
      : '')
  );
}

/** The parts and what encloses them; `id` makes boundaries no other text holds. */
function content(
  { html, plain, files: attached, words, calendar }: MimeMessage,
  id: string,
): { type: string; body: Buffer[] } {
  const inner = `=_a${id}`;
  const alternatives = [
    part(inner, 'text/plain; charset=utf-8', 'quoted-printable'),
    ...encodedPieces(plain, words),
    part(inner, 'text/html; charset=utf-8', 'quoted-printable'),
    ...encodedPieces(html, words),
    ...(calendar
      ? [
          part(inner, `text/calendar; charset=utf-8; method=${calendar.method}`, 'base64'),
          base64(Buffer.from(calendar.ics)),
        ]
      : []),
    `--${inner}--\r\n`,
  ];
  const alternative = `multipart/alternative; boundary="${inner}"`;
  const files = [...(calendar ? [invite(calendar)] : []), ...attached];
  if (!files.length) return { type: alternative, body: [joinPieces(alternatives)] };
  const outer = `=_m${id}`;
  const body = [joinPieces([`--${outer}\r\nContent-Type: ${alternative}\r\n\r\n`, ...alternatives])];
  for (const file of files) body.push(Buffer.from(attachment(outer, file), 'latin1'), encoded(file));
  body.push(Buffer.from(`--${outer}--\r\n`, 'latin1'));
  return { type: `multipart/mixed; boundary="${outer}"`, body };
}

const part = (boundary: string, type: string, encoding: string): string =>
  `--${boundary}\r\nContent-Type: ${type}\r\nContent-Transfer-Encoding: ${encoding}\r\n\r\n`;

function attachment(boundary: string, file: MailFile): string {
  const plain = file.name.replace(/[^\x20-\x7e]|["\\]/g, '_');
  const exact = plain === file.name ? '' : `;\r\n filename*=utf-8''${extValue(file.name)}`;
  return (
    `--${boundary}\r\nContent-Type: ${file.type}\r\nContent-Transfer-Encoding: base64\r\n` +
    `Content-Disposition: attachment;\r\n filename="${plain}"${exact}\r\n\r\n`
  );
}

/** RFC 8187: what may stand in such a name by itself is less than what may in an address of the web. */
const extValue = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16)}`);

const invite = (calendar: MailCalendar): MailFile => ({
  name: calendar.method === 'CANCEL' ? 'cancelled.ics' : 'calendar.ics',
  type: 'application/ics',
  content: Buffer.from(calendar.ics),
});

/** Files of an edition are encoded once: they are the same in every mail. */
const kept = new WeakMap<MailFile, Buffer<ArrayBuffer>>();
function encoded(file: MailFile): Buffer<ArrayBuffer> {
  const known = kept.get(file);
  if (known) return known;
  const made = Buffer.from(base64(file.content), 'latin1');
  kept.set(file, made);
  return made;
}

const base64 = (bytes: Buffer): string => bytes.toString('base64').replace(/.{1,76}/g, '$&\r\n');
