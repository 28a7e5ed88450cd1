/** What follows when mail comes back: the kinds, the known actions and the program's defaults. Pure. */
import type { BounceReport } from './bounce-report.js';

/** What is counted and followed. */
export const policyKinds = [
  'bounce-hard',
  'bounce-soft',
  'complaint',
  'unsubscribe',
  'left',
  'autoreply',
  'other',
] as const;
export type PolicyKind = (typeof policyKinds)[number];

/** Everything that may follow; staff choose among these. */
export const policyActions = [
  'block-all-task',
  'block-all',
  'block-but-service-task',
  'block-but-service',
  'block-engagement-task',
  'block-engagement',
  'task',
  'note',
  'list',
] as const;
export type PolicyAction = (typeof policyActions)[number];

/** What an action does. */
export interface ActionMeaning {
  /** What is stopped for the address: all mail, all but service mail, what advertises, or nothing. */
  stops: 'all' | 'all-but-service' | 'engagement' | null;
  task: boolean;
  /** Whether it stands on the employer's timeline. */
  note: boolean;
}

export const meanings: Record<PolicyAction, ActionMeaning> = {
  'block-all-task': { stops: 'all', task: true, note: true },
  'block-all': { stops: 'all', task: false, note: true },
  'block-but-service-task': { stops: 'all-but-service', task: true, note: true },
  'block-but-service': { stops: 'all-but-service', task: false, note: true },
  'block-engagement-task': { stops: 'engagement', task: true, note: true },
  'block-engagement': { stops: 'engagement', task: false, note: true },
  task: { stops: null, task: true, note: true },
  note: { stops: null, task: false, note: true },
  list: { stops: null, task: false, note: false },
};

/** When so many came back from one address within so many days, the action is done; said before, it is only listed. */
export interface PolicyLine {
  kind: PolicyKind;
  count: number;
  withinDays: number;
  action: PolicyAction;
}

/** The defaults. A complaint and an opt-out are objections (UK GDPR article 21(2)), so marketing stops at the first. */
export const defaultPolicy: Readonly<Record<PolicyKind, PolicyLine>> = {
  'bounce-hard': { kind: 'bounce-hard', count: 1, withinDays: 30, action: 'block-all-task' },
  'bounce-soft': { kind: 'bounce-soft', count: 3, withinDays: 30, action: 'block-engagement-task' },
  complaint: { kind: 'complaint', count: 1, withinDays: 30, action: 'block-but-service' },
  unsubscribe: { kind: 'unsubscribe', count: 1, withinDays: 30, action: 'block-engagement' },
  left: { kind: 'left', count: 1, withinDays: 30, action: 'task' },
  autoreply: { kind: 'autoreply', count: 1, withinDays: 30, action: 'list' },
  other: { kind: 'other', count: 1, withinDays: 30, action: 'list' },
};

/**
 * Which line of the policy one reading falls under; undefined: none, it only settles or is listed (a delay that is
 * still being tried, a report of delivery).
 */
export function policyKindOf(
  answer: Pick<BounceReport, 'kind' | 'action'>,
  left: boolean,
): PolicyKind | undefined {
  if (answer.kind === 'delivered' || answer.action === 'delayed') return undefined;
  if (answer.kind === 'autoreply') return left ? 'left' : 'autoreply';
  return (policyKinds as readonly string[]).includes(answer.kind) ? (answer.kind as PolicyKind) : 'other';
}

/** "no longer with us", in the languages automatic replies come in. */
const gone =
  /no longer (?:with|work(?:s|ing)?|employed|at|part of|in (?:this|the) (?:post|role))|not work(?:ing)? (?:here|for [\w .&'-]{2,40}) any ?more|(?:has|have|i've|i have) (?:now |recently |since )?left (?:the |our |my )?(?:company|organi[sz]ation|business|council|trust|charity|firm|school|post|role|team|employment|us\b)|have now left|left the employ|has retired|have retired|i (?:have )?(?:now )?retired|this (?:mailbox|account|email address) is no longer (?:monitored|in use|used|active)|(?:ist|bin) nicht mehr (?:bei|für|in)|ausgeschieden|ne (?:travaille|fait) plus|n'est plus (?:employ|dans)|ya no trabaja|non lavora più|werkt niet meer|niet meer werkzaam/i;

/** Whether an automatic reply says that its owner has left. Reads the first 3,000 characters. */
export const saysLeft = (subject: string, words: string): boolean =>
  gone.test(
    `${subject}\n${words.slice(0, 3_000)}`.replace(/[\s’]+/g, (run) => (run.includes('’') ? "'" : ' ')),
  );

/**
 * Which of several answers a returned mail about one message is taken by: that about its own address, else the gravest
 * (the address may have been forwarded to the one that is reported).
 */
export function answerFor(answers: readonly BounceReport[], address: string): BounceReport | undefined {
  const own = answers.find((answer) => answer.recipient?.toLowerCase() === address.toLowerCase());
  return own ?? [...answers].sort((a, b) => gravity(a) - gravity(b))[0];
}

const order = ['complaint', 'unsubscribe', 'bounce-hard', 'bounce-soft', 'autoreply', 'delivered'];
const gravity = ({ kind }: BounceReport): number => {
  const at = order.indexOf(kind);
  return at < 0 ? order.length : at;
};
