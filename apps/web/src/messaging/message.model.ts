import { deliveryReason, type MessageLine, type MessageView, purposeNames } from '#messaging';
import { mark, nextStep } from './message-status.labels.js';

/** Which fields of a message a caller sees (sets of the access matrix); undefined: all. */
export type MessageFields = 'message.delivery' | 'message.contacted_when' | 'message.counts' | undefined;

/** A row of the list, with no more in it than the caller may see. */
export function messageRow(
  message: MessageLine,
  fields: string | undefined,
  employers: Map<string, string>,
  now: Date,
  again: ReadonlySet<string> = new Set(),
) {
  const employer = message.employerId ? (employers.get(message.employerId) ?? null) : null;
  const kind = purposeNames[message.purpose];
  if (fields === 'message.contacted_when')
    return { id: message.id, employer, kind, sentAt: message.settledAt };
  const delivery = {
    id: message.id,
    kind,
    at: message.movedAt,
    mark: mark(message, now),
    reason:
      (fields === undefined ? message.reason : deliveryReason(message)) ??
      (message.hold ? (message.decision?.sentence ?? null) : null),
    attempts: message.attempts,
    next: QUIET.has(message.state) ? undefined : again.has(message.id) ? WENT_AGAIN : nextStep(message, now),
  };
  if (fields !== undefined) return delivery;
  return {
    ...delivery,
    subject: message.subject,
    name: message.recipientName || 'Somebody without a name',
    address: message.address,
    employerId: message.employerId,
    employer,
  };
}

/** What follows a mail that was sent again as a new one. */
const WENT_AGAIN = { text: 'It was sent again as a new email.' };

/** States whose mark says it all: a row needs no next step beside it. */
const QUIET = new Set<string>(['sent', 'cancelled', 'expired', 'queued']);

/** The remark on top of a message's page: what happened, and what happens next. */
export interface Remark {
  tone: '' | 'red' | 'amber' | 'green';
  icon: string;
  title: string;
  text: string;
  link?: { href: string; text: string };
}

/** `all`: whoever reads it may see whom the mail goes to, and so what others wrote about it. */
export function remark(
  { message, events }: Pick<MessageView, 'message' | 'events'>,
  now: Date,
  all = true,
): Remark {
  const again = events.some((event) => event.kind === 'sent-again');
  const { link, text: next } = again ? { ...WENT_AGAIN, link: undefined } : nextStep(message, now);
  const reason =
    (all ? message.reason : deliveryReason(message)) ??
    (message.hold ? message.decision?.sentence : undefined) ??
    '';
  const said = (tone: Remark['tone'], icon: string, title: string, what = reason): Remark => ({
    tone,
    icon,
    title,
    text: [what, next].filter(Boolean).join(' '),
    ...(link ? { link } : {}),
  });
  switch (message.state) {
    case 'bounced':
      return said('red', 'bounce', bouncedTitle(reason), reason.replace(GONE, 'The mail server said '));
    case 'failed':
      return said('red', 'bounce', 'Failed');
    case 'unknown':
      return said('amber', 'info', 'Not sure it arrived');
    case 'retry':
      return said('amber', 'clock', 'Not taken yet');
    case 'held':
      return said('amber', 'pause', 'Held');
    case 'suppressed':
      return said('', 'shield', 'Not sent: the address is blocked');
    case 'expired':
      return said('', 'clock', 'Not sent: too late');
    case 'cancelled':
      return said('', 'cross', 'Not sent: stopped');
    case 'sent':
      return said('green', 'tick', 'Sent', reason || 'The mail server took it.');
    case 'sending':
      return said('', 'mail', 'Being sent', '');
    case 'queued':
      return message.hold ? said('amber', 'pause', 'Held for now') : said('', 'clock', 'Planned', '');
  }
}

const GONE = /^The address does not exist: /;
const bouncedTitle = (reason: string): string =>
  /^The address does not exist\b/.test(reason) ? 'Returned: the address does not exist' : 'Returned';
