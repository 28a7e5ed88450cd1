import { ask, at, call, other } from '../../../../test/support/contact-question.js';

const engagement = { purpose: 'engagement', expiresAt: null };
const NEXT_TURN = 'hold 2026-12-09T09:00:00Z another_first';

describe('several due', () => {
  it('an overridden one goes before all', () => {
    const override = { by: 'sam', reason: 'Asked for it', covers: ['limits'] };
    expect(ask({ message: { expiresAt: null }, others: [other('m2', { override })] })).toBe(NEXT_TURN);
    expect(
      ask({ message: { ...engagement, override }, others: [other('m2', { purpose: 'invitation' })] }),
    ).toBe('send ok');
    const blank = { ...override, by: '' };
    expect(ask({ message: { expiresAt: null }, others: [other('m2', { override: blank })] })).toBe('send ok');
  });
  it('then what would expire before the next turn, to the second', () => {
    const rival = (expiresAt: string) =>
      ask({ message: { expiresAt: null }, others: [other('m2', { expiresAt })] });
    expect(rival('2026-12-09T09:00:00Z')).toBe(NEXT_TURN);
    expect(rival('2026-12-09T09:00:01Z')).toBe('send ok');
  });
  it('then surveys before engagement, unless a priority says otherwise', () => {
    const survey = other('m2', { purpose: 'invitation', dueAt: '2026-11-25T09:00:00Z' });
    expect(ask({ message: { ...engagement, dueAt: '2026-11-20T09:00:00Z' }, others: [survey] })).toBe(
      NEXT_TURN,
    );
    expect(ask({ message: { ...engagement, priority: 2 }, others: [survey] })).toBe('send ok');
    expect(
      ask({
        message: { expiresAt: null },
        others: [other('m2', { priority: 3, dueAt: '2026-11-24T09:00:00Z' })],
      }),
    ).toBe(NEXT_TURN);
  });
  it('a survey that advertises is engagement', () =>
    expect(
      ask({
        message: { expiresAt: null, promotional: true },
        others: [other('m2', { purpose: 'invitation' })],
      }),
    ).toBe(NEXT_TURN));
  it('then the earlier due, then the id', () => {
    expect(ask({ message: engagement, others: [other('m2', { dueAt: '2026-11-25T08:59:59Z' })] })).toBe(
      NEXT_TURN,
    );
    expect(ask({ message: engagement, others: [other('m0')] })).toBe(NEXT_TURN);
    expect(ask({ message: engagement, others: [other('m2')] })).toBe('send ok');
  });
  it('those at the same employer share its turn, those elsewhere have their own', () => {
    const first = { purpose: 'invitation' };
    expect(ask({ message: engagement, others: [other('m0', { ...first, person: 'p2' })] })).toBe(NEXT_TURN);
    expect(ask({ message: engagement, others: [other('m0', { ...first, employer: 'e2' })] })).toBe(NEXT_TURN);
    expect(
      ask({ message: engagement, others: [other('m0', { ...first, person: 'p2', employer: 'e2' })] }),
    ).toBe('send ok');
  });
  it('one mailing to colleagues takes one turn', () =>
    expect(
      ask({
        message: { mailing: 'w2', expiresAt: null },
        others: ['p2', 'p3'].map((person) =>
          other(`m-${person}`, { purpose: 'invitation', person, mailing: 'w2' }),
        ),
      }),
    ).toBe('send ok'));
  it('all go whom the limits allow beside one another', () => {
    const two = {
      limits: { employer: { short: { max: 2, days: 14 } }, person: { short: { max: 2, days: 14 } } },
    };
    const others = [other('m0', { purpose: 'invitation' })];
    expect(ask({ settings: two, message: engagement, others })).toBe('send ok');
    expect(
      ask({ settings: two, message: engagement, others: [...others, other('m-1', { priority: 1 })] }),
    ).toBe(NEXT_TURN);
  });
  it('no turn is taken by what is not due, over, exempt or held by its own limits', () => {
    const beside = (more: object) => ask({ message: engagement, others: [other('m0', more)] });
    expect(beside({ dueAt: '2026-11-25T09:00:01Z' })).toBe('send ok');
    expect(beside({ expiresAt: '2026-11-25T09:00:00Z' })).toBe('send ok');
    expect(beside({ purpose: 'service' })).toBe('send ok');
    expect(beside({ replyTo: '2026-11-20T10:00:00Z' })).toBe('send ok');
    const history = [call('2026-11-20', { employer: 'e2', person: 'p2' })];
    expect(ask({ history, message: engagement, others: [other('m0', { person: 'p2' })] })).toBe('send ok');
  });
  it('service and replies wait for nobody', () => {
    const others = [other('m0', { purpose: 'invitation' })];
    expect(ask({ message: { purpose: 'service' }, others })).toBe('send ok');
    expect(ask({ message: { ...engagement, replyTo: '2026-11-20T10:00:00Z' }, others })).toBe('send ok');
  });
  it('in quiet time the turn is taken when hours begin, and the next one counts from there', () => {
    const evening = at('2026-11-25T18:00:00Z', { purpose: 'engagement' });
    const survey = other('m2', { purpose: 'invitation' });
    expect(ask({ ...evening, others: [survey] })).toBe('hold 2026-12-10T09:00:00Z another_first');
    expect(ask({ ...at('2026-11-25T18:00:00Z'), others: [other('m2')] })).toBe(
      'hold 2026-11-26T09:00:00Z quiet_hours',
    );
    const now = { by: 'sam', reason: 'Asked for it', covers: ['limits', 'hours'] };
    expect(ask({ ...evening, others: [{ ...survey, override: now }] })).toBe(
      'hold 2026-12-09T09:00:00Z another_first',
    );
    // One mailing to colleagues still goes together.
    expect(
      ask({
        ...at('2026-11-25T18:00:00Z', { mailing: 'w2' }),
        others: [other('m0', { ...survey, id: 'm0', person: 'p2', mailing: 'w2' })],
      }),
    ).toBe('hold 2026-11-26T09:00:00Z quiet_hours');
  });
  it('what goes now counts against what is planned', () =>
    expect(ask({ message: { ...engagement, dueAt: '2026-12-01T09:00:00Z' }, others: [other('m2')] })).toBe(
      NEXT_TURN,
    ));
  it('the third in line waits two turns, the fourth three', () => {
    const before = (...ids: string[]) => ask({ message: engagement, others: ids.map((id) => other(id)) });
    expect(before('a')).toBe(NEXT_TURN);
    expect(before('a', 'b')).toBe('hold 2026-12-23T09:00:00Z another_first');
    // 6 January would be free of the short limit, and the long one too: it is their fourth in 91 days.
    expect(before('a', 'b', 'c')).toBe('hold 2027-01-06T09:00:00Z another_first');
    // The fifth to one person in 91 days waits for the first of them to be forgotten.
    expect(before('a', 'b', 'c', 'd')).toBe('hold 2027-02-24T09:00:00Z another_first');
  });
  it('while the limit holds them all the first goes when it ends, the next a turn later', () => {
    const history = [call('2026-11-18')];
    expect(ask({ history, message: engagement, others: [other('m2')] })).toBe(
      'hold 2026-12-02T09:00:00Z limit_employer',
    );
    expect(ask({ history, message: engagement, others: [other('m0')] })).toBe(
      'hold 2026-12-16T09:00:00Z another_first',
    );
  });
  it('whoever is due by then takes the turn before it', () => {
    const survey = (dueAt: string) => [other('m2', { purpose: 'invitation', dueAt })];
    const history = [call('2026-11-18')];
    expect(ask({ history, message: engagement, others: survey('2026-12-02T09:00:00Z') })).toBe(
      'hold 2026-12-16T09:00:00Z another_first',
    );
    expect(ask({ history, message: engagement, others: survey('2026-12-02T09:00:01Z') })).toBe(
      'hold 2026-12-02T09:00:00Z limit_employer',
    );
  });
  it('no turn is waited for that another will not live to take', () => {
    const history = [call('2026-11-18')];
    const gone = other('m0', { purpose: 'invitation', expiresAt: '2026-12-02T09:00:00Z' });
    expect(ask({ history, message: engagement, others: [gone] })).toBe(
      'hold 2026-12-02T09:00:00Z limit_employer',
    );
  });
  it('what waits a turn too long never goes, naming it', () =>
    expect(
      ask({
        message: { ...engagement, expiresAt: '2026-12-05T00:00:00Z' },
        others: [other('m0', { purpose: 'invitation', expiresAt: '2026-12-05T00:00:00Z' })],
      }),
    ).toBe('never expires_first another_first'));
});

describe('sharing one mail', () => {
  const mergeable = { ...engagement, mergeable: true };
  const sharing = (id: string, more: object = {}) => other(id, { mergeable: true, ...more });

  it('goes up to three, the rest wait', () => {
    expect(ask({ message: mergeable, others: [sharing('m0')] })).toBe('never merged m0');
    expect(ask({ message: mergeable, others: [sharing('a'), sharing('b')] })).toBe('never merged a');
    expect(ask({ message: mergeable, others: [sharing('a'), sharing('b'), sharing('c')] })).toBe(NEXT_TURN);
    expect(ask({ message: mergeable, others: [sharing('m2'), sharing('m3')] })).toBe('send ok');
  });
  it('by the area’s number', () => {
    const settings = { mergeMax: 1 };
    expect(ask({ settings, message: mergeable, others: [sharing('m0')] })).toBe(NEXT_TURN);
  });
  it('only with mail of the same person, both willing, never surveys or service', () => {
    expect(ask({ message: engagement, others: [sharing('m0')] })).toBe(NEXT_TURN);
    expect(ask({ message: mergeable, others: [other('m0')] })).toBe(NEXT_TURN);
    expect(ask({ message: mergeable, others: [sharing('m0', { person: 'p2' })] })).toBe(NEXT_TURN);
    expect(ask({ message: mergeable, others: [sharing('m0', { channel: 'call' })] })).toBe(NEXT_TURN);
    expect(ask({ message: mergeable, others: [sharing('m0', { purpose: 'invitation' })] })).toBe(NEXT_TURN);
    expect(
      ask({ message: { ...mergeable, purpose: 'service', promotional: true }, others: [sharing('m0')] }),
    ).toBe(NEXT_TURN);
  });
  it('is due with the one that will carry it', () =>
    expect(ask({ message: mergeable, others: [other('m2', { purpose: 'invitation' }), sharing('m0')] })).toBe(
      NEXT_TURN,
    ));
  it('does not carry what something else holds back', () => {
    const stops = [{ on: 'person', scope: 'engagement', why: 'pause', until: '2026-12-10' }];
    expect(ask({ stops, message: mergeable, others: [sharing('m0')] })).toBe(
      'hold 2026-12-10T09:00:00Z asked_to_wait',
    );
    expect(
      ask({
        history: [call('2026-11-20')],
        message: mergeable,
        others: [sharing('m0', { employer: 'e2' })],
      }),
    ).toBe(NEXT_TURN);
  });
});

describe('a later step of the same chain', () => {
  const step = { family: 'w2', step: 2, dueAt: '2026-11-20T09:00:00Z' };
  const later = (more: object = {}) => other('m2', { purpose: 'invitation', family: 'w2', step: 3, ...more });

  it('ends the earlier once it is due', () => {
    expect(ask({ message: step, others: [later()] })).toBe('never superseded');
    expect(ask({ message: { ...step, purpose: 'service' }, others: [later()] })).toBe('never superseded');
    expect(ask({ message: step, others: [later({ dueAt: '2026-11-25T09:00:01Z' })] })).toBe('send ok');
  });
  it('is of the same chain and people', () => {
    for (const more of [{ family: 'w3' }, { family: null }, { step: 2 }, { step: 1 }, { person: 'p2' }])
      expect(ask({ message: step, others: [later({ ...more, dueAt: '2026-11-25T09:00:00Z' })] })).not.toBe(
        'never superseded',
      );
  });
  it('is not held up by the one it ends', () =>
    expect(
      ask({
        message: { ...step, step: 4, dueAt: '2026-11-25T09:00:00Z', expiresAt: null },
        others: [later({ priority: 1, dueAt: '2026-11-20T09:00:00Z' })],
      }),
    ).toBe('send ok'));
  it('is found before any limit', () =>
    expect(
      ask({ ...at('2026-11-28T22:00:00Z', step), history: [call('2026-11-20')], others: [later()] }),
    ).toBe('never superseded'));
});
