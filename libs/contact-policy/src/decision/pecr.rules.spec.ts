import { ask } from '../../../../test/support/contact-question.js';
import { subscriberOf } from './pecr.rules.js';

const offer = { purpose: 'engagement' };
const to = (legalForm: string | null, more: object = {}) =>
  ask({ message: offer, employer: { legalForm }, ...more });

describe('advertising by mail', () => {
  it.each(['company', 'llp', 'scottish-partnership', 'public-body', 'incorporated-charity'])(
    'may go to a %s',
    (form) => expect(to(form)).toBe('send ok'),
  );
  it.each(['sole-trader', 'partnership', 'unincorporated-body'])('needs a yes from a %s', (form) => {
    expect(to(form)).toBe('never no_consent');
    expect(to(form, { person: { consent: { at: '2024-05-01T10:00:00Z' } } })).toBe('send ok');
    expect(to(form, { person: { consent: true } })).toBe('send ok');
    expect(to(form, { person: { softOptIn: '2024-05-01' } })).toBe('send ok');
  });
  it('needs a yes from a private mailbox anywhere', () => {
    const person = { addressKind: 'private' };
    for (const form of ['company', 'public-body', 'unknown', null])
      expect(to(form, { person })).toBe('never no_consent');
    expect(to('company', { person: { ...person, consent: '2026-11-01' } })).toBe('send ok');
    expect(to('company', { person: { ...person, consent: '2026-11-26' } })).toBe('never no_consent');
  });
  it('waits until the legal form is stated, unless that changes nothing', () => {
    for (const form of ['unknown', null, 'charity', 'something else'])
      expect(to(form)).toBe('hold legal_form_unknown');
    expect(to('unknown', { person: { consent: true } })).toBe('send ok');
    expect(to('unknown', { settings: { publicTask: true } })).toBe('send ok');
  });
  it('by a charity on soft opt-in only since 5 February 2026', () => {
    const since = (softOptIn: unknown) =>
      to('sole-trader', { settings: { senderIsCharity: true }, person: { softOptIn } });
    expect(since('2026-02-04')).toBe('never no_consent');
    expect(since('2026-02-05')).toBe('send ok');
    expect(since({ at: '2026-02-04T23:59:59Z' })).toBe('never no_consent');
    expect(since({ at: '2026-02-05T00:00:00Z' })).toBe('send ok');
    expect(since(true)).toBe('never no_consent');
  });
  it('of unpaid offers passes as a declared public task', () => {
    const settings = { publicTask: true };
    expect(to('sole-trader', { settings })).toBe('send ok');
    expect(to('sole-trader', { settings, message: { ...offer, chargedFor: true } })).toBe('never no_consent');
    expect(to('company', { settings, message: { ...offer, chargedFor: true } })).toBe('send ok');
  });
  it('inside service and survey mail is advertising', () => {
    const employer = { legalForm: 'sole-trader' };
    for (const purpose of ['service', 'invitation']) {
      expect(ask({ employer, message: { purpose } })).toBe('send ok');
      expect(ask({ employer, message: { purpose, promotional: true } })).toBe('never no_consent');
    }
  });
  it('is no matter of calls and letters', () => {
    for (const channel of ['call', 'letter', 'visit'])
      expect(to('sole-trader', { message: { ...offer, channel } })).toBe('send ok');
  });
  it('is not refused for a yes nobody is there to give', () =>
    expect(
      ask({
        message: { ...offer, toRole: 'primary', person: null },
        person: null,
        employer: { legalForm: 'sole-trader' },
      }),
    ).toBe('hold no_recipient'));
});

describe('legal forms as staff write them', () => {
  it.each([
    ['Private limited company', 'corporate'],
    ['Limited Liability Partnership', 'corporate'],
    ['CIO', 'corporate'],
    ['NHS trust', 'corporate'],
    ['Limited partnership', 'individual'],
    ['Sole trader', 'individual'],
    ['unincorporated association', 'individual'],
    ['', 'unknown'],
    ['Stiftung', 'unknown'],
  ])('%s', (form, kind) => expect(subscriberOf(form)).toBe(kind));
});
