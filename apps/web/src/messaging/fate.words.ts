import { type MessageState, openStates, type Purpose } from '#messaging';
import { clockTime, london, shortDate } from '#platform';

export type Tone = 'red' | 'amber' | 'green' | 'grey';

/** "24 Nov 2026, 9:01am", UK time. */
export const moment = (at: Date): string => `${shortDate(at)}, ${clockTime(at)}`;
/** "24 November 2026, 9:01:07am", UK time. */
export const exactly = (at: Date): string =>
  london(at).setLocale('en-GB').toFormat('d LLLL yyyy, h:mm:ss') + london(at).toFormat('a').toLowerCase();

/** How each state is said to staff: the mark's colour and words. */
export const stateWords: Record<MessageState, { tone: Tone; text: string }> = {
  queued: { tone: 'grey', text: 'Waiting' },
  held: { tone: 'amber', text: 'Held' },
  sending: { tone: 'grey', text: 'Being sent' },
  retry: { tone: 'amber', text: 'Trying again' },
  sent: { tone: 'green', text: 'Sent' },
  unknown: { tone: 'amber', text: 'Not known' },
  bounced: { tone: 'red', text: 'Bounced' },
  failed: { tone: 'red', text: 'Failed' },
  suppressed: { tone: 'grey', text: 'Blocked' },
  expired: { tone: 'grey', text: 'Too late' },
  cancelled: { tone: 'grey', text: 'Stopped' },
};

/** The tabs of the list; every state is in exactly one, so that their counts add up to all. */
export const groups: readonly { key: string; text: string; states: readonly MessageState[] }[] = [
  { key: 'going', text: 'Going out', states: openStates },
  { key: 'sent', text: 'Sent', states: ['sent'] },
  { key: 'unknown', text: 'Not known', states: ['unknown'] },
  { key: 'back', text: 'Bounced or failed', states: ['bounced', 'failed'] },
  { key: 'not-sent', text: 'Not sent', states: ['suppressed', 'expired', 'cancelled'] },
];

export const groupOf = (state: MessageState) => groups.find((group) => group.states.includes(state))!;

export const purposeWords: Record<Purpose, string> = {
  service: 'Service',
  invitation: 'Survey or invitation',
  engagement: 'Engagement',
};

/** The mark of a message: its state, and when it goes next where it has not gone. */
export function mark(
  message: { state: MessageState; nextAttemptAt: Date | null },
  now: Date,
): { tone: Tone; text: string } {
  const words = stateWords[message.state];
  const next = message.nextAttemptAt;
  if (!next || next <= now) return words;
  if (message.state === 'queued') return { ...words, text: `Goes ${moment(next)}` };
  if (message.state === 'retry') return { ...words, text: `Again ${moment(next)}` };
  if (message.state === 'unknown') return { ...words, text: `Not known; again ${moment(next)}` };
  return words;
}
