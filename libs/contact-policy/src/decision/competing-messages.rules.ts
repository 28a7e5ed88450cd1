import type { ContactMessage } from './contact-policy.types.js';

/** So many rivals of one message are looked at: with the usual limits, a year of turns. */
const MOST = 25;

/**
 * Of messages that wait, those whose turns touch that of another: to its employer or person, and to theirs in turn. Of a
 * mailing to many people of one employer one stands for the rest, since together they take one turn. Of very many the
 * first are enough: they take the turns, and the day of those behind is looked at again when it comes. `waiting` stands
 * in the order of turns; between two questions messages may leave it, or be due at another time.
 */
export function competingMessages(
  waiting: ReadonlyMap<string, ContactMessage>,
): (message: ContactMessage) => ContactMessage[] {
  const byTarget = new Map<string, ContactMessage[]>();
  for (const one of waiting.values())
    for (const target of targets(one)) {
      const list = byTarget.get(target);
      if (list) list.push(one);
      else byTarget.set(target, [one]);
    }

  return (message) => {
    const found = new Map<string, ContactMessage>();
    const mailings = new Set([mailingOf(message)]);
    const seen = new Set<string>();
    const open = targets(message);
    for (let target = open.shift(); target && found.size < MOST; target = open.shift()) {
      if (seen.has(target)) continue;
      seen.add(target);
      for (const { id } of byTarget.get(target) ?? []) {
        const other = waiting.get(id);
        if (!other || id === message.id || found.has(id)) continue;
        const mailing = mailingOf(other);
        if (other.person !== message.person && mailing && mailings.has(mailing)) continue;
        mailings.add(mailing);
        found.set(id, other);
        if (found.size === MOST) break;
        open.push(...targets(other));
      }
    }
    return [...found.values()];
  };
}

const targets = (message: ContactMessage): string[] => [
  ...(message.employer ? [`e${message.employer}`] : []),
  ...(message.person ? [`p${message.person}`] : []),
];

const mailingOf = (message: ContactMessage): string | undefined =>
  message.mailing === null || message.employer === null
    ? undefined
    : `${message.employer} ${message.mailing}`;
