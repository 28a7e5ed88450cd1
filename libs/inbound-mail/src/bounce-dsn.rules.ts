/** Reports by RFC 3464: what their fields and the text beside them say of each recipient. */
import { headerOf } from './auto-reply.rules.js';
import { ours, unnamed } from './bounce-addresses.rules.js';
import type { BounceMail } from './bounce-mail.js';
import { smtpIn, statusIn } from './bounce-reason.rules.js';
import type { BounceReport } from './bounce-report.js';
import { isDelay, type Named, namedRecipients, ownText } from './bounce-text.rules.js';
import { judged } from './bounce-verdict.rules.js';
import { addressOf, type Fields, readFields } from './report-fields.rules.js';

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
export function readReport(mail: BounceMail): BounceReport[] {
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
