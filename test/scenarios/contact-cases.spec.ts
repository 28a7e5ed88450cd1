import { projectFile, projectPath } from '#platform';
import { contact, layOver } from './contact-cases.js';
import type { Json, Replayed } from './kind.js';
import { writtenFile } from './written-file.js';

const worked = JSON.parse(projectFile('test/data/automation/cases.json'));

/** Cases over the defaults of the worked ones, or others, replayed. */
const replay = (cases: unknown[], more: Json = {}): Replayed[] =>
  contact(writtenFile({ ...worked, decision: { defaults: worked.decision.defaults, cases }, ...more }));
const one = (input: Json, more?: Json): Replayed =>
  replay([{ id: 'x1', input, expected: { reason: 'ok' } }], more)[0]!;
/** The reason, or the sentence where the case cannot be read. */
const said = (input: Json, more?: Json): unknown => {
  const { got } = one(input, more);
  return typeof got === 'string' ? got : (got as Json)['reason'];
};

describe('the worked decisions', () => {
  const replayed = contact(projectPath('test/data/automation/cases.json'));

  it('are sixty', () => expect(replayed).toHaveLength(60));
  it.each(replayed.map((one) => [one.id, one] as const))('%s', (_, { passed, expected, got }) => {
    expect(got).toEqual(expected);
    expect(passed).toBe(true);
  });
});

describe('what is compared', () => {
  const passes = (expected: Json, input: Json = {}) => replay([{ input, expected }])[0]!.passed;
  const held = { history: [{ at: '2026-11-18', kind: 'call', state: 'spoke', employer: 'e1' }] };

  it('are the fields a case expects, and no others', () => {
    expect(passes({ decision: 'send' })).toBe(true);
    expect(passes({ decision: 'send', reason: 'ok', until: null, because: null })).toBe(true);
    expect(passes({ decision: 'send', reason: 'expired' })).toBe(false);
    expect(
      passes(
        { reason: 'expires_first', because: 'limit_employer' },
        { ...held, message: { expiresAt: '2026-11-30' } },
      ),
    ).toBe(true);
    expect(
      passes(
        { reason: 'expires_first', because: 'not_due' },
        { ...held, message: { expiresAt: '2026-11-30' } },
      ),
    ).toBe(false);
  });
  it('is until as an instant, however it is written', () => {
    const until = (text: string) => passes({ until: text }, held);
    expect(['2026-12-02T09:00:00Z', '2026-12-02T10:00:00.000+01:00', '2026-12-02T09:00'].map(until)).toEqual([
      true,
      true,
      true,
    ]);
    expect(['2026-12-02T09:00:01Z', '2026-12-02', 'soon'].map(until)).toEqual([false, false, false]);
    expect([passes({ until: null }, held), passes({ until: '2026-12-02T09:00:00Z' })]).toEqual([
      false,
      false,
    ]);
  });
});

describe('cases that cannot be asked', () => {
  it('fail with a sentence and leave the others alone', () => {
    const expected = { reason: 'ok' };
    const replayed = replay(
      [
        { id: 'x1', input: { now: 'soon' }, expected },
        { name: 'silent', input: {} },
        'no case',
        {
          id: 7,
          input: { settings: { workingDays: ['mon'], sendFrom: '09:00', calendar: 'shut' } },
          expected,
        },
        { id: 'x5', expected },
      ],
      {
        bankHolidays: {
          shut: Array.from({ length: 500 }, (_, n) =>
            new Date(Date.UTC(2026, 10, 1 + n)).toISOString().slice(0, 10),
          ),
        },
      },
    );
    expect(replayed).toEqual([
      { id: 'x1', expected, got: 'now: "soon" is no time such as 2026-11-25T09:00:00Z', passed: false },
      { id: 'silent', expected: null, got: 'The case says nothing of what is expected.', passed: false },
      { id: 'case 3', expected: null, got: 'The case says nothing of what is expected.', passed: false },
      { id: '7', expected, got: 'Sending hours 09:00 to 17:00 never open.', passed: false },
      { id: 'x5', expected, got: { decision: 'send', until: null, reason: 'ok' }, passed: true },
    ]);
  });
  it.each([
    [{ settings: { calendar: 'france' } }, 'settings.calendar: "france" has no bank holidays'],
    [{ settings: { sendUntil: '08:00' } }, 'settings.sendUntil: must be later than sendFrom'],
    [{ settings: { sendFrom: '9 am' } }, 'settings.sendFrom: "9 am" is no time of day such as 09:00'],
    [{ settings: { workingDays: [] } }, 'settings.workingDays: must name a day'],
    [
      { settings: { limits: { person: { long: { days: 0 } } } } },
      'settings.limits.person.long.days: must be 1 or more',
    ],
    [{ stops: [{ on: 'person', scope: 'post' }] }, 'stops.0.scope: is no scope known here'],
    [
      { history: [{ kind: 'call', state: 'spoke' }] },
      'history.0.at: must be a time such as 2026-11-25T09:00:00Z',
    ],
  ])('name the field: %j', (input, sentence) => expect(said(input)).toBe(sentence));
});

describe('reading a case', () => {
  it('lays objects over key by key, and replaces all else', () => {
    const under = { a: { b: 1, c: [1, 2] }, d: { e: 1 }, f: null };
    expect(layOver(under, { a: { c: [3] }, d: null, f: { g: 1 } })).toEqual({
      a: { b: 1, c: [3] },
      d: null,
      f: { g: 1 },
    });
  });
  it('goes by the bank holidays of the file, of its nation, else by the program’s', () => {
    expect(said({}, { bankHolidays: { 'england-and-wales': ['2026-11-25'] } })).toBe('quiet_day');
    expect(said({}, { bankHolidays: null })).toBe('ok');
    const xmas = { now: '2026-12-28T10:00:00Z', message: { expiresAt: null } };
    expect(said(xmas, { bankHolidays: {} })).toBe('quiet_day');
    const andrew = { now: '2026-11-30T10:00:00Z', settings: { calendar: 'scotland' } };
    expect([said(andrew), said({ ...andrew, settings: { calendar: 'northern-ireland' } })]).toEqual([
      'quiet_day',
      'ok',
    ]);
  });
  it('takes times with another offset, and without one as UTC; dates as London’s', () => {
    const due = (dueAt: string) => said({ now: '2027-07-01T09:00:00Z', message: { dueAt, expiresAt: null } });
    expect(['2027-07-01T09:00:00', '2027-07-01T11:00:00+02:00', '2027-07-01'].map(due)).toEqual([
      'ok',
      'ok',
      'ok',
    ]);
    expect(['2027-07-01T09:00:01', '2027-07-02'].map(due)).toEqual(['not_due', 'not_due']);
  });
  it('does without what is optional: defaults, settings, whole parts', () => {
    const input = {
      now: '2026-11-25T09:00:00Z',
      message: { id: 'm1', purpose: 'invitation', employer: 'e1', person: 'p1' },
      person: { id: 'p1', address: 'jo@firm.example' },
    };
    const alone = (more: Json) =>
      contact(
        writtenFile({ decision: { cases: [{ input: { ...input, ...more }, expected: { reason: 'ok' } }] } }),
      )[0]!.got;
    expect(alone({})).toMatchObject({ reason: 'ok' });
    const history = [{ at: '2026-11-18', kind: 'call', state: 'spoke', employer: 'e1' }];
    expect(alone({ history })).toMatchObject({ until: '2026-12-02T09:00:00Z' });
    expect(
      alone({
        history,
        settings: { limits: null, inherited: { employer: { short: { max: 1, days: 21 } } } },
      }),
    ).toMatchObject({ until: '2026-12-09T09:00:00Z' });
  });
  it('takes null for what is usual, and numbers for ids', () => {
    const settings = {
      calendar: null,
      workingDays: null,
      sendFrom: null,
      counts: null,
      agenciesNotCounted: null,
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
      mailing: 4,
    };
    const call = {
      at: '2026-11-20T10:00:00Z',
      kind: 'call',
      state: 'spoke',
      direction: null,
      agency: null,
      employer: 7,
    };
    const people = { employer: { id: 7 }, person: { id: 8, addressKind: null }, stops: null, others: null };
    expect(said({ settings, message, history: [call], ...people })).toBe('limit_employer');
    expect(
      said({
        settings,
        message,
        history: [{ ...call, kind: 'mail', state: 'sent', at: '2026-11-25T08:00:00Z', mailing: 4 }],
        ...people,
      }),
    ).toBe('ok');
  });
  it('counts a letter that says nothing more as posted', () => {
    const letter = (more: object) =>
      said({
        history: [{ at: '2026-11-20', kind: 'letter', purpose: 'engagement', employer: 'e1', ...more }],
      });
    expect([letter({}), letter({ purpose: 'service' })]).toEqual(['limit_employer', 'ok']);
  });
  it('lets a limit without a number say no days', () => {
    const short = (max: unknown) => said({ settings: { limits: { employer: { short: { max, days: 0 } } } } });
    expect([short('unlimited'), short(0)]).toEqual(['ok', 'limit_zero']);
  });
});
