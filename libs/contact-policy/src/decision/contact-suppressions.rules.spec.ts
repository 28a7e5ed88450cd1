import { ask } from '../../../../test/support/contact-question.js';

const stop = (scope: string, more: object = {}) => ({
  on: 'person',
  scope,
  why: 'objection',
  until: null,
  ...more,
});
const messages = {
  service: { purpose: 'service' },
  survey: { purpose: 'invitation' },
  offer: { purpose: 'engagement' },
  forum: { purpose: 'engagement', topic: 'forum' },
};
const stopped = (scope: string) =>
  Object.entries(messages)
    .filter(([, message]) => ask({ message, stops: [stop(scope)] }) === 'never objection')
    .map(([name]) => name);

describe('who said no to what', () => {
  it.each([
    ['everything', ['service', 'survey', 'offer', 'forum']],
    ['all-but-service', ['survey', 'offer', 'forum']],
    ['engagement', ['offer', 'forum']],
    ['topic:forum', ['forum']],
    ['topic:courses', []],
  ])('%s', (scope, names) => expect(stopped(scope)).toEqual(names));

  it.each(['person', 'address', 'employer'])('the %s may say it', (on) =>
    expect(ask({ stops: [stop('everything', { on })] })).toBe('never objection'),
  );
  it('advertising in service mail is advertising', () =>
    expect(ask({ message: { purpose: 'service', promotional: true }, stops: [stop('engagement')] })).toBe(
      'never objection',
    ));
  it('a dead address is named first, and stops mail only', () => {
    const bounce = stop('everything', { on: 'address', why: 'bounce' });
    expect(ask({ stops: [stop('everything'), bounce] })).toBe('never address_suppressed');
    expect(ask({ stops: [bounce], message: { channel: 'call' } })).toBe('send ok');
  });
});

describe('a no for a time', () => {
  const until = (...dates: string[]) =>
    ask({ stops: dates.map((date) => stop('everything', { until: date })) });

  it('ends with its date', () => {
    expect(until('2026-11-25')).toBe('send ok');
    expect(until('2026-11-26')).toBe('hold 2026-11-26T09:00:00Z asked_to_wait');
  });
  it('the latest counts', () =>
    expect(until('2026-12-03', '2026-12-01')).toBe('hold 2026-12-03T09:00:00Z asked_to_wait'));
  it('one for good counts more', () =>
    expect(ask({ stops: [stop('everything', { until: '2026-12-03' }), stop('engagement', {})] })).toBe(
      'hold 2026-12-03T09:00:00Z asked_to_wait',
    ));
  it('holds service too when it speaks of everything, else not', () => {
    const message = { purpose: 'service' };
    expect(ask({ message, stops: [stop('everything', { until: '2026-12-03' })] })).toBe(
      'hold 2026-12-03T09:00:00Z asked_to_wait',
    );
    expect(ask({ message, stops: [stop('all-but-service', { until: '2026-12-03' })] })).toBe('send ok');
  });
});
