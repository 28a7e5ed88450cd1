import { type MatchedBy, type PolicyAction, type PolicyKind, policyKinds } from '#inbound-mail';
import type { Tone } from './message-status.labels.js';

const kinds = (...some: string[]) => ({ kinds: some });

/** The filters of the list; every kind is in exactly one. */
export const returnedGroups: readonly {
  key: string;
  text: string;
  kinds?: readonly string[];
  notKinds?: readonly string[];
}[] = [
  { key: 'dead', text: 'Dead addresses', ...kinds('bounce-hard') },
  { key: 'refused', text: 'Refused or late', ...kinds('bounce-soft') },
  { key: 'objections', text: 'Complaints and opt-outs', ...kinds('complaint', 'unsubscribe') },
  { key: 'replies', text: 'Automatic replies', ...kinds('autoreply') },
  {
    key: 'other',
    text: 'Other',
    notKinds: ['bounce-hard', 'bounce-soft', 'complaint', 'unsubscribe', 'autoreply'],
  },
];

/** The mark of what came back. */
export function returnedTone(kind: string, action: string | null): Tone {
  if (action === 'delayed') return 'amber';
  if (kind === 'bounce-hard' || kind === 'complaint') return 'red';
  if (kind === 'bounce-soft' || kind === 'unsubscribe') return 'amber';
  return kind === 'delivered' ? 'green' : 'grey';
}

/** How it was found out which mail it is about. */
export const matchedWords: Record<MatchedBy, string> = {
  verp: 'By the return address, which belongs to this email alone',
  'message-id': 'It quotes the email and comes from, or names, the address it went to',
  recipient: 'Only a guess: it names the email or its address, and nothing in it proves that',
  staff: 'Somebody here said so',
};

/** The kinds of the policy, in words. */
export const policyWords: Record<PolicyKind, { title: string; hint: string }> = {
  'bounce-hard': { title: 'The address does not work', hint: 'No such mailbox or domain, or it has moved.' },
  'bounce-soft': { title: 'It is refused', hint: 'A full mailbox, a filter, a fault at the other end.' },
  complaint: { title: 'It is reported as spam', hint: 'The law takes this for an objection to marketing.' },
  unsubscribe: { title: 'They ask to be left alone', hint: 'By email or through their email provider.' },
  left: { title: 'The person has left', hint: 'An automatic reply says so.' },
  autoreply: {
    title: 'Any other automatic reply comes',
    hint: 'Out of office, on leave, received with thanks.',
  },
  other: { title: 'Anything else comes back', hint: 'Reports of other kinds, and answers by people.' },
};

/** The actions, in words. */
export const actionWords: Record<PolicyAction, string> = {
  'block-all-task': 'Send nothing more there, and make a task',
  'block-all': 'Send nothing more there',
  'block-but-service-task': 'Send service emails only, and make a task',
  'block-but-service': 'Send service emails only',
  'block-engagement-task': 'Send no advertising, and make a task',
  'block-engagement': 'Send no advertising',
  task: 'Make a task',
  note: 'Note it on the employer’s timeline',
  list: 'Only list it here',
};

export { policyKinds };
