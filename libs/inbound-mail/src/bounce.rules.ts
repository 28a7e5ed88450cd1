/**
 * What comes back: a raw mail in, what it reports about each recipient out. Reports by RFC 3464, complaints by RFC 5965,
 * notifications in JSON, bounces in words and automatic replies (RFC 3834). It touches no database and no network; the
 * command `bounces classify` calls it.
 */
import {
  asksToUnsubscribe,
  fromDaemon,
  hasBounceSubject,
  headerOf,
  isAutoReply,
  isPlainRequest,
} from './auto-reply.rules.js';
import { type BounceMail, readBounceMail, splitMailbox } from './bounce-mail.js';
import { isHard, readReason, smtpIn, statusFor, statusIn } from './bounce-reason.rules.js';
import type { BounceReport } from './bounce-report.js';
import { atStage, refusedAt } from './bounce-stage.rules.js';
import {
  beforeExpansion,
  isDelay,
  isSuccess,
  type Named,
  namedRecipients,
  ownText,
  repeatedMail,
  undelivered,
} from './bounce-text.rules.js';
import { readFeedback } from './feedback.rules.js';
import { readNotification } from './notification.rules.js';
import { addressesIn, addressOf, type Fields, readFields } from './report-fields.rules.js';

const MOST_DEPTH = 3;
const nothing: BounceReport = { recipient: null, kind: 'none', action: null, status: null, reason: 'none' };

/** What a raw mail (or a mailbox file of several) reports, one entry for each recipient. Never rejects on any bytes. */
export async function classifyBounce(raw: Buffer): Promise<BounceReport[]> {
  const answers: BounceReport[] = [];
  for (const mail of splitMailbox(raw)) answers.push(...(await classify(mail, 0)));
  const told = answers.filter((answer) => answer.kind !== 'none');
  return told.length > 0 ? once(told) : [nothing];
}

async function classify(raw: Buffer, depth: number): Promise<BounceReport[]> {
  const mail = await readBounceMail(raw);
  const reported = readFeedback(mail) ?? readNotification(mail.text) ?? readReport(mail);
  if (reported.length > 0) return reported;
  const daemon = fromDaemon(mail);
  const bounce = hasBounceSubject(mail);
  const covers = !(daemon || bounce) || namedRecipients(ownText(mail.text), ours(mail)).length === 0;
  if (covers && depth < MOST_DEPTH) {
    // A report that somebody forwarded, or wrapped in one that names nobody: the report counts, not what is around it.
    for (const inner of mail.attached.slice(0, 5)) {
      const within = await classify(inner, depth + 1);
      if (within.some((one) => one.kind !== 'none' && one.kind !== 'autoreply')) return within;
    }
  }
  const reply = isAutoReply(mail) && !isPlainRequest(mail);
  if (daemon || bounce || (!reply && tellsOfFailure(mail))) {
    const worded = readWorded(mail, daemon && bounce);
    if (worded.length > 0) return worded;
  }
  if (reply && !mail.receipt)
    return [
      {
        ...nothing,
        recipient: addressOf(headerOf(mail, 'from')) ?? null,
        kind: 'autoreply',
        reason: 'vacation',
      },
    ];
  if (!daemon && !bounce && !mail.receipt && asksToUnsubscribe(mail))
    return [
      {
        ...nothing,
        recipient: addressOf(headerOf(mail, 'from')) ?? null,
        kind: 'unsubscribe',
        reason: 'feedback',
      },
    ];
  return [nothing];
}

/** A report whose sender and subject say nothing; what has a return path or answers a mail comes from a person. */
function tellsOfFailure(mail: BounceMail): boolean {
  const path = headerOf(mail, 'return-path');
  return (
    (path === '' ? !mail.headers.has('in-reply-to') : path.includes('<>')) &&
    undelivered.test(mail.text.slice(0, 2_000))
  );
}

/** One entry for each recipient and kind. */
function once(answers: BounceReport[]): BounceReport[] {
  const seen = new Set<string>();
  return answers.filter(({ recipient, kind }) => {
    const key = `${recipient?.toLowerCase()} ${kind}`;
    return !seen.has(key) && seen.add(key);
  });
}

const actions: Record<string, string> = {
  failed: 'failed',
  failure: 'failed',
  error: 'failed',
  undeliverable: 'failed',
  delayed: 'delayed',
  delivered: 'delivered',
  deliverable: 'delivered',
  relayed: 'relayed',
  expanded: 'expanded',
};

/** RFC 3464: the groups of fields, in their own part or (from careless servers) in the text. */
function readReport(mail: BounceMail): BounceReport[] {
  const inText = /^[> ]{0,4}(?:Final|Original)-Recipient *:/im.test(mail.text)
    ? readFields(mail.text.replace(/^> ?/gm, ''))
    : [];
  const groups = [...mail.delivery, ...(mail.delivery.some(isRecipient) ? [] : inText)].filter(isRecipient);
  if (groups.length === 0) return [];
  const own = ownText(mail.text);
  const named = namedRecipients(own, ours(mail));
  const report = { mail, own, named, single: groups.length === 1 };
  return groups.map((group, i) => ofGroup(group, groups.length === named.length ? i : 0, report));
}

/** What the groups of fields of one report have in common. */
interface Report {
  mail: BounceMail;
  own: string;
  named: Named[];
  single: boolean;
}

function isRecipient(group: Fields): boolean {
  return (
    group.has('final-recipient') ||
    group.has('original-recipient') ||
    (group.has('action') && group.has('status'))
  );
}

function ofGroup(group: Fields, i: number, { mail, own, named, single }: Report): BounceReport {
  const order = ['final-recipient', 'original-recipient', 'x-actual-recipient'];
  // Where the report itself tells people the address that was written to, it is that one.
  if (/^\s*original address: /im.test(own)) order.unshift('original-recipient');
  const told = order.flatMap((f) => addressOf(group.get(f)) ?? []);
  const recipient =
    // Some name the final recipient by a channel of their own, "name@ims-daemon"; the original one is an address.
    told.find((address) => /@.+\../.test(address)) ??
    told[0] ??
    named[i]?.recipient ??
    unnamed(mail)[0] ??
    (group.get('final-recipient') ?? '').replace(/^[^;]{0,30};\s*/, '');
  const about = named.find((n) => n.recipient === recipient.toLowerCase())?.about ?? '';
  const said = (group.get('diagnostic-code') ?? '').replace(/^\s*[\w-]{1,30}\s*;\s*/, '');
  const field = group.get('status') ?? '';
  const written = /([245])\.(\d{1,3})\.(\d{1,3})/.exec(field)?.[0];
  const near = statusIn(about, true);
  const status =
    [written, statusIn(said), near?.[0] === (written?.[0] ?? near?.[0]) ? near : undefined].find(
      (s) => s && !s.endsWith('.0.0'),
    ) ??
    written ??
    statusIn(said);
  const action =
    actions[/[a-z]+/i.exec(group.get('action') ?? '')?.[0]?.toLowerCase() ?? ''] ??
    bySmell(status, mail, own);
  if (['delivered', 'relayed', 'expanded'].includes(action))
    return { recipient, kind: 'delivered', action, status: status ?? null, reason: 'delivered' };
  // Of several recipients the whole text is about all: only for one of whom nothing is said by itself.
  const whole = single ? named.length <= 1 || !about : !said && !about;
  const words = [said, field, about, ...(whole ? [own] : [])];
  return judged(
    recipient,
    action,
    status,
    smtpIn(said) ?? smtpIn(about),
    words,
    group.get('x-powermta-bouncecategory'),
  );
}

function bySmell(status: string | undefined, mail: BounceMail, own: string): string {
  if (status?.startsWith('2')) return 'delivered';
  return isDelay(headerOf(mail, 'subject'), own) ? 'delayed' : 'failed';
}

/** The verdict on one recipient from all that was read about it. */
function judged(
  recipient: string | null,
  action: string,
  status: string | undefined,
  smtp: string | undefined,
  words: string[],
  category = '',
): BounceReport {
  const read = readReason(words, status, smtp);
  const sorted = categories[category.toLowerCase()];
  const stage = sorted === 'userunknown' ? 'recipient' : refusedAt(words);
  const reason =
    read === 'undefined' ? (sorted ?? read) : atStage(read, stage, status?.slice(2) ?? '', words);
  return {
    recipient,
    kind: isHard(reason, status ?? statusFor('undefined', smtp, action), action)
      ? 'bounce-hard'
      : 'bounce-soft',
    action,
    status: status ?? statusFor(reason, smtp, action) ?? null,
    reason,
  };
}

/** PowerMTA's own word, for when the server it spoke to said nothing that is understood. */
const categories: Record<string, string> = {
  'bad-mailbox': 'userunknown',
  'bad-domain': 'hostunknown',
  'inactive-mailbox': 'suspend',
  'quota-issues': 'mailboxfull',
  'spam-related': 'spamdetected',
  'policy-related': 'policyviolation',
  'virus-related': 'virusdetected',
  'content-related': 'contenterror',
  'message-expired': 'expired',
  'no-answer-from-host': 'expired',
  'routing-errors': 'networkerror',
  'relaying-issues': 'norelaying',
};

/** A bounce in words. `certain`: sender and subject both say so, then even an unnamed recipient is reported. */
function readWorded(mail: BounceMail, certain: boolean): BounceReport[] {
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

/** Addresses that a report names without meaning them: its own and the one it was sent to. */
function ours(mail: BounceMail): Set<string> {
  return addressesOf(
    mail,
    'from to reply-to sender return-path delivered-to x-original-to envelope-to cc'.split(' '),
  );
}

function addressesOf(mail: BounceMail, names: string[]): Set<string> {
  const all = names.flatMap((name) => (mail.headers.get(name) ?? []).flatMap(addressesIn));
  return new Set(all.map((address) => address.toLowerCase()));
}

/** The recipient of the mail that came back, for reports that do not name it. */
function unnamed(mail: BounceMail): string[] {
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
