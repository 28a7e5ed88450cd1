/** Which of our mails a returned one is about, from what it carries. Pure; the database says what exists. */
import { headerOf } from './auto-reply.rules.js';
import type { BounceMail } from './bounce-mail.js';
import { repeatedMail } from './bounce-text.rules.js';
import { addressesIn, type Fields, readFields } from './report-fields.rules.js';

/** At most so many candidates are looked up. */
const MOST = 20;

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

const recipientHeaders = ['x-original-to', 'delivered-to', 'envelope-to', 'x-envelope-to', 'to', 'cc'];

/** The addresses a returned mail came to, the envelope's first, then those its copy of our mail came from. */
export function returnAddresses(mail: BounceMail, envelopeTo?: string): string[] {
  const told = recipientHeaders.flatMap((name) => (mail.headers.get(name) ?? []).flatMap(addressesIn));
  const copy = copyOf(mail);
  const from = ['return-path', 'x-envelope-from', 'sender'].flatMap((name) =>
    addressesIn(copy.get(name) ?? ''),
  );
  return [...(envelopeTo ? [envelopeTo] : []), ...told.slice(0, 100), ...from];
}

/** Header fields of our mail as far as the report repeats them. */
export function copyOf(mail: BounceMail): Fields {
  return mail.original.size > 0
    ? mail.original
    : (readFields(repeatedMail(mail.text))[0] ?? new Map<string, string>());
}

/**
 * Ids of messages whose Message-ID (`<id>@our.domain`) the mail quotes, the surest first: the header of the mail that
 * came back, In-Reply-To, References from its end, then anywhere in the text.
 */
export function quotedMessages(mail: BounceMail, mailFrom: string): string[] {
  const domain = escaped(mailFrom.slice(mailFrom.lastIndexOf('@') + 1));
  const form = new RegExp(
    `([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})@${domain}(?![\\w.-])`,
    'gi',
  );
  const ids = (text: string) => [...text.matchAll(form)].map((found) => found[1]!.toLowerCase());
  const copy = copyOf(mail);
  return [
    ...new Set([
      ...ids(copy.get('message-id') ?? ''),
      ...ids(headerOf(mail, 'in-reply-to')),
      ...ids(headerOf(mail, 'references')).reverse(),
      ...mail.feedback.flatMap((group) => ids([...group.values()].join(' '))),
      ...mail.delivery.flatMap((group) => ids([...group.values()].join(' '))),
      ...ids(mail.text),
    ]),
  ].slice(0, MOST);
}
