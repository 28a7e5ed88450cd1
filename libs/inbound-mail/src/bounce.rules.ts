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
import { ours } from './bounce-addresses.rules.js';
import { readReport } from './bounce-dsn.rules.js';
import { type BounceMail, readBounceMail, splitMailbox } from './bounce-mail.js';
import type { BounceReport } from './bounce-report.js';
import { namedRecipients, ownText, undelivered } from './bounce-text.rules.js';
import { readWorded } from './bounce-worded.rules.js';
import { readFeedback } from './feedback.rules.js';
import { readNotification } from './notification.rules.js';
import { addressOf } from './report-fields.rules.js';

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
  const sender = addressOf(headerOf(mail, 'from')) ?? null;
  if (reply && !mail.receipt)
    return [{ ...nothing, recipient: sender, kind: 'autoreply', reason: 'vacation' }];
  if (!daemon && !bounce && !mail.receipt && asksToUnsubscribe(mail))
    return [{ ...nothing, recipient: sender, kind: 'unsubscribe', reason: 'feedback' }];
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
