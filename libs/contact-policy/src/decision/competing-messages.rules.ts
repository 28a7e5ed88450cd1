import type { ContactMessage } from './contact-policy.types.js';

/** So many rivals of one message are looked at. */
const MOST = 40;

/**
 * Of messages that wait, those whose turns touch that of another: to its employer or person, and to theirs in turn. Of a
 * mailing to many people of one employer one stands for the rest, since together they take one turn. Of very many the
 * first are enough: they take the turns, and what they do counts for the rest. `waiting` stands in the order of turns and
 * may shrink between two questions.
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
      for (const other of byTarget.get(target) ?? []) {
        if (other.id === message.id || found.has(other.id) || !waiting.has(other.id)) continue;
        const mailing = mailingOf(other);
        if (other.person !== message.person && mailing && mailings.has(mailing)) continue;
        mailings.add(mailing);
        found.set(other.id, other);
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
