import { ask, at, call, decided, mail, other } from '../../../../test/support/contact-question.js';

const NIGHT = '2026-11-28T22:00:00Z'; // a Saturday
const override = (...covers: string[]) => ({ by: 'sam', reason: 'They asked at the forum', covers });

/** Everything that ends or holds a message, in the order in which it is named; the first left standing wins. */
const ORDER: [string, object][] = [
  ['never stopped', { message: { state: 'stopped' } }],
  ['never already_sent', { message: { keyEnded: 'bounced' } }],
  ['never expired', { message: { expiresAt: '2026-11-25T09:00:00Z' } }],
  ['never person_left', { person: { left: true } }],
  ['never employer_closed', { employer: { closed: true } }],
  ['never no_address', { person: { address: ' ' } }],
  [
    'never address_suppressed',
    { stops: [{ on: 'address', scope: 'everything', why: 'bounce', until: null }] },
  ],
  ['never objection', { stops: [{ on: 'person', scope: 'engagement', why: 'objection', until: null }] }],
  ['never no_consent', { employer: { legalForm: 'sole-trader' } }],
  ['never limit_zero', { settings: { limits: { employer: { short: { max: 0 } } } } }],
  ['never superseded', { others: [other('m2', { family: 'f', step: 2 })] }],
  ['hold after_restore', { message: { restored: true } }],
  ['hold area_paused', { settings: { pause: 'all' } }],
  ['hold rule_paused', { message: { rulePaused: true } }],
  ['hold legal_form_unknown', { employer: { legalForm: null } }],
  ['hold 2026-12-08T09:00:00Z limit_person', { history: [mail('2026-11-24')] }],
];

/** All of these at once. Lists join; of what cannot be had together the earlier one stays. */
function together(parts: object[]): object {
  const all: Record<string, unknown> = {};
  for (const part of parts)
    for (const [key, value] of Object.entries(part)) {
      const old = all[key];
      if (Array.isArray(value)) all[key] = [...((old as unknown[]) ?? []), ...value];
      else all[key] = { ...value, ...(old as object) };
    }
  return {
    ...all,
    message: { purpose: 'engagement', family: 'f', expiresAt: null, ...(all['message'] as object) },
  };
}

describe('the order of reasons', () => {
  it.each(ORDER.map(([expected], i) => [expected, i] as const))('%s before what follows it', (expected, i) =>
    expect(ask(together(ORDER.slice(i).map(([, part]) => part)))).toBe(expected),
  );
});

describe('nevers', () => {
  it('a closed employer still gets service mail, but no advertising in it', () => {
    const employer = { closed: true };
    expect(ask({ employer, message: { purpose: 'service' } })).toBe('send ok');
    expect(ask({ employer, message: { purpose: 'service', promotional: true } })).toBe(
      'never employer_closed',
    );
  });
  it('an address is needed for mail, not for a call', () => {
    expect(ask({ person: { address: null } })).toBe('never no_address');
    expect(ask({ person: null })).toBe('never no_address');
    expect(ask({ person: { address: null }, message: { channel: 'call' } })).toBe('send ok');
  });
  it('mail for a role waits for somebody to hold it, also when the last one left', () => {
    const message = { toRole: 'primary', person: null };
    expect(ask({ message, person: null })).toBe('hold no_recipient');
    expect(ask({ message: { toRole: 'primary' }, person: { left: true } })).toBe('hold no_recipient');
    expect(ask({ message: { toRole: 'primary' } })).toBe('send ok');
  });
  it('expires at the second, not before', () => {
    const ending = { expiresAt: '2026-11-25T09:00:01Z' };
    expect(ask({ message: ending })).toBe('send ok');
    expect(ask({ message: ending, now: '2026-11-25T09:00:01Z' })).toBe('never expired');
    expect(ask({ message: ending, now: '2026-11-25T09:00:00.900Z' })).toBe('send ok');
  });
});

describe('what a person must do', () => {
  it('a pause of all but service lets service pass, not advertising in it', () => {
    const settings = { pause: 'non-service' };
    expect(ask({ settings, message: { purpose: 'service' } })).toBe('send ok');
    expect(ask({ settings, message: { purpose: 'service', promotional: true } })).toBe('hold area_paused');
    expect(ask({ settings: { pause: 'all' }, message: { purpose: 'service', immediate: true } })).toBe(
      'hold area_paused',
    );
  });
});

describe('holds until a date', () => {
  it('waits until due', () => {
    expect(ask({ message: { dueAt: '2026-11-25T09:00:01Z' } })).toBe('hold 2026-11-25T09:00:01Z not_due');
    expect(ask({ message: { dueAt: NIGHT } })).toBe('hold 2026-11-30T09:00:00Z not_due');
  });
  it('names the latest', () => {
    const history = [call('2026-11-18')];
    const stops = [{ on: 'employer', scope: 'everything', why: 'pause', until: '2026-12-03' }];
    const due = (dueAt: string) => ask({ history, message: { dueAt, expiresAt: null } });
    expect(due('2026-12-01T10:00:00Z')).toBe('hold 2026-12-02T09:00:00Z limit_employer');
    expect(due('2026-12-02T10:00:00Z')).toBe('hold 2026-12-02T10:00:00Z not_due');
    expect(ask({ history, stops })).toBe('hold 2026-12-03T09:00:00Z asked_to_wait');
  });
  it('says which hold outlasts its use', () => {
    const expiresAt = '2026-12-02T09:00:00Z';
    expect(ask({ history: [call('2026-11-18')], message: { expiresAt } })).toBe(
      'never expires_first limit_employer',
    );
    expect(ask({ history: [call('2026-11-18')], message: { expiresAt: '2026-12-02T09:00:01Z' } })).toBe(
      'hold 2026-12-02T09:00:00Z limit_employer',
    );
    expect(ask({ message: { dueAt: expiresAt, expiresAt } })).toBe('never expires_first not_due');
    expect(ask(at(NIGHT, { expiresAt: '2026-11-30T09:00:00Z' }))).toBe('never expires_first quiet_day');
  });
});

describe('replies', () => {
  const history = [call('2026-11-18')];
  const reply = { replyTo: '2026-11-14T10:00:00Z', expiresAt: null };

  it('keep no limits and no hours until the 14th day', () => {
    expect(ask({ history, ...at(NIGHT, reply) })).toBe('send ok');
    expect(ask({ history, ...at('2026-11-29T00:00:00Z', reply) })).toBe(
      'hold 2026-12-02T09:00:00Z limit_employer',
    );
  });
  it('are none any more when they are due too late', () =>
    expect(ask({ history, message: { ...reply, dueAt: '2026-11-29T10:00:00Z' } })).toBe(
      'hold 2026-12-02T09:00:00Z limit_employer',
    ));
  it('go by the area’s number of days', () =>
    expect(ask({ history, settings: { replyDays: 7 }, message: reply })).toBe(
      'hold 2026-12-02T09:00:00Z limit_employer',
    ));
  it('do not go against an objection', () =>
    expect(
      ask({
        message: reply,
        stops: [{ on: 'person', scope: 'all-but-service', why: 'objection', until: null }],
      }),
    ).toBe('never objection'));
});

describe('service mail', () => {
  const service = { purpose: 'service' };
  it('keeps sending hours, unless it answers an act just done', () => {
    expect(ask(at(NIGHT, service))).toBe('hold 2026-11-30T09:00:00Z quiet_day');
    expect(ask(at(NIGHT, { ...service, immediate: true }))).toBe('send ok');
    expect(ask(at(NIGHT, { ...service, immediate: true, promotional: true }))).toBe(
      'hold 2026-11-30T09:00:00Z quiet_day',
    );
    expect(ask(at(NIGHT, { immediate: true }))).toBe('hold 2026-11-30T09:00:00Z quiet_day');
  });
  it('goes in quiet time rather than be lost', () => {
    expect(ask(at(NIGHT, { ...service, expiresAt: '2026-11-30T09:00:00Z' }))).toBe(
      'send service_cannot_wait',
    );
    expect(ask(at(NIGHT, { ...service, expiresAt: '2026-11-30T09:00:01Z' }))).toBe(
      'hold 2026-11-30T09:00:00Z quiet_day',
    );
    const planned = { ...service, dueAt: NIGHT, expiresAt: '2026-11-29T08:00:00Z' };
    expect(ask({ message: planned })).toBe(`hold ${NIGHT} not_due`);
    expect(ask({ message: { ...planned, expiresAt: NIGHT } })).toBe('never expires_first not_due');
  });
});

describe('overrides', () => {
  const history = [call('2026-11-18')];
  it('lift limits, hours only if ticked', () => {
    const night = (...covers: string[]) => ask({ history, ...at(NIGHT, { override: override(...covers) }) });
    expect(night('limits', 'hours')).toBe('send ok');
    expect(night('limits')).toBe('hold 2026-11-30T09:00:00Z quiet_day');
    expect(night('hours')).toBe('hold 2026-12-02T00:00:00Z limit_employer');
  });
  it('need a name and a reason', () => {
    for (const lacking of [{ by: ' ' }, { reason: '' }, { reason: null }])
      expect(ask({ history, message: { override: { ...override('limits'), ...lacking } } })).toBe(
        'hold 2026-12-02T09:00:00Z limit_employer',
      );
  });
  it('lift nothing else', () => {
    const given = { override: override('limits', 'hours') };
    expect(ask({ message: { ...given, dueAt: '2026-11-26T10:00:00Z' } })).toBe(
      'hold 2026-11-26T10:00:00Z not_due',
    );
    expect(ask({ message: given, settings: { pause: 'non-service' } })).toBe('hold area_paused');
    expect(
      ask({ message: { ...given, purpose: 'engagement' }, employer: { legalForm: 'sole-trader' } }),
    ).toBe('never no_consent');
    const stops = [{ on: 'employer', scope: 'everything', why: 'pause', until: '2026-12-03' }];
    expect(ask({ message: given, stops })).toBe('hold 2026-12-03T00:00:00Z asked_to_wait');
  });
});

describe('the sentence', () => {
  it('says what happens, until when and why', () => {
    expect(decided({ history: [mail('2026-11-20')] }).sentence).toBe(
      'Held until 9am on Friday 4 December 2026. This person may have at most 1 contact in 14 days, and the email of 20 November 2026 still counts.',
    );
    expect(decided({ settings: { pause: 'all' } }).sentence).toBe(
      'Held until somebody acts. The area is paused.',
    );
  });
});
