import { type AttemptLine, type EventLine, explain, type MessageView } from '#messaging';
import { plainDate } from '#platform';
import { exactly } from './message-status.labels.js';

/** One entry of "What happened", newest first. */
export interface DeliveryEventLine {
  icon: string;
  tone: '' | 'red' | 'green' | 'heather';
  title: string;
  at: string;
  text: string;
  link?: { href: string; text: string };
  /** What only helps whoever looks after mail servers; folded away. */
  technical?: string;
}

type Words = Omit<DeliveryEventLine, 'at'>;

/** Everything recorded about a message, in the order a reader asks: what is last comes first. */
export function deliveryEventLines(
  { message, attempts, events }: Pick<MessageView, 'message' | 'attempts' | 'events'>,
  now: Date,
): DeliveryEventLine[] {
  const all: { at: Date; entry: Words }[] = [
    ...(message.nextAttemptAt && message.state !== 'sending' ? [next(message, now)] : []),
    // What followed from an answer of the same second stands above it.
    ...events.map((event) => ({ at: event.at, entry: ofEvent(event) })),
    ...attempts.map((attempt) => ({ at: attempt.endedAt ?? attempt.startedAt, entry: ofAttempt(attempt) })),
    ...(['suppressed', 'expired', 'cancelled'].includes(message.state) && message.settledAt
      ? [{ at: message.settledAt, entry: plainEntry('cross', 'Not sent', message.reason ?? '') }]
      : []),
    ...(message.decision && !keptAt(events, message.decision.at)
      ? [{ at: new Date(message.decision.at), entry: ofDecision(message) }]
      : []),
    {
      at: message.createdAt,
      entry: {
        ...plainEntry('clock', 'Planned', sentence(message.cause)),
        technical: `It goes once only, by its send key: ${message.sendKey}.`,
      },
    },
  ];
  return all
    .map((one, n) => ({ ...one, n }))
    .sort((a, b) => b.at.getTime() - a.at.getTime() || a.n - b.n)
    .map(({ at, entry }) => ({ ...entry, at: exactly(at) }));
}

/** Whether the check of that instant was written down when what it found was tried again. */
const keptAt = (events: readonly EventLine[], at: string): boolean =>
  events.some((event) => event.kind === 'checked-held' && event.at.getTime() === new Date(at).getTime());

const plainEntry = (icon: string, title: string, text: string): Words => ({ icon, tone: '', title, text });

const next = (message: MessageView['message'], now: Date): { at: Date; entry: Words } => ({
  at: message.nextAttemptAt!,
  entry: plainEntry(
    'clock',
    message.attempts
      ? 'Goes again'
      : message.nextAttemptAt! > now && message.hold
        ? 'Looked at again'
        : 'Goes out',
    message.attempts ? 'The same email once more.' : 'Checked again before it leaves.',
  ),
});

/** What the contact policy said before it went, or why it does not go. */
function ofDecision(message: MessageView['message']): Words {
  const { decision, override, hold, state } = message;
  // What holds it may have come after the check, or beside it: a pause, or words that do not fit.
  const other = hold !== null && hold !== decision!.code;
  const until = other ? null : decision!.until;
  const why = other ? (explain(message)?.sentence ?? '') : decision!.sentence;
  const by = override
    ? ` ${override.by} let it go in spite of ${override.covers.map((one) => (one === 'hours' ? 'the hours' : 'the limits')).join(' and ')}: “${override.reason}”.`
    : '';
  const text = `${sentence(why)}${by}`;
  if (state === 'suppressed' || state === 'cancelled' || state === 'expired')
    return { icon: 'shield', tone: 'red', title: 'Checked, may not go', text };
  if (hold || until)
    return {
      icon: 'pause',
      tone: '',
      title: until ? `Checked, held until ${plainDate(new Date(until))}` : 'Checked, held',
      text,
    };
  return { icon: 'tick', tone: 'green', title: 'Checked, may go', text };
}

function ofAttempt(attempt: AttemptLine): Words {
  const answer = attempt.smtpCode
    ? ` Answer of the mail server: “${attempt.smtpText}”.`
    : attempt.smtpText && attempt.outcome !== 'stopped'
      ? ` ${attempt.smtpText.replace(/\.$/, '')}.`
      : '';
  const technical = `Attempt ${attempt.number}.${answer}`;
  switch (attempt.outcome) {
    case 'sent':
      return { icon: 'mail', tone: 'green', title: 'Handed to the mail server', text: '', technical };
    case 'retry':
      return { ...plainEntry('clock', 'Not taken yet', ''), technical };
    case 'failed':
      return { icon: 'bounce', tone: 'red', title: 'Refused', text: '', technical };
    case 'bounced':
      return {
        icon: 'bounce',
        tone: 'red',
        title: 'Refused: the address does not exist',
        text: '',
        technical,
      };
    case 'unknown':
      return {
        ...plainEntry('info', 'Handed over without an answer', 'It may have arrived.'),
        technical,
      };
    case 'stopped':
      return { ...plainEntry('pause', 'Stopped before it left', 'Nothing was handed over.'), technical };
    default:
      return {
        ...plainEntry(
          'mail',
          attempt.phase === 'data' ? 'Being handed over now' : 'Taken up by the program',
          '',
        ),
        technical,
      };
  }
}

/** What came in about it, or what staff did, by kind; messaging and inbound-mail write them. */
const EVENTS: Record<string, (event: EventLine, by: string) => Words> = {
  'settled-arrived': (event, by) => ({
    icon: 'tick',
    tone: 'green',
    title: `${by}: it arrived`,
    text: event.detail ?? '',
  }),
  'settled-again': (event, by) => plainEntry('person', `${by}: send it once more`, event.detail ?? ''),
  'settled-left': (event, by) => plainEntry('person', `${by}: leave it`, event.detail ?? ''),
  'sent-again': (event, by) => ({
    ...plainEntry('person', `${by} sent it again`, 'As a new email.'),
    link: { href: `/mail/${event.detail}`, text: 'The new email' },
  }),
  'not-again': (event, by) =>
    plainEntry('person', `${by} wanted to send it again; it does not go`, event.detail ?? ''),
  'checked-held': (event) => plainEntry('pause', 'Checked, held', closed(event.detail, '')),
  'tried-again': (event, by) => plainEntry('person', `${by} tried it again`, event.detail ?? ''),
  'still-held': (event, by) =>
    plainEntry('person', `${by} tried it again; it is still held`, event.detail ?? ''),
  stopped: (event, by) => plainEntry('person', `${by} stopped it`, closed(event.detail, '')),
  overridden: (event, by) => plainEntry('person', `${by} let it go all the same`, event.detail ?? ''),
  'bounce-hard': (event) => ({
    icon: 'bounce',
    tone: 'red',
    title: 'Returned: the address does not work',
    text: closed(event.detail, 'The address does not work.'),
  }),
  'bounce-soft': (event) => ({
    icon: 'bounce',
    tone: 'red',
    title: 'Returned',
    text: closed(event.detail, 'It could not be delivered.'),
  }),
  complaint: (event) => ({
    icon: 'bounce',
    tone: 'red',
    title: 'Reported as spam',
    text: closed(event.detail, 'The recipient reported it as spam.'),
  }),
  unsubscribe: (event) =>
    plainEntry('shield', 'They asked to be left alone', closed(event.detail, 'By the link in this email.')),
  autoreply: (event) => plainEntry('note', 'An automatic reply came', event.detail ?? ''),
  reply: (event) => plainEntry('note', 'They replied', event.detail ?? ''),
  delivered: (event) => ({
    icon: 'tick',
    tone: 'green',
    title: 'Their mail server reports that it arrived',
    text: event.detail ?? '',
  }),
};

function ofEvent(event: EventLine): Words {
  const by = event.actor.label ?? 'Staff';
  const words =
    EVENTS[event.kind]?.(event, by) ?? plainEntry('info', titleOf(event.kind), event.detail ?? '');
  return event.returnedId
    ? { ...words, link: { href: `/mail/returned/${event.returnedId}`, text: 'The email that says so' } }
    : words;
}

/** "feedback-not-spam" → "Feedback not spam": kinds that other parts add later are still shown. */
const titleOf = (kind: string): string => {
  const words = kind.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
};

const closed = (detail: string | null, otherwise: string): string => (detail ? sentence(detail) : otherwise);

/** Closed by a full stop, whoever wrote it. */
const sentence = (text: string): string => (/[.!?”]$/.test(text) ? text : `${text}.`);
