import type { PreferenceChoice } from '#contact-policy';
import { choiceAsWord, choiceFrom, choiceOfWord, keepForm, stopForm, subjects } from './unsubscribe.form.js';

// Half past eleven at night in UTC: in London the third of May has begun.
const now = new Date('2027-05-02T23:30:00Z');
const read = (body: object) => choiceFrom(keepForm.parse(body), now);

describe('the form of one’s own choice', () => {
  it('takes one subject or several, and nobody’s that there is not', () => {
    expect(keepForm.parse({ keep: 'surveys' }).keep).toEqual(['surveys']);
    expect(keepForm.parse({ keep: ['surveys', 'advertising'] }).keep).toHaveLength(2);
    expect(keepForm.parse({}).keep).toEqual([]);
    for (const wrong of [{ keep: 'everybody' }, { until: '31 February' }, { until: '2027-02-31' }])
      expect(keepForm.safeParse(wrong).success).toBe(false);
    for (const wrong of [{}, { stop: 'everything' }, { stop: 'nothing', everywhere: 'no' }])
      expect(stopForm.safeParse(wrong).success).toBe(false);
  });

  it('means what is left out', () => {
    expect(read({ keep: subjects })).toMatchObject({ kind: 'everything', leaveOut: [] });
    expect(read({ keep: ['surveys', 'training'] })).toMatchObject({
      kind: 'some',
      leaveOut: ['forum', 'advertising'],
    });
    expect(read({})).toMatchObject({ kind: 'some', leaveOut: subjects });
  });

  it('takes the first day again in UK time, in winter and in summer, and what is left out with it', () => {
    const until = (day: string) => read({ until: day }).until?.toISOString();
    expect(until('2027-12-01')).toBe('2027-12-01T00:00:00.000Z');
    expect(until('2027-07-01')).toBe('2027-06-30T23:00:00.000Z');
    expect(read({ keep: 'forum', until: '2027-07-01' })).toMatchObject({
      kind: 'pause',
      leaveOut: ['surveys', 'training', 'advertising'],
    });
  });

  it('takes no day that has begun, and none beyond two years', () => {
    for (const until of ['2027-05-03', '2027-05-01', '2029-05-04'])
      expect(() => read({ until })).toThrow('Choose a day from the list');
    for (const until of ['2027-05-04', '2029-05-03']) expect(read({ until }).kind).toBe('pause');
  });
});

describe('a choice as a word', () => {
  const choices: PreferenceChoice[] = [
    { kind: 'everything', leaveOut: [], until: null, everywhere: false },
    { kind: 'some', leaveOut: ['surveys', 'advertising'], until: null, everywhere: false },
    { kind: 'nothing', leaveOut: [], until: null, everywhere: true },
    { kind: 'pause', leaveOut: ['forum'], until: new Date('2027-06-30T23:00:00Z'), everywhere: false },
  ];
  it('comes back as it was', () => {
    for (const choice of choices) expect(choiceOfWord(choiceAsWord(choice), now)).toEqual(choice);
  });
  it('is nothing when it was not made here, or its day is over or beyond two years', () => {
    for (const text of [
      undefined,
      '',
      'everything',
      'some.everybody..',
      'all...',
      'pause...',
      'pause..2026-01-01.',
      'pause..2029-05-04.',
      'pause..2099-01-01.',
      ['some'],
    ])
      expect(choiceOfWord(text, now)).toBeUndefined();
    expect(choiceOfWord('pause..2029-05-03.', now)).toMatchObject({ kind: 'pause' });
  });
});
