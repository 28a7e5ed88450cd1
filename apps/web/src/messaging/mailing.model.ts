import { type MailingCounts, type MailingProgress, type MessageState, openStates, states } from '#messaging';
import { clockTime, count, londonDay, shortDate } from '#platform';
import { groups, stateMeaning, stateWords } from './message-status.labels.js';

/** How many messages are in one of these states. */
export const together = (counts: Record<MessageState, number>, some: readonly MessageState[]): number =>
  some.reduce((sum, state) => sum + counts[state], 0);

/** A part of the bar of a sending: from where to where of 100 it reaches. */
export interface BarPart {
  key: string;
  text: string;
  n: number;
  x: number;
  width: number;
}

/** A bar begins with what has gone. */
const BAR = ['sent', 'going', 'unknown', 'back', 'not-sent'].map(
  (key) => groups.find((group) => group.key === key)!,
);

/** The fates of a sending as parts of a bar of 100, by the groups of the list; empty groups have no width. */
export function barParts(counts: Record<MessageState, number>): BarPart[] {
  const total = together(counts, states) || 1;
  let from = 0;
  return BAR.map((group) => {
    const n = together(counts, group.states);
    const width = Math.round((n / total) * 10_000) / 100;
    const part = { key: group.key, text: group.text, n, x: Math.round(from * 100) / 100, width };
    from += width;
    return part;
  });
}

/** In the order in which a reader asks: what has gone, what is still to go, what did not arrive. */
const ORDER: readonly MessageState[] = [
  'sent',
  'sending',
  'queued',
  'retry',
  'held',
  'unknown',
  'bounced',
  'failed',
  'suppressed',
  'expired',
  'cancelled',
];

/** The rows of a sending's table: every state, so that they add up; those without any are not shown. */
export const stateRows = (counts: Record<MessageState, number>) =>
  ORDER.map((state) => ({ state, ...stateWords[state], means: stateMeaning[state], n: counts[state] }));

/** One line on how far a sending is: for the page, and for whoever listens to it. */
export function progressWords(
  sending: Pick<MailingCounts, 'counts' | 'total'>,
  progress: MailingProgress,
  now: Date,
): string {
  const { counts, total } = sending;
  const open = together(counts, openStates);
  const gone = total - open;
  if (!open) return `All ${count(total, 'email has', 'emails have')} come to an end: ${ends(counts)}.`;
  const done = `${gone.toLocaleString('en-GB')} of ${count(total, 'email', 'emails')} done.`;
  const going = open - counts.held;
  if (!going) return `${done} The rest is held.`;
  if (!progress.endsAt || !progress.lately) return done;
  const at = progress.endsAt;
  const day = londonDay(at) === londonDay(now) ? '' : ` on ${shortDate(at)}`;
  return `${done} ${pace(progress)}; at this pace the last one goes at about ${clockTime(at)}${day}.`;
}

const pace = ({ lately, minutes }: MailingProgress): string =>
  lately >= minutes
    ? `About ${count(Math.round(lately / minutes), 'email', 'emails')} a minute`
    : `${count(lately, 'email', 'emails')} in the last ${minutes} minutes`;

const ends = (counts: Record<MessageState, number>): string =>
  groups
    .filter((group) => group.key !== 'going')
    .map((group) => ({ text: group.text.toLowerCase(), n: together(counts, group.states) }))
    .filter(({ n }) => n > 0)
    .map(({ text, n }) => `${n.toLocaleString('en-GB')} ${text}`)
    .join(', ');

/** What the page is called that a mailing belongs to, by the kind of its campaign (`<kind>:<id>`). */
const PAGES: Record<string, string> = {
  wave: 'The survey and its answers',
  session: 'The session and its places',
};

/** The link to the page a mailing belongs to; undefined where it has none. */
export const pageLink = ({ campaign, page }: { campaign: string; page?: string | undefined }) =>
  page && { href: page, text: PAGES[campaign.split(':')[0]!] ?? 'What it is about' };
