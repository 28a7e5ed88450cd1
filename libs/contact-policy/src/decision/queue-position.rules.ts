import { londonDay } from '#platform';
import { type Contact, countsAsContact, isReply, zeroLimit } from './contact-limits.rules.js';
import { type ContactMessage, type ContactSettings, purposeOf } from './contact-policy.types.js';
import { type InLine, Line } from './queue-line.rules.js';
import { nextOpening } from './working-time.rules.js';

/** What comes of the messages that wait together, seen from one of them. */
export interface QueuePosition {
  /** The London day its turn comes on by the limits, after all who go before it; undefined: nothing is before it. */
  turn: string | undefined;
  /** The id of the message whose mail it shares now. */
  mergedInto: string | undefined;
}

/** Whether another is a later step of the same chain, to the same people, and already due. */
const supersedes = (other: ContactMessage, message: ContactMessage, at: Date): boolean =>
  message.family !== null &&
  other.family === message.family &&
  other.step > message.step &&
  other.employer === message.employer &&
  (other.person === message.person || other.person === null || message.person === null) &&
  isDue(other, at) &&
  !isOver(other, at);

/** An earlier step of a chain ends once the next is due; the id of that one, or undefined. */
export const supersededBy = (
  message: ContactMessage,
  others: readonly ContactMessage[],
  now: Date,
): string | undefined => others.find((other) => supersedes(other, message, now))?.id;

export const isDue = (message: ContactMessage, now: Date): boolean =>
  message.dueAt === null || message.dueAt <= now;
const isOver = (message: ContactMessage, now: Date): boolean =>
  message.state === 'stopped' || (message.expiresAt !== null && message.expiresAt <= now);

const shares = (message: ContactMessage): boolean =>
  message.mergeable &&
  message.channel === 'mail' &&
  message.purpose === 'engagement' &&
  message.person !== null;

/** Whether a message takes turns at all: it is a contact that nothing but its day, limits and turns could hold. */
const takesTurns = (message: ContactMessage, settings: ContactSettings, now: Date): boolean =>
  !isOver(message, now) &&
  purposeOf(message) !== 'service' &&
  !isReply(message.replyTo, now, settings) &&
  countsAsContact(message.channel, purposeOf(message), 'own', settings) &&
  zeroLimit(message, settings) === undefined;

/**
 * When the turn of a message comes among others (automation.md section 1, "Several due"): the line is played to its turn
 * as the sender will play it. At each instant at which somebody in line may go, the first in order goes, and whoever the
 * limits still allow beside it; what they do counts for those who wait on, or those share the mail of one that goes.
 * `readyAt`: from then on nothing but limits and turns stands against the message.
 */
export function queuePosition(
  message: ContactMessage,
  readyAt: Date,
  others: readonly ContactMessage[],
  contacts: readonly Contact[],
  settings: ContactSettings,
  now: Date,
): QueuePosition {
  const rivals = others.filter((other) => takesTurns(other, settings, now));
  const chains = [message, ...others].filter((one) => one.family !== null);
  if (!rivals.length) return { turn: undefined, mergedInto: undefined };
  const own: InLine = { message, goesAt: readyAt };
  const line = new Line(
    [own, ...rivals.map((other) => ({ message: other, goesAt: later(other.dueAt, now) }))],
    contacts,
    settings,
  );
  for (;;) {
    const { at, able } = line.nextTurn();
    // What never gets a turn in time, and what its next step ends, takes none.
    const over = line.waiting.filter(
      (one) => one !== own && (isOver(one.message, one.goesAt) || supersededBy(one.message, chains, at)),
    );
    if (over.length) {
      line.waiting = line.waiting.filter((one) => !over.includes(one));
      continue;
    }
    const gone: InLine[] = [];
    const left: InLine[] = [];
    for (const one of able) {
      const goes = line.mayGo(one, at);
      if (goes && one === own) return { turn: line.freed(message, at), mergedInto: undefined };
      if (goes) line.add(one.message, at);
      (goes ? gone : left).push(one);
    }
    const joined = sharing(left, gone, settings.mergeMax);
    const head = joined.get(own);
    if (head) {
      const thisTurn = readyAt <= now && at <= nextOpening(now, settings);
      return thisTurn
        ? { turn: undefined, mergedInto: head.message.id }
        : { turn: londonDay(at), mergedInto: undefined };
    }
    line.waiting = line.waiting.filter((one) => !gone.includes(one) && !joined.has(one));
  }
}

const later = (at: Date | null, now: Date): Date => (at && at > now ? at : now);

/** Who of those kept back by another's turn alone shares the mail of one that goes to the same person, and of which. */
function sharing(
  left: readonly InLine[],
  gone: readonly InLine[],
  mergeMax: number,
): ReadonlyMap<InLine, InLine> {
  const joined = new Map<InLine, InLine>();
  const places = new Map<string, number>();
  for (const rider of left.filter((one) => shares(one.message))) {
    const person = rider.message.person!;
    const place = (places.get(person) ?? 0) + 1;
    places.set(person, place);
    const head = gone.find(({ message }) => shares(message) && message.person === person);
    if (head && place < mergeMax) joined.set(rider, head);
  }
  return joined;
}
