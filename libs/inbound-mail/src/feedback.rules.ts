/** Complaints and opt-outs: abuse reporting format (RFC 5965) and the older loops of mailbox providers. */
import { headerOf } from './auto-reply.rules.js';
import type { BounceMail } from './bounce-mail.js';
import type { BounceReport } from './bounce-report.js';
import { repeatedMail } from './bounce-text.rules.js';
import { addressesIn, type Fields, readFields } from './report-fields.rules.js';

const complaintSubject =
  /^\s*(?:complaint about message from|email feedback report|abuse report|spam complaint|fbl:)/i;

/** What a complaint reports; undefined when the mail is none. */
export function readFeedback(mail: BounceMail): BounceReport[] | undefined {
  const typed = mail.feedback.find((group) => group.has('feedback-type'));
  const inText = typed
    ? undefined
    : readFields(mail.text.slice(0, 10_000)).find((g) => g.has('feedback-type') && g.has('user-agent'));
  const report = typed ?? inText ?? mail.feedback[0];
  const stated = /report-type\s*=\s*"?feedback-report/i.test(headerOf(mail, 'content-type'));
  if (!report && !stated && !complaintSubject.test(headerOf(mail, 'subject'))) return undefined;
  const kind = kindOf(report?.get('feedback-type') ?? 'abuse');
  const people = recipients(mail, report ?? new Map());
  return (people.length > 0 ? people : [null]).map((recipient) => ({
    recipient,
    kind,
    action: null,
    status: null,
    reason: 'feedback',
  }));
}

/** "abuse" is a complaint, every way of opting out an unsubscribe, all others keep their name. */
function kindOf(type: string): string {
  const word = /[a-z][a-z-]{0,40}/i.exec(type)?.[0]?.toLowerCase() ?? 'abuse';
  if (word === 'abuse' || word === 'complaint') return 'complaint';
  return /^opt-?out|^unsubscribe|^list-unsubscribe/.test(word) ? 'unsubscribe' : `feedback-${word}`;
}

/** The address that complained, from the report's own field down to the header of the mail complained of. */
function recipients(mail: BounceMail, report: Fields): string[] {
  const copy =
    mail.original.size > 0
      ? mail.original
      : (readFields(repeatedMail(mail.text))[0] ?? new Map<string, string>());
  const places: [Fields, string][] = [
    [report, 'original-rcpt-to'],
    [report, 'removal-recipient'],
    [report, 'redacted-address'],
    [copy, 'x-hmxmroriginalrecipient'],
    [copy, 'x-apparently-to'],
    [copy, 'envelope-to'],
    [copy, 'x-original-to'],
    [copy, 'delivered-to'],
    [copy, 'to'],
  ];
  for (const [fields, name] of places) {
    const found = addressesIn(fields.get(name) ?? '');
    if (found.length > 0) return found;
  }
  return [];
}
