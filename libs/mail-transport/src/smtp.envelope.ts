import { domainToASCII } from 'node:url';
import { isEightBit, type RawMail, sizeOf } from './smtp.body.js';
import type { SmtpResult } from './smtp.rules.js';

/** One mail as it goes over the wire. */
export interface OutgoingMessage {
  /** Envelope sender, with the token by which a bounce finds its mail. */
  from: string;
  to: string;
  /** The recipient's domain, lower case: no one of them may hold all connections. Left out: what follows the @ of `to`. */
  host?: string;
  /** Goes before those that are not. */
  urgent?: boolean;
  /** The whole mail, RFC 5322. */
  raw: RawMail;
  /** Asked once on each connection, after the server said it is ready for the mail and before the first byte: may it leave? */
  mayLeave: () => Promise<boolean>;
}

/** What a server said it can do, in its answer to EHLO. */
export interface Offered {
  pipelining: boolean;
  size: boolean;
  /** Bytes of the largest mail it takes; 0: it did not say. */
  maxSize: number;
  eightBit: boolean;
  utf8: boolean;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they would end the command
const UNFIT = /[\u0000-\u001f\u007f<>]/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: what SMTPUTF8 is for
const BEYOND_ASCII = /[^\u0000-\u007f]/;

export const hostOf = ({ host, to }: OutgoingMessage): string =>
  host ?? to.slice(to.lastIndexOf('@') + 1).toLowerCase();

/** MAIL and RCPT for a mail; or why it cannot be offered to this server, as the server would have said it. */
export function envelope(
  message: OutgoingMessage,
  offered: Offered,
): { mail: string; rcpt: string } | SmtpResult {
  const from = inAscii(message.from);
  const to = inAscii(message.to);
  const size = sizeOf(message.raw);
  if (UNFIT.test(to) || to === '')
    return no('recipient', 501, '5.5.4 No mail server understands this address');
  if (UNFIT.test(from)) return no('sender', 501, '5.5.4 No mail server understands our sender address');
  if (offered.maxSize > 0 && size > offered.maxSize)
    return no('data', 552, `5.3.4 The email has ${size} bytes, the mail server takes ${offered.maxSize}`);
  const utf8 = BEYOND_ASCII.test(from) || BEYOND_ASCII.test(to);
  if (utf8 && !offered.utf8)
    return no('recipient', 553, '5.6.7 The mail server takes no addresses with letters beyond a to z');
  const mail =
    `MAIL FROM:<${from}>` +
    (offered.size ? ` SIZE=${size}` : '') +
    (offered.eightBit && isEightBit(message.raw) ? ' BODY=8BITMIME' : '') +
    (utf8 ? ' SMTPUTF8' : '');
  return { mail, rcpt: `RCPT TO:<${to}>` };
}

const no = (stage: 'sender' | 'recipient' | 'data', code: number, words: string): SmtpResult => ({
  kind: 'refused',
  stage,
  code,
  text: `${code} ${words}`,
});

/** A domain in other letters has a form in ours that every server knows; the part before the @ has none. */
function inAscii(address: string): string {
  const at = address.lastIndexOf('@') + 1;
  const domain = address.slice(at);
  return BEYOND_ASCII.test(domain) ? address.slice(0, at) + (domainToASCII(domain) || domain) : address;
}
