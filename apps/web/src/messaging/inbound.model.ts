import {
  type BounceReport,
  bounceKindLabel,
  bounceSentence,
  type InboundLine,
  type InboundMails,
  type InboundMailView,
  type OpenLine,
} from '#inbound-mail';
import { matchedWords, returnedTone } from './inbound.labels.js';
import { stateWords } from './message-status.labels.js';

/** One line of the list. Without `all` it names no person and no address. */
export function returnedRow(row: InboundLine, all: boolean, names: ReadonlyMap<string, string>) {
  return {
    id: row.id,
    at: row.at,
    mark: { tone: returnedTone(row.kind, row.action), text: markWords(row) },
    sentence: bounceSentence(row),
    messageId: row.messageId,
    done: row.done ?? ['It waits until we know what became of the email it is about.'],
    ...(all
      ? {
          subject: row.subject,
          name: row.recipientName,
          address: row.address,
          employerId: row.employerId,
          employer: row.employerId ? names.get(row.employerId) : undefined,
        }
      : {}),
  };
}

const markWords = ({ kind, action }: { kind: string; action: string | null }): string =>
  action === 'delayed' ? 'Late, still being tried' : bounceKindLabel(kind);

/** One line of the tab of what could not be matched. */
export function openRow(line: OpenLine) {
  const about = line.readings.find((one) => one.kind !== 'none');
  return {
    id: line.id,
    at: line.at,
    sender: line.sender ?? 'Nobody is named',
    subject: line.subject ?? 'Without a subject',
    mark: about
      ? { tone: returnedTone(about.kind, about.action), text: markWords(about) }
      : {
          tone: 'grey' as const,
          text: line.state === 'unreadable' ? 'Cannot be read' : bounceKindLabel('none'),
        },
    remark: line.guess
      ? 'Perhaps about an email to the address it names. Nothing is done until you say so.'
      : line.remark,
  };
}

/** What was read about one recipient. */
export function readingRow(one: BounceReport, all: boolean) {
  return {
    recipient: all ? (one.recipient ?? 'Nobody is named') : undefined,
    mark: { tone: returnedTone(one.kind, one.action), text: markWords(one) },
    sentence: bounceSentence(one),
  };
}

/** The message a returned mail is about, and what followed. */
export function aboutRow(one: InboundMailView['about'][number], all: boolean) {
  return {
    messageId: one.messageId,
    subject: all ? one.subject : 'What happened to this email',
    name: all ? one.recipientName : undefined,
    address: all ? one.address : undefined,
    employerId: all ? one.employerId : null,
    contactId: all ? one.contactId : null,
    dead: one.kind === 'bounce-hard' || one.kind === 'bounce-soft',
    matched: matchedWords[one.matchedBy],
    guess: one.matchedBy === 'recipient',
    done: one.done,
  };
}

/** A mail somebody may choose as the one it is about. */
export function choiceRow(
  one: Awaited<ReturnType<InboundMails['choices']>>[number],
  about: InboundMailView['about'],
) {
  return {
    id: one.id,
    subject: one.subject,
    name: one.recipientName,
    address: one.address,
    createdAt: one.createdAt,
    state: stateWords[one.state].text,
    guess: about.some((other) => other.messageId === one.id),
  };
}
