import type { AttemptLine, EventLine, MessageLine, MessageView } from '#messaging';
import { exactly, mark, purposeWords } from './fate.words.js';

/** Which fields of a message a caller sees (sets of the access matrix); undefined: all. */
export type MessageFields = 'message.delivery' | 'message.contacted_when' | 'message.counts' | undefined;

/** A row of the list, with no more in it than the caller may see. */
export function messageRow(
  message: MessageLine,
  fields: string | undefined,
  employers: Map<string, string>,
  now: Date,
) {
  const employer = message.employerId ? (employers.get(message.employerId) ?? null) : null;
  const kind = purposeWords[message.purpose];
  if (fields === 'message.contacted_when')
    return { id: message.id, employer, kind, sentAt: message.settledAt };
  const delivery = {
    id: message.id,
    kind,
    createdAt: message.createdAt,
    mark: mark(message, now),
    reason: message.reason,
    attempts: message.attempts,
  };
  if (fields !== undefined) return delivery;
  return {
    ...delivery,
    subject: message.subject,
    name: message.recipientName,
    address: message.address,
    employerId: message.employerId,
    employer,
  };
}

/** One entry of "What happened", newest first. */
export interface Happening {
  icon: string;
  tone: '' | 'red' | 'green' | 'heather';
  title: string;
  at: string;
  text: string;
}

/** Everything recorded about a message, in the order a reader asks: what is last comes first. */
export function happenings({
  message,
  attempts,
  events,
}: Pick<MessageView, 'message' | 'attempts' | 'events'>): Happening[] {
  const all = [
    ...(message.nextAttemptAt && message.state !== 'sending' ? [next(message)] : []),
    // What followed from an answer of the same second stands above it.
    ...events.map((event) => ({ at: event.at, entry: ofEvent(event) })),
    ...attempts.map((attempt) => ({ at: attempt.endedAt ?? attempt.startedAt, entry: ofAttempt(attempt) })),
    ...(['suppressed', 'expired', 'cancelled'].includes(message.state) && message.settledAt
      ? [
          {
            at: message.settledAt,
            entry: { icon: 'cross', tone: '' as const, title: 'Not sent', text: message.reason ?? '' },
          },
        ]
      : []),
    {
      at: message.createdAt,
      entry: {
        icon: 'clock',
        tone: '' as const,
        title: 'Planned',
        text: `${sentence(message.cause)} Once only: send key ${message.sendKey}.`,
      },
    },
  ];
  return all
    .map((one, n) => ({ ...one, n }))
    .sort((a, b) => b.at.getTime() - a.at.getTime() || a.n - b.n)
    .map(({ at, entry }) => ({ ...entry, at: exactly(at) }));
}

const next = (message: MessageView['message']) => ({
  at: message.nextAttemptAt!,
  entry: {
    icon: 'clock',
    tone: '' as const,
    title: message.attempts ? 'Goes again' : 'Goes out',
    text: message.attempts
      ? `Attempt ${message.attempts + 1}, with the same Message-ID.`
      : 'Checked again before it leaves.',
  },
});

type Words = Omit<Happening, 'at'>;

function ofAttempt(attempt: AttemptLine): Words {
  const answer = attempt.smtpCode ? ` Answer of the mail server: “${attempt.smtpText}”.` : '';
  const n = `Attempt ${attempt.number}.`;
  switch (attempt.outcome) {
    case 'sent':
      return { icon: 'mail', tone: 'green', title: 'Handed to the mail server', text: n + answer };
    case 'retry':
      return {
        icon: 'clock',
        tone: '',
        title: 'Not taken yet',
        text: `${n}${answer || ` ${plain(attempt)}`}`,
      };
    case 'failed':
      return { icon: 'bounce', tone: 'red', title: 'Refused', text: n + answer };
    case 'bounced':
      return { icon: 'bounce', tone: 'red', title: 'Refused: the address does not exist', text: n + answer };
    case 'unknown':
      return {
        icon: 'info',
        tone: '',
        title: 'Handed over without an answer',
        text: `${n} ${plain(attempt)} It may have arrived.`,
      };
    case 'stopped':
      return {
        icon: 'pause',
        tone: '',
        title: 'Stopped before it left',
        text: `${n} Nothing was handed over.`,
      };
    default:
      return {
        icon: 'mail',
        tone: '',
        title: attempt.phase === 'data' ? 'Being handed over now' : 'Taken up by the program',
        text: n,
      };
  }
}

const plain = (attempt: AttemptLine): string =>
  attempt.smtpText ? `${attempt.smtpText.replace(/\.$/, '')}.` : 'No answer.';

function ofEvent(event: EventLine): Words {
  const by = event.actor.label ?? 'Staff';
  switch (event.kind) {
    case 'settled-arrived':
      return { icon: 'tick', tone: 'green', title: `${by}: it arrived`, text: event.detail ?? '' };
    case 'settled-again':
      return { icon: 'person', tone: '', title: `${by}: send it once more`, text: event.detail ?? '' };
    case 'bounce-hard':
      return {
        icon: 'bounce',
        tone: 'red',
        title: 'Address blocked',
        text: 'Nothing more goes to this address from this area.',
      };
    default:
      return { icon: 'info', tone: '', title: event.kind, text: event.detail ?? '' };
  }
}

/** Closed by a full stop, whoever wrote it. */
const sentence = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`);

/** The remark on top of a message's page; undefined where nothing needs saying. */
export function remark(
  view: MessageView,
): { tone: '' | 'red' | 'amber' | 'green'; icon: string; title: string; text: string } | undefined {
  const { state, reason } = view.message;
  const text = reason ?? '';
  switch (state) {
    case 'bounced':
      return {
        tone: 'red',
        icon: 'bounce',
        title: 'Bounced: the address does not exist',
        text: `${text.replace(/^The address does not exist: /, 'The mail server said ')} Nothing more goes to this address until someone corrects it.`,
      };
    case 'failed':
      return { tone: 'red', icon: 'bounce', title: 'Failed', text: `${text} It will not be tried again.` };
    case 'unknown':
      return { tone: 'amber', icon: 'info', title: 'Nobody knows whether it arrived', text };
    case 'retry':
      return { tone: 'amber', icon: 'clock', title: 'Not taken yet', text };
    case 'held':
      return { tone: 'amber', icon: 'pause', title: 'Held', text };
    case 'suppressed':
      return { tone: '', icon: 'shield', title: 'Not sent: the address is blocked', text };
    case 'expired':
      return { tone: '', icon: 'clock', title: 'Not sent: too late', text };
    case 'cancelled':
      return { tone: '', icon: 'cross', title: 'Not sent: stopped', text };
    case 'sent':
      return reason ? { tone: 'green', icon: 'tick', title: 'Sent', text: reason } : undefined;
    default:
      return undefined;
  }
}
