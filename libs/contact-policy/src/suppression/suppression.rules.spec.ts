import { asContactSuppression, suppressedByOneClick } from './suppression.rules.js';

const mail = { purpose: 'engagement', promotional: false, topic: null } as const;

describe('what one click stops', () => {
  it.each([
    [
      'advertising and the topic of a survey invitation',
      { ...mail, purpose: 'invitation', topic: 'surveys' } as const,
      ['engagement', 'topic surveys'],
    ],
    ['advertising and the topic of news', { ...mail, topic: 'forum' }, ['engagement', 'topic forum']],
    ['only advertising, of advertising without a topic', mail, ['engagement']],
    [
      'all but service, of an invitation without a topic',
      { ...mail, purpose: 'invitation' } as const,
      ['engagement', 'all-but-service'],
    ],
    ['never service mail', { ...mail, purpose: 'service', topic: 'training' } as const, ['engagement']],
    [
      'the topic of service mail that advertises',
      { purpose: 'service', promotional: true, topic: 'training' } as const,
      ['engagement', 'topic training'],
    ],
  ])('%s', (_, of, expected) => {
    expect(suppressedByOneClick(of).map(({ scope, topic }) => (topic ? `${scope} ${topic}` : scope))).toEqual(
      expected,
    );
  });
});

describe('a stop in the words of the contact policy', () => {
  const base = { topic: null, until: null };
  it('says whether a person or only the address stands behind it', () => {
    expect(asContactSuppression({ ...base, scope: 'all', why: 'bounce' })).toEqual({
      on: 'address',
      scope: 'everything',
      why: 'bounce',
      until: null,
    });
    expect(asContactSuppression({ ...base, scope: 'all-but-service', why: 'complaint' })).toMatchObject({
      on: 'person',
      scope: 'all-but-service',
    });
    const until = new Date('2026-12-03T00:00:00Z');
    expect(asContactSuppression({ scope: 'topic', topic: 'surveys', why: 'pause', until })).toMatchObject({
      scope: 'topic:surveys',
      until,
    });
  });
});
