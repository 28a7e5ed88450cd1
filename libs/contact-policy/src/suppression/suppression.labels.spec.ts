import { statusLabel } from './suppression.labels.js';
import type { SuppressionTerms } from './suppression.rules.js';

// Half past eleven at night in UTC: in London the next day has begun.
const since = new Date('2026-05-03T23:30:00Z');
const said = (stop: Partial<SuppressionTerms>) =>
  statusLabel({ scope: 'engagement', topic: null, why: 'objection', until: null, since, ...stop });

describe('a stop beside a name', () => {
  it.each<[Partial<SuppressionTerms>, string]>([
    [{}, 'Asked for no advertising, 4 May 2026'],
    [
      { scope: 'topic', topic: 'surveys', why: 'unsubscribe' },
      'Asked for no email about surveys, 4 May 2026',
    ],
    [{ scope: 'topic', topic: 'older-topic' }, 'Asked for no email about older-topic, 4 May 2026'],
    [{ scope: 'all-but-service' }, 'Asked for service emails only, 4 May 2026'],
    [{ scope: 'all' }, 'Asked for no email at all, 4 May 2026'],
    [{ scope: 'all', why: 'bounce' }, 'Blocked: emails were returned, 4 May 2026'],
    [{ scope: 'all-but-service', why: 'complaint' }, 'Reported our email as spam, 4 May 2026'],
    [
      { scope: 'all-but-service', why: 'pause', until: new Date('2026-12-02T00:00:00Z') },
      'Asked for no email until 1 December 2026',
    ],
  ])('%j', (stop, words) => {
    expect(said(stop)).toBe(words);
  });
});
