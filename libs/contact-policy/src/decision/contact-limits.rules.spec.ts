import { ask, at, call, mail, other } from '../../../../test/support/contact-question.js';

const open = { expiresAt: null };
const limits = (employer: object, person?: object) => ({ limits: { employer, ...(person && { person }) } });

describe('what counts as a contact', () => {
  const after = (...history: object[]) => ask({ history, message: open });
  const held = 'hold 2026-12-07T09:00:00Z limit_employer';

  it.each([
    ['a call answered, by any agency', call('2026-11-23', { agency: 'kirklees-council' })],
    ['a voicemail', call('2026-11-23', { state: 'voicemail' })],
    ['a visit done', call('2026-11-23', { kind: 'visit', state: 'done' })],
    ['a letter posted', call('2026-11-23', { kind: 'letter', state: 'posted', purpose: 'engagement' })],
    ['mail in flight', mail('2026-11-23', { person: 'p2', state: 'sending' })],
    ['mail of unknown fate', mail('2026-11-23', { person: 'p2', state: 'unknown' })],
    [
      'service mail with advertising in it',
      mail('2026-11-23', { person: 'p2', purpose: 'service', promotional: true }),
    ],
    ['an answer after the 14th day', mail('2026-11-23', { person: 'p2', replyTo: '2026-11-08T10:00:00Z' })],
  ])('%s does', (_, event) => expect(after(event)).toBe(held));

  it.each([
    ['a call nobody answered', call('2026-11-23', { state: 'no-answer' })],
    ['a planned visit', call('2026-11-23', { kind: 'visit', state: 'planned' })],
    ['a cancelled visit', call('2026-11-23', { kind: 'visit', state: 'cancelled' })],
    ['a visit they paid', call('2026-11-23', { kind: 'visit', state: 'done', direction: 'in' })],
    ['mail they wrote', mail('2026-11-23', { direction: 'in' })],
    ['mail that bounced', mail('2026-11-23', { state: 'bounced' })],
    ['mail that failed', mail('2026-11-23', { state: 'failed' })],
    ['mail that is held', mail('2026-11-23', { state: 'held' })],
    ['service mail', mail('2026-11-23', { purpose: 'service' })],
    ['a service letter', call('2026-11-23', { kind: 'letter', state: 'posted', purpose: 'service' })],
    ['a reply on the 14th day', mail('2026-11-23', { replyTo: '2026-11-09T10:00:00Z' })],
    ['what happened at another employer', call('2026-11-23', { employer: 'e2' })],
  ])('%s does not', (_, event) => expect(after(event)).toBe('send ok'));

  it('an area may leave out a kind or an agency', () => {
    const without = (kind: string, event: object) =>
      ask({ settings: { counts: { [kind]: false } }, history: [event] });
    expect(without('visit', call('2026-11-23', { kind: 'visit', state: 'done' }))).toBe('send ok');
    expect(without('invitation', mail('2026-11-23'))).toBe('send ok');
    expect(without('letter', call('2026-11-23', { kind: 'letter', state: 'posted' }))).toBe('send ok');
    expect(without('engagement', mail('2026-11-23'))).toBe('never expires_first limit_person');
    expect(ask({ settings: { agenciesNotCounted: ['own'] }, history: [mail('2026-11-23')] })).toBe('send ok');
  });

  it('a person’s contacts follow them, the employer keeps its own', () => {
    const elsewhere = mail('2026-11-20', { employer: 'e2' });
    expect(after(elsewhere)).toBe('hold 2026-12-04T09:00:00Z limit_person');
    expect(ask({ history: [elsewhere], person: { id: 'p9' }, message: { ...open, person: 'p9' } })).toBe(
      'send ok',
    );
    const gone = mail('2026-11-20', { person: 'p7' });
    expect(after(gone)).toBe('hold 2026-12-04T09:00:00Z limit_employer');
  });

  it('leaves an agency out however its name was typed', () =>
    expect(
      ask({ settings: { agenciesNotCounted: [' JobCentre-Plus'] }, history: [call('2026-11-18')] }),
    ).toBe('send ok'));
});

describe('limits by local dates', () => {
  it('called on 18 November, allowed on 2 December, from the first hour to the last', () => {
    for (const time of ['00:00:00', '23:59:59']) {
      const history = [call(`2026-11-18T${time}Z`)];
      expect(ask({ history, ...at('2026-12-01T16:59:59Z') })).toBe(
        'hold 2026-12-02T09:00:00Z limit_employer',
      );
      expect(ask({ history, ...at('2026-12-02T09:00:00Z') })).toBe('send ok');
    }
  });
  it('counts summer dates in summer time', () => {
    const history = [call('2027-06-30T22:59:59Z')];
    expect(ask({ history, ...at('2027-07-13T09:00:00Z') })).toBe('hold 2027-07-14T08:00:00Z limit_employer');
    const later = [call('2027-06-30T23:00:00Z')];
    expect(ask({ history: later, ...at('2027-07-14T09:00:00Z') })).toBe(
      'hold 2027-07-15T08:00:00Z limit_employer',
    );
  });
  it('counts fourteen dates over both clock changes', () => {
    expect(ask({ history: [call('2027-03-18')], ...at('2027-03-31T09:00:00Z') })).toBe(
      'hold 2027-04-01T08:00:00Z limit_employer',
    );
    expect(ask({ history: [call('2027-10-21')], ...at('2027-11-03T09:00:00Z') })).toBe(
      'hold 2027-11-04T09:00:00Z limit_employer',
    );
  });
  it('looks at the max-th latest contact', () => {
    const two = limits({ short: { max: 2, days: 14 } });
    const history = [call('2026-11-24'), call('2026-11-17')];
    expect(ask({ settings: two, history: history.slice(0, 1) })).toBe('send ok');
    expect(ask({ settings: two, history, message: open })).toBe('hold 2026-12-01T09:00:00Z limit_employer');
    expect(ask({ settings: two, history: [...history, call('2026-11-20')], message: open })).toBe(
      'hold 2026-12-04T09:00:00Z limit_employer',
    );
  });
  it('the latest of all limits wins; on a tie the person is named', () => {
    const history = [mail('2026-11-20')];
    const days = (employer: number, person: number) =>
      ask({
        history,
        message: open,
        settings: limits({ short: { max: 1, days: employer } }, { short: { max: 1, days: person } }),
      });
    expect(days(14, 14)).toBe('hold 2026-12-04T09:00:00Z limit_person');
    expect(days(15, 14)).toBe('hold 2026-12-07T09:00:00Z limit_employer');
    expect(days(14, 20)).toBe('hold 2026-12-10T09:00:00Z limit_person');
  });
});

describe('limits set to 0, blank or unlimited', () => {
  const history = [call('2026-11-18')];

  it('0 means nobody, on whichever level and span', () => {
    expect(ask({ settings: limits({ long: { max: 0, days: 91 } }) })).toBe('never limit_zero');
    expect(ask({ settings: limits({}, { short: { max: 0, days: 14 } }) })).toBe('never limit_zero');
    expect(ask({ settings: { inherited: { employer: { short: { max: 0 } } } } })).toBe('send ok');
  });
  it('0 for people leaves a call to nobody in particular alone', () =>
    expect(
      ask({
        settings: limits({}, { short: { max: 0, days: 14 } }),
        message: { channel: 'call', person: null },
        person: null,
      }),
    ).toBe('send ok'));
  it('0 for people ends mail for a role too, whoever may hold it', () =>
    expect(
      ask({
        settings: limits({}, { short: { max: 0, days: 14 } }),
        message: { toRole: 'primary', person: null },
        person: null,
      }),
    ).toBe('never limit_zero'));
  it('0 does not touch replies', () =>
    expect(
      ask({ settings: limits({ short: { max: 0 } }), message: { replyTo: '2026-11-20T10:00:00Z' } }),
    ).toBe('send ok'));
  it('0 is lifted by nobody: an override has no say over it, nor has one a turn', () => {
    const override = { by: 'sam', reason: 'They asked for it', covers: ['limits', 'hours'] };
    const none = limits({ short: { max: 0, days: 14 } });
    expect(ask({ settings: none, message: { override } })).toBe('never limit_zero');
    expect(ask({ settings: none, message: { override, replyTo: '2026-11-20T10:00:00Z' } })).toBe('send ok');
    expect(ask({ settings: none, message: { override, dueAt: '2026-12-03T09:00:00Z' } })).toBe(
      'never limit_zero',
    );
    // A call to an employer waits for no mail that people never get.
    const call = { channel: 'call', purpose: 'engagement', person: null };
    const people = limits({}, { short: { max: 0, days: 14 } });
    const others = [other('m0', { purpose: 'invitation', override })];
    expect(ask({ settings: people, message: call, person: null, others })).toBe('send ok');
  });
  it('blank takes the whole limit above, its days too', () => {
    const inherited = { employer: { short: { max: 1, days: 28 } } };
    const blank = (short: unknown) =>
      ask({ history, message: open, settings: { ...limits({ short } as object), inherited } });
    expect(blank(null)).toBe('hold 2026-12-16T09:00:00Z limit_employer');
    expect(blank({ max: null, days: 3 })).toBe('hold 2026-12-16T09:00:00Z limit_employer');
  });
  it('blank takes a 0 and an unlimited above as they are', () => {
    const above = (max: unknown) =>
      ask({
        history,
        settings: { ...limits({ short: null }), inherited: { employer: { short: { max, days: 14 } } } },
      });
    expect(above(0)).toBe('never limit_zero');
    expect(above('unlimited')).toBe('send ok');
    expect(above(null)).toBe('hold 2026-12-02T09:00:00Z limit_employer');
  });
  it('unlimited frees its own span and level only', () => {
    const free = limits({ short: { max: 'unlimited' } });
    expect(ask({ history, settings: free })).toBe('send ok');
    expect(ask({ history: [mail('2026-11-18')], settings: free })).toBe(
      'hold 2026-12-02T09:00:00Z limit_person',
    );
  });
});

describe('one mailing to several people', () => {
  const colleague = (day: string, person: string, mailing = 'w2') => mail(day, { person, mailing });
  const two = limits({ short: { max: 2, days: 14 } });

  it('is one contact of the employer on one local day', () => {
    const sent = ['p2', 'p3', 'p4'].map((person) => colleague('2026-11-20', person));
    expect(ask({ settings: two, history: sent })).toBe('send ok');
    const days = [colleague('2026-11-20', 'p2'), colleague('2026-11-21', 'p3')];
    expect(ask({ settings: two, history: days, message: open })).toBe(
      'hold 2026-12-04T09:00:00Z limit_employer',
    );
  });
  it('counts each for a person', () => {
    const sent = [colleague('2026-11-20', 'p1')];
    expect(ask({ history: sent, message: open })).toBe('hold 2026-12-04T09:00:00Z limit_person');
  });
  it('joins only on the day itself: what quiet time moves on is a second contact', () => {
    const history = [colleague('2026-11-25T16:50:00Z', 'p2')];
    expect(ask({ history, ...at('2026-11-25T16:59:59Z', { mailing: 'w2' }) })).toBe('send ok');
    expect(ask({ history, ...at('2026-11-25T17:00:00Z', { mailing: 'w2' }) })).toBe(
      'hold 2026-12-09T09:00:00Z limit_employer',
    );
    expect(ask({ history, ...at('2026-11-25T16:59:59Z', { mailing: 'w3' }) })).toBe(
      'hold 2026-12-09T09:00:00Z limit_employer',
    );
  });
});
