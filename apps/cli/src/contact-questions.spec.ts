import { projectFile } from '#platform';
import { decideCase, instantText, layOver, readContactCases } from './contact-questions.js';

const text = projectFile('test/data/automation/cases.json');

describe('the worked decisions', () => {
  const cases = readContactCases(text);

  it('are sixty', () => expect(cases).toHaveLength(60));
  it.each(cases.map((one) => [`${one.id} ${one.name}`, one] as const))('%s', (_, one) => {
    const { sentence, ...answer } = decideCase(one);
    expect({ ...answer, until: instantText(answer.until) }).toEqual(one.expected);
    expect(sentence).toMatch(/^[A-Z].*\.$/);
    expect(sentence).not.toMatch(/undefined|null|_/);
  });
});

describe('reading questions', () => {
  const file = (input: object, defaults?: object) => {
    const whole = JSON.parse(text);
    return JSON.stringify({
      ...whole,
      decision: { defaults: defaults ?? whole.decision.defaults, cases: [{ id: 'x1', input }] },
    });
  };
  const answerOf = (content: string) => decideCase(readContactCases(content)[0]!).reason;

  it('lays objects over key by key, and replaces all else', () => {
    const under = { a: { b: 1, c: [1, 2] }, d: { e: 1 }, f: null };
    expect(layOver(under, { a: { c: [3] }, d: null, f: { g: 1 } })).toEqual({
      a: { b: 1, c: [3] },
      d: null,
      f: { g: 1 },
    });
  });
  it('goes by the bank holidays of the file', () => {
    const whole = JSON.parse(text);
    whole.bankHolidays['england-and-wales'] = ['2026-11-25'];
    expect(answerOf(JSON.stringify(whole))).toBe('quiet_day');
    delete whole.bankHolidays;
    expect(answerOf(JSON.stringify(whole))).toBe('ok');
  });
  it('takes times with and without an offset, and dates, as London’s', () => {
    const due = (dueAt: string) =>
      answerOf(file({ now: '2027-07-01T09:00:00Z', message: { dueAt, expiresAt: null } }));
    expect([due('2027-07-01T10:00:00'), due('2027-07-01T10:00:00+01:00'), due('2027-07-01')]).toEqual([
      'ok',
      'ok',
      'ok',
    ]);
    expect([due('2027-07-01T10:00:01'), due('2027-07-02')]).toEqual(['not_due', 'not_due']);
  });
  it.each([
    [{ now: '25 November' }, 'x1: now: "25 November" is no time such as 2026-11-25T09:00:00Z'],
    [{ settings: { calendar: 'france' } }, 'x1: settings.calendar: "france" has no bank holidays'],
    [{ settings: { sendUntil: '08:00' } }, 'x1: settings.sendUntil: must be later than sendFrom'],
    [{ settings: { sendFrom: '9 am' } }, 'x1: settings.sendFrom: "9 am" is no time of day such as 09:00'],
    [{ settings: { workingDays: [] } }, 'x1: settings.workingDays: must name a day'],
    [
      { settings: { limits: { person: { long: { days: 0 } } } } },
      'x1: settings.limits.person.long.days: must be 1 or more',
    ],
    [{ stops: [{ on: 'person', scope: 'post' }] }, 'x1: stops.0.scope: is no scope known here'],
    [
      { history: [{ kind: 'call', state: 'spoke' }] },
      'x1: history.0.at: must be a time such as 2026-11-25T09:00:00Z',
    ],
  ])('names case and field: %j', (input, message) => {
    expect(() => readContactCases(file(input))).toThrow(message);
  });
  it('takes null for what is usual, and numbers for ids', () => {
    const nothing = {
      calendar: null,
      workingDays: null,
      sendFrom: null,
      counts: null,
      agenciesNotCounted: null,
    };
    const more = {
      replyDays: null,
      mergeMax: null,
      publicTask: null,
      limits: { employer: null, person: null },
    };
    const message = {
      channel: null,
      step: null,
      promotional: null,
      state: null,
      employer: 7,
      person: 8,
      id: 9,
    };
    const whole = {
      settings: { ...nothing, ...more },
      message,
      employer: { id: 7 },
      person: { id: 8, addressKind: null },
      history: [
        {
          at: '2026-11-20T10:00:00Z',
          kind: 'call',
          state: 'spoke',
          direction: null,
          agency: null,
          employer: 7,
        },
      ],
      stops: null,
      others: null,
    };
    expect(answerOf(file(whole))).toBe('limit_employer');
  });
  it('counts a letter that says nothing more as posted', () => {
    const letter = (more: object) =>
      answerOf(
        file({
          history: [{ at: '2026-11-20', kind: 'letter', purpose: 'engagement', employer: 'e1', ...more }],
        }),
      );
    expect(letter({})).toBe('limit_employer');
    expect(letter({ purpose: 'service' })).toBe('ok');
  });
  it('lets a limit without a number say no days', () => {
    const short = (max: unknown) =>
      answerOf(file({ settings: { limits: { employer: { short: { max, days: 0 } } } } }));
    expect([short('unlimited'), short(0)]).toEqual(['ok', 'limit_zero']);
  });
  it('refuses what is no such file', () => {
    expect(() => readContactCases('[')).toThrow(/^the file: is not JSON/);
    expect(() => readContactCases('{}')).toThrow(/^the file: decision/);
  });
});
