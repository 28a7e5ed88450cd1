/** Bounces written for people: each recipient they name and what they say of it. */
import { headerOf } from './auto-reply.rules.js';
import { addressesOf, ours, unnamed } from './bounce-addresses.rules.js';
import type { BounceMail } from './bounce-mail.js';
import { smtpIn, statusIn } from './bounce-reason.rules.js';
import type { BounceReport } from './bounce-report.js';
import {
  beforeExpansion,
  isDelay,
  isSuccess,
  type Named,
  namedRecipients,
  ownText,
  undelivered,
} from './bounce-text.rules.js';
import { judged } from './bounce-verdict.rules.js';
import { addressesIn } from './report-fields.rules.js';

/** A bounce in words. `certain`: sender and subject both say so, then even an unnamed recipient is reported. */
export function readWorded(mail: BounceMail, certain: boolean): BounceReport[] {
  const own = beforeExpansion(ownText(mail.text));
  const subject = headerOf(mail, 'subject');
  const arrived = isSuccess(subject, own);
  const action = arrived ? 'delivered' : isDelay(subject, own) ? 'delayed' : 'failed';
  const failed = (mail.headers.get('x-failed-recipients') ?? []).flatMap(addressesIn);
  const named = firstNamed([
    () => namedRecipients(own, ours(mail)),
    () => namedRecipients(own, addressesOf(mail, ['from', 'to'])),
    // One who wrote to oneself: only an address that begins a line is surely meant.
    () => namedRecipients(own, addressesOf(mail, ['from']), 2),
    () => (unnamed(mail).length > 0 ? [] : namedRecipients(mail.text, ours(mail))),
  ]);
  const listed = failed.map((recipient) => ({
    recipient,
    about: named.find((n) => n.recipient === recipient.toLowerCase())?.about ?? '',
  }));
  const known: Named[] = listed.length > 0 ? listed : named;
  const everyone =
    known.length > 0
      ? known
      : unnamed(mail)
          .slice(0, 1)
          .map((recipient) => ({ recipient, about: '' }));
  if (arrived)
    return everyone.map(({ recipient }) => ({
      recipient,
      kind: 'delivered',
      action,
      status: null,
      reason: 'delivered',
    }));
  // What is said of one recipient is no reason for another.
  const spoken = new Set(everyone.flatMap(({ about }) => about.split('\n')));
  const shared = own
    .split('\n')
    .filter((line) => !spoken.has(line))
    .join('\n');
  const answers = withWords(everyone.length > 0 ? everyone : [{ recipient: null, about: '' }]).map(
    ({ recipient, about }) => {
      const only = everyone.length <= 1;
      const status = statusIn(about) ?? (only ? statusIn(own) : undefined);
      const smtp = smtpIn(about) ?? (only ? smtpIn(own) : undefined);
      return judged(
        recipient,
        action,
        status,
        smtp,
        only ? [about, subject, own] : [about, ...(about ? [] : [subject]), shared],
      );
    },
  );
  const plainly = /mailer-?daemon/i.test(headerOf(mail, 'from')) || undelivered.test(own.slice(0, 2_000));
  return answers.filter((a) => certain || (a.recipient && (plainly || a.reason !== 'undefined' || a.status)));
}

/** Somebody a report is about, and what it says of them. */
interface About {
  recipient: string | null;
  about: string;
}

/** Of a bare list of addresses, the words after the last are about all. */
function withWords(people: About[]): About[] {
  const beside = (word: string) => !word.includes('@') && /\p{L}{3}|\d{3}/u.test(word);
  const done: About[] = [];
  let words = '';
  for (const { recipient, about } of people.toReversed()) {
    if (about.split(/\s/).some(beside)) words = about;
    done.unshift({ recipient, about: words });
  }
  return done;
}

function firstNamed(ways: (() => Named[])[]): Named[] {
  for (const way of ways) {
    const named = way();
    if (named.length > 0) return named;
  }
  return [];
}
