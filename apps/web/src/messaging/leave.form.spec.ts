import type { Choice } from '#messaging';
import { choiceFrom, dayText, preferenceForm } from './leave.form.js';

// Half past eleven at night in UTC: in London the third of May has begun.
const now = new Date('2027-05-02T23:30:00Z');
const nothing: Choice = { kind: 'everything', leaveOut: [], until: null, everywhere: false };
const read = (body: object, current: Choice = nothing) =>
  choiceFrom(preferenceForm.parse(body), current, now);
const date = (untilDay: string, untilMonth: string, untilYear: string) => ({
  choice: 'pause',
  untilDay,
  untilMonth,
  untilYear,
});

describe('the form of one’s own choice', () => {
  it('takes one subject or several, and nobody’s that there is not', () => {
    expect(preferenceForm.parse({ choice: 'some', out: 'surveys' }).out).toEqual(['surveys']);
    expect(preferenceForm.parse({ choice: 'some', out: ['surveys', 'advertising'] }).out).toHaveLength(2);
    expect(preferenceForm.parse({ choice: 'some', out: '' }).out).toEqual([]);
    for (const wrong of [
      { choice: 'some', out: 'everybody' },
      { choice: 'delete' },
      {},
      { choice: 'pause', untilDay: '12345678901' },
      { choice: 'nothing', everywhere: 'no' },
    ])
      expect(preferenceForm.safeParse(wrong).success).toBe(false);
  });

  it('means the choice, with what is left out and where', () => {
    expect(read({ choice: 'some', out: ['surveys'] })).toEqual({
      choice: { kind: 'some', leaveOut: ['surveys'], everywhere: false, until: null },
    });
    expect(read({ choice: 'nothing', everywhere: 'yes' })).toEqual({
      choice: { kind: 'nothing', leaveOut: [], everywhere: true, until: null },
    });
  });

  it('asks which was meant where a no stands beside another answer', () => {
    expect(read({ choice: 'some' })).toEqual({ errors: { out: expect.stringContaining('at least one') } });
    for (const choice of ['everything', 'pause'])
      expect(read({ choice, out: 'surveys', untilDay: '' })).toEqual({
        errors: { out: expect.stringContaining('Not every subject') },
      });
    expect(read({ ...date('3', '12', '2027'), choice: 'everything' })).toEqual({
      errors: { untilDay: expect.stringContaining('Nothing before a date') },
    });
    // What was ticked before and is taken back by the answer is no contradiction, nor is a no that says more.
    const some: Choice = { ...nothing, kind: 'some', leaveOut: ['surveys'] };
    expect(read({ choice: 'everything', out: 'surveys' }, some)).toHaveProperty('choice');
    expect(read({ choice: 'service', out: 'surveys' })).toHaveProperty('choice');
    const paused: Choice = { ...nothing, kind: 'pause', until: new Date('2027-12-03T00:00:00Z') };
    expect(read({ ...date('3', '12', '2027'), choice: 'everything' }, paused)).toHaveProperty('choice');
  });

  it('takes the first day again in UK time, in winter and in summer', () => {
    const until = (body: object) => (read(body) as { choice: Choice }).choice.until?.toISOString();
    expect(until(date('3', '12', '2027'))).toBe('2027-12-03T00:00:00.000Z');
    expect(until(date('03', '06', '2027'))).toBe('2027-06-02T23:00:00.000Z');
    // Tomorrow in London.
    expect(until(date('4', '5', '2027'))).toBe('2027-05-03T23:00:00.000Z');
    expect(until(date('3', '5', '2029'))).toBe('2029-05-02T23:00:00.000Z');
  });

  it.each<[string, [string, string, string], string]>([
    ['no date', ['', '', ''], 'Enter the first day'],
    ['half a date', ['3', '', '2027'], 'real date'],
    ['a day there is not', ['31', '6', '2027'], 'real date'],
    ['words', ['third', 'June', '2027'], 'real date'],
    ['a year of two digits', ['3', '6', '27'], 'real date'],
    ['today', ['3', '5', '2027'], 'after today'],
    ['the past', ['3', '5', '2026'], 'after today'],
    ['more than two years', ['4', '5', '2029'], 'two years'],
  ])('says what is wrong with %s', (_, [day, month, year], words) => {
    expect(read(date(day, month, year))).toEqual({ errors: { untilDay: expect.stringContaining(words) } });
  });

  it('shows a date as its three fields do', () => {
    expect(dayText(new Date('2027-06-02T23:00:00Z'))).toBe('3 6 2027');
    expect(dayText(null)).toBe('');
  });
});
