import { commasAndAnd, plainDate } from '#platform';
import type { SuppressionSource, SuppressionTerms } from './suppression.rules.js';
import { topicTitle } from './topics.js';

/** What a stop covers, as it stands in a list: "Everything", "Advertising", "Surveys". */
export function scopeLabel({ scope, topic }: Pick<SuppressionTerms, 'scope' | 'topic'>): string {
  if (scope === 'topic') return topicTitle(topic ?? '');
  return { all: 'Everything', 'all-but-service': 'All but service emails', engagement: 'Advertising' }[scope];
}

/** The same to follow "no to" or "nothing but": "advertising and surveys". */
export const suppressionLabels = (stops: readonly Pick<SuppressionTerms, 'scope' | 'topic'>[]): string =>
  commasAndAnd(stops.map((stop) => lowerFirst(scopeLabel(stop))));

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);

/** A stop as it stands beside a person's name: "Asked for no advertising, 3 March 2026". `since`: London day of it. */
export function statusLabel(stop: SuppressionTerms & { since: Date }): string {
  const on = plainDate(stop.since);
  if (stop.why === 'bounce') return `Blocked: emails were returned, ${on}`;
  if (stop.why === 'complaint') return `Reported our email as spam, ${on}`;
  if (stop.until) return `Asked for no email ${untilLabel(stop.until)}`;
  const asked = {
    all: 'no email at all',
    'all-but-service': 'service emails only',
    engagement: 'no advertising',
    topic: `no email about ${lowerFirst(topicTitle(stop.topic ?? ''))}`,
  }[stop.scope];
  return `Asked for ${asked}, ${on}`;
}

/** Where a stop came from, for staff. */
export const sourceLabel: Record<SuppressionSource, string> = {
  link: 'Themselves, on their own page',
  'one-click': 'Themselves, by the button in their email program',
  mail: 'Themselves, by an unsubscribe email',
  staff: 'Staff, on somebody’s word',
  bounce: 'An email was returned',
  complaint: 'Reported as spam',
};

/** "until 2 December 2026": the last day of a stop with a date; '' of one for good. */
export const untilLabel = (until: Date | null): string =>
  until ? `until ${plainDate(new Date(until.getTime() - 1))}` : '';
