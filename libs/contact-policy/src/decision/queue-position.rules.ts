import { londonDay, startOfDay } from '#platform';
import {
  type Contact,
  type ContactTarget,
  countsAsContact,
  isReply,
  nextAllowed,
} from './contact-limits.rules.js';
import { type ContactMessage, type ContactSettings, overrides, purposeOf } from './contact-policy.types.js';
import { nextOpening } from './working-time.rules.js';

/** What comes of several messages due at once, seen from one of them. */
export interface QueuePosition {
  /** The contacts that others make before it, today or when hours begin. */
  ahead: Contact[];
  /** The id of the message whose mail it shares. */
  mergedInto: string | undefined;
}

/** Whether another is a later step of the same chain, to the same people, and already due. */
const supersedes = (other: ContactMessage, message: ContactMessage, now: Date): boolean =>
  message.family !== null &&
  other.family === message.family &&
  other.step > message.step &&
  other.employer === message.employer &&
  (other.person === message.person || other.person === null || message.person === null) &&
  isDue(other, now) &&
  !isOver(other, now);

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

/** Lower goes first where none is stated: surveys before engagement. */
const USUAL_PRIORITY = { service: 1, invitation: 3, engagement: 5 } as const;

const shares = (message: ContactMessage): boolean =>
  message.mergeable &&
  message.channel === 'mail' &&
  message.purpose === 'engagement' &&
  message.person !== null;

/**
 * Who of several due takes this turn (automation.md section 1, "Several due"). The first in order goes, and whoever the
 * limits still allow beside it; others wait a turn, or share the mail of one that goes. `able`: nothing but limits
 * stands against the message today, so that it takes part; else the others go before it.
 */
export function queuePosition(
  message: ContactMessage,
  able: boolean,
  others: readonly ContactMessage[],
  contacts: readonly Contact[],
  settings: ContactSettings,
  now: Date,
): QueuePosition {
  // In quiet time the turn is taken when hours begin.
  const today = londonDay(nextOpening(now, settings));
  const dayOf = (one: ContactMessage) => (overrides(one, 'hours') ? londonDay(now) : today);
  const all = able ? [message, ...others] : others;
  const rivals = others.filter(
    (other) =>
      isDue(other, now) &&
      !isOver(other, now) &&
      purposeOf(other) !== 'service' &&
      !isReply(other.replyTo, now, settings) &&
      countsAsContact(other.channel, purposeOf(other), 'own', settings) &&
      !all.some((later) => supersedes(later, other, now)),
  );
  const queue = inOrder(able ? [message, ...rivals] : rivals, contacts, settings, now);
  const ahead: Contact[] = [];
  const going: ContactMessage[] = [];
  const waiting: ContactMessage[] = [];
  for (const next of queue) {
    const goes = overrides(next, 'limits') || allowed(next, [...contacts, ...ahead], settings, dayOf(next));
    if (goes && next === message) return { ahead, mergedInto: undefined };
    if (goes) ahead.push(asContact(next, dayOf(next)));
    (goes ? going : waiting).push(next);
  }
  // Only what another's turn alone keeps back may share its mail.
  const riders = waiting.filter((one) => shares(one) && allowed(one, contacts, settings, dayOf(one)));
  const mergedInto = riders.includes(message)
    ? going.find((head) => shares(head) && placeBeside(head, riders, message) < settings.mergeMax)?.id
    : undefined;
  return { ahead, mergedInto };
}

/** The place of a message in the mail of another to the same person: 1 for the first to join it. */
const placeBeside = (
  head: ContactMessage,
  riders: readonly ContactMessage[],
  message: ContactMessage,
): number =>
  head.person === message.person
    ? riders.filter((rider) => rider.person === head.person).indexOf(message) + 1
    : Number.POSITIVE_INFINITY;

const targetOf = (message: ContactMessage): ContactTarget => message;

function allowed(
  message: ContactMessage,
  contacts: readonly Contact[],
  settings: ContactSettings,
  today: string,
): boolean {
  const freed = nextAllowed(targetOf(message), contacts, settings, today);
  return freed === undefined || freed.day <= today;
}

const asContact = (message: ContactMessage, day: string): Contact => ({
  day,
  kind: message.channel,
  agency: 'own',
  employer: message.employer,
  person: message.person,
  mailing: message.mailing,
});

/** Overridden; what would expire before the next turn; priority; earlier due; id. */
function inOrder(
  queue: readonly ContactMessage[],
  contacts: readonly Contact[],
  settings: ContactSettings,
  now: Date,
): ContactMessage[] {
  const today = londonDay(nextOpening(now, settings));
  const lost = (message: ContactMessage) =>
    queue.some((other) => {
      if (other === message || message.expiresAt === null) return false;
      const after = [...contacts, asContact(other, today)];
      const freed = nextAllowed(targetOf(message), after, settings, today);
      return (
        freed !== undefined &&
        freed.day > today &&
        nextOpening(startOfDay(freed.day), settings) >= message.expiresAt
      );
    });
  const keyed = queue.map((message) => ({
    message,
    key: [
      overrides(message, 'limits') ? 0 : 1,
      lost(message) ? 0 : 1,
      message.priority ?? USUAL_PRIORITY[purposeOf(message)],
      message.dueAt?.getTime() ?? 0,
    ],
  }));
  keyed.sort((a, b) => {
    const at = a.key.findIndex((part, i) => part !== b.key[i]);
    if (at >= 0) return a.key[at]! - b.key[at]!;
    return a.message.id < b.message.id ? -1 : 1;
  });
  return keyed.map(({ message }) => message);
}
