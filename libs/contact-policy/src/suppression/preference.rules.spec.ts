import {
  changeTo,
  choiceOf,
  isTheirs,
  maskAddress,
  type PreferenceChoice,
  suppressionsOfChoice,
} from './preference.rules.js';
import type { SuppressionTerms } from './suppression.rules.js';

const HOME = 'area-1';
const until = new Date('2026-12-03T00:00:00Z');
const stop = (more: Partial<SuppressionTerms> & { areaId?: string | null } = {}) => ({
  scope: 'engagement' as SuppressionTerms['scope'],
  topic: null as string | null,
  why: 'objection' as SuppressionTerms['why'],
  until: null as Date | null,
  areaId: HOME as string | null,
  ...more,
});
const choice = (more: Partial<PreferenceChoice> = {}): PreferenceChoice => ({
  kind: 'everything',
  leaveOut: [],
  until: null,
  everywhere: false,
  ...more,
});
const pause = stop({ scope: 'all-but-service', why: 'pause', until });
const surveys = stop({ scope: 'topic', topic: 'surveys' });

describe('the choice in force', () => {
  it.each<[string, ReturnType<typeof stop>[], Partial<PreferenceChoice>]>([
    ['nothing stopped', [], { kind: 'everything' }],
    ['advertising left out', [stop()], { kind: 'some', leaveOut: ['advertising'] }],
    ['a topic and advertising', [surveys, stop()], { kind: 'some', leaveOut: ['surveys', 'advertising'] }],
    [
      'service only, whatever else',
      [stop({ scope: 'all-but-service' }), surveys],
      { kind: 'service', leaveOut: ['surveys'] },
    ],
    ['nothing at all', [stop({ scope: 'all' }), stop({ scope: 'all-but-service' })], { kind: 'nothing' }],
    ['a pause before what was left out', [pause, surveys], { kind: 'pause', until, leaveOut: ['surveys'] }],
    ['a no for good before a pause', [pause, stop({ scope: 'all-but-service' })], { kind: 'service', until }],
    ['for every area', [stop({ scope: 'all', areaId: null })], { kind: 'nothing', everywhere: true }],
    // Neither is theirs to take back, so neither is shown as their choice.
    ['a report as spam', [stop({ scope: 'all-but-service', why: 'complaint' })], { kind: 'everything' }],
    ['a dead address', [stop({ scope: 'all', why: 'bounce' })], { kind: 'everything' }],
  ])('%s', (_, stops, expected) => {
    expect(choiceOf(stops)).toEqual(choice(expected));
  });

  it('is theirs to take back unless it is a report as spam or a dead address', () => {
    const whys = ['objection', 'unsubscribe', 'pause', 'complaint', 'bounce'] as const;
    expect(whys.filter((why) => isTheirs({ why }))).toEqual(['objection', 'unsubscribe', 'pause']);
  });
});

describe('what a choice means', () => {
  it.each<[Partial<PreferenceChoice>, unknown[]]>([
    [{ kind: 'everything', leaveOut: ['surveys'] }, []],
    [{ kind: 'nothing' }, [{ scope: 'all', topic: null, until: null }]],
    [{ kind: 'service' }, [{ scope: 'all-but-service', topic: null, until: null }]],
    [{ kind: 'pause', until }, [{ scope: 'all-but-service', topic: null, until }]],
    [
      { kind: 'some', leaveOut: ['forum', 'no-such-topic', 'advertising'] },
      [
        { scope: 'engagement', topic: null, until: null },
        { scope: 'topic', topic: 'forum', until: null },
      ],
    ],
  ])('%j', (given, stops) => {
    expect(suppressionsOfChoice(choice(given))).toEqual(stops);
  });
});

describe('a change of choice', () => {
  const change = (stops: ReturnType<typeof stop>[], to: Partial<PreferenceChoice>) =>
    changeTo(HOME, stops, choice(to));

  it('leaves what is the same as it was first said', () => {
    expect(change([stop(), surveys], { kind: 'some', leaveOut: ['surveys', 'advertising'] })).toEqual({
      lift: [],
      add: [],
    });
  });

  it('lifts what is no longer wanted, and adds the rest', () => {
    expect(change([surveys], { kind: 'some', leaveOut: ['training'] })).toEqual({
      lift: [surveys],
      add: [{ scope: 'topic', topic: 'training', until: null }],
    });
    expect(change([stop(), surveys], { kind: 'everything' })).toEqual({ lift: [stop(), surveys], add: [] });
  });

  it('never lifts a dead address or a report as spam', () => {
    const held = [
      stop({ scope: 'all', why: 'bounce' }),
      stop({ scope: 'all-but-service', why: 'complaint' }),
    ];
    expect(change(held, { kind: 'everything' }).lift).toEqual([]);
  });

  it('adds a pause beside what was left out, in place of another pause', () => {
    const later = new Date('2027-01-04T00:00:00Z');
    expect(change([pause, surveys], { kind: 'pause', until: later, leaveOut: ['surveys'] })).toEqual({
      lift: [pause],
      add: [{ scope: 'all-but-service', topic: null, until: later }],
    });
  });

  it('made for every area says anew what held in one, and the other way round', () => {
    const here = stop({ scope: 'all' });
    const everywhere = stop({ scope: 'all', areaId: null });
    const add = [{ scope: 'all', topic: null, until: null }];
    expect(change([here], { kind: 'nothing', everywhere: true })).toEqual({ lift: [here], add });
    expect(change([everywhere], { kind: 'nothing' })).toEqual({ lift: [everywhere], add });
    // Topics and pauses are one area's matter: the tick says nothing there.
    expect(change([surveys], { kind: 'some', leaveOut: ['surveys'], everywhere: true })).toEqual({
      lift: [],
      add: [],
    });
  });
});

describe('an address as its owner is shown it', () => {
  it.each([
    ['robin@example.org', 'r…@example.org'],
    ['👋hello@example.org', '👋…@example.org'],
    ['r@example.org', '…@example.org'],
    ['"a@b"@example.org', '"…@example.org'],
    ['erased:1234', '…erased:1234'],
  ])('%s is %s', (address, shown) => {
    expect(maskAddress(address)).toBe(shown);
  });
});
