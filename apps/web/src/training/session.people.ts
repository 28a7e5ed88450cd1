import type { SessionPerson } from '#bookings';
import type { MessageLine } from '#messaging';
import { emailKey } from '#platform';

/** An email that did not arrive, in a line. */
export interface Missed {
  messageId: string;
  text: string;
}

const words: Partial<Record<MessageLine['state'], string>> = {
  bounced: 'Email came back',
  failed: 'Email was refused',
  suppressed: 'Email not sent',
  expired: 'Email not sent: too late',
};

/**
 * The last email to each address, where it did not arrive: by the key of the address. `lines` newest first, as lists
 * give them.
 */
export function missedByAddress(lines: readonly MessageLine[]): Map<string, Missed> {
  const last = new Map<string, MessageLine>();
  for (const line of lines) {
    const key = emailKey(line.address);
    if (line.state !== 'cancelled' && !last.has(key)) last.set(key, line);
  }
  return new Map(
    [...last].flatMap(([key, { id, state, reason }]) =>
      words[state]
        ? [[key, { messageId: id, text: [words[state], reason].filter(Boolean).join('. ') }] as const]
        : [],
    ),
  );
}

const GONE = ['cancelled', 'moved', 'lapsed'];

/** Who has a place, then who had one; each with what did not reach them. */
export const placesOf = (people: readonly SessionPerson[], missed: Map<string, Missed>) => {
  const placed = people
    .filter((p) => p.state !== 'waiting')
    .map((p) => ({ ...p, missed: missed.get(emailKey(p.email)) }));
  const gone = (p: SessionPerson) => GONE.includes(p.state);
  return [...placed.filter((p) => !gone(p)), ...placed.filter(gone)];
};

/** Who waits, with the turn each has now, as its booker is told: people before them and one; those of one entry share it. */
export const waitingOf = (people: readonly SessionPerson[], missed: Map<string, Missed>) => {
  const waiting = people.filter((p) => p.state === 'waiting');
  return waiting.map((p) => ({
    ...p,
    turn: waiting.filter((other) => other.queueNumber! < p.queueNumber!).length + 1,
    group: waiting.filter((other) => other.queueNumber === p.queueNumber).length,
    missed: missed.get(emailKey(p.email)),
  }));
};
