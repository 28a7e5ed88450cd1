/** Which addresses of a returned mail's header and copy may be meant, for reports that name none or name too many. */
import type { BounceMail } from './bounce-mail.js';
import { repeatedMail } from './bounce-text.rules.js';
import { addressesIn, readFields } from './report-fields.rules.js';

/** Addresses that a report names without meaning them: its own and the one it was sent to. */
export function ours(mail: BounceMail): Set<string> {
  return addressesOf(
    mail,
    'from to reply-to sender return-path delivered-to x-original-to envelope-to cc'.split(' '),
  );
}

export function addressesOf(mail: BounceMail, names: string[]): Set<string> {
  const all = names.flatMap((name) => (mail.headers.get(name) ?? []).flatMap(addressesIn));
  return new Set(all.map((address) => address.toLowerCase()));
}

/** The recipient of the mail that came back, for reports that do not name it. */
export function unnamed(mail: BounceMail): string[] {
  const failed = (mail.headers.get('x-failed-recipients') ?? []).flatMap(addressesIn);
  const copy =
    mail.original.size > 0
      ? mail.original
      : (readFields(repeatedMail(mail.text))[0] ?? new Map<string, string>());
  return [
    ...failed,
    ...['x-failed-recipients', 'envelope-to', 'to'].flatMap((name) => addressesIn(copy.get(name) ?? '')),
  ];
}
