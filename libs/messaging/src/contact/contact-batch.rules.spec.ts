import { contactSettings, isPrivateMailbox, longestDays, nationOf, programRules } from '#contact-policy';
import { mondayToFriday } from '#platform';
import { type BatchFacts, decideBatch } from './contact-batch.rules.js';
import type { GatedMail } from './contact-gate.types.js';

const NOW = new Date('2026-11-25T09:00:00Z');
const rules = programRules('england-and-wales');
const facts = (more: Partial<BatchFacts> = {}): BatchFacts => ({
  settings: contactSettings(rules, null),
  restored: false,
  pauses: { area: null, campaigns: new Set(), pauses: [] },
  employers: [],
  people: [],
  mails: [],
  events: [],
  stops: new Map(),
  permitted: new Map(),
  ...more,
});
const mail = (n: number, more: Partial<GatedMail> = {}): GatedMail => ({
  id: `m${String(n).padStart(4, '0')}`,
  employerId: 'e1',
  contactId: null,
  address: `person${n}@firm.example`,
  purpose: 'invitation',
  promotional: false,
  immediate: false,
  topic: null,
  campaign: null,
  state: 'queued',
  createdAt: NOW,
  nextAttemptAt: NOW,
  expiresAt: null,
  override: null,
  ...more,
});
const going = (mails: GatedMail[], more: Partial<BatchFacts> = {}) =>
  [...decideBatch(mails, facts(more), NOW)].flatMap(([id, { decision }]) =>
    decision === 'send' ? [id] : [],
  );

describe('a batch to one employer', () => {
  it('sends as many as the limit allows, however many there are, in good time', () => {
    const many = Array.from({ length: 500 }, (_, n) => mail(n));
    const began = performance.now();
    expect(going(many)).toEqual(['m0000']);
    const limits = { ...rules.limits, employer: { short: { max: 3, days: 14 }, long: null } };
    expect(going(many, { settings: contactSettings({ ...rules, limits }, null) })).toEqual([
      'm0000',
      'm0001',
      'm0002',
    ]);
    expect(performance.now() - began).toBeLessThan(5_000);
  });
  it('sends a whole mailing to colleagues as one contact', () => {
    const colleagues = Array.from({ length: 300 }, (_, n) => mail(n, { campaign: 'wave:1' }));
    expect(going([...colleagues, mail(900, { campaign: 'wave:2' })])).toHaveLength(300);
  });
  it('sends first what was overridden, then surveys, then what was due earlier', () => {
    const override = { by: 'Sam', reason: 'They asked for it', covers: ['limits' as const] };
    const [first, survey, offer] = [
      mail(3, { override, purpose: 'engagement' }),
      mail(2),
      mail(1, { purpose: 'engagement' }),
    ];
    const employers = [{ id: 'e1', legalForm: 'company', closed: false }];
    expect(going([offer, survey, first], { employers })).toEqual(['m0003']);
    expect(going([offer, survey], { employers })).toEqual(['m0002']);
    const earlier = new Date(NOW.getTime() - 1000);
    expect(going([mail(1), mail(2, { nextAttemptAt: earlier })])).toEqual(['m0002']);
  });
  it('does not let what cannot go take a turn', () => {
    const stops = new Map([
      [mail(1).address, [{ on: 'person' as const, scope: 'everything', why: 'objection', until: null }]],
    ]);
    expect(going([mail(1), mail(2)], { stops })).toEqual(['m0002']);
  });
  it('takes paid offers to a sole trader for what they are, whatever the public task', () => {
    const settings = contactSettings({ ...rules, publicTask: true }, null);
    const employers = [{ id: 'e1', legalForm: 'sole trader', closed: false }];
    const offer = (topic: string | null) =>
      going([mail(1, { purpose: 'engagement', topic })], { settings, employers });
    expect([offer('forum'), offer('training'), offer(null)]).toEqual([['m0001'], [], []]);
  });
});

describe('the rules of an area', () => {
  it('know its nation by its code', () =>
    expect(['E08000033', 'W06000001', 'S12000036', 'N09000003', null].map(nationOf)).toEqual([
      'england-and-wales',
      'england-and-wales',
      'scotland',
      'northern-ireland',
      'england-and-wales',
    ]));
  it('look back as far as their longest limit', () => {
    expect(longestDays(contactSettings(rules, null))).toBe(91);
    const limits = { ...rules.limits, person: { short: null, long: { max: 9, days: 365 } } };
    expect(longestDays(contactSettings({ ...rules, limits }, null))).toBe(365);
  });
  it('add their own days to the bank holidays', () => {
    const { holidays, workingDays } = contactSettings({ ...rules, extraDays: ['2027-06-11'] }, null);
    expect([holidays.has('2027-06-11'), holidays.has('2026-12-25'), workingDays]).toEqual([
      true,
      true,
      mondayToFriday,
    ]);
  });
});

describe('private mailboxes', () => {
  it.each([
    ['robin@gmail.com', true],
    ['robin@BTinternet.com ', true],
    ['robin@firm.example', false],
    ['gmail.com@firm.example', false],
    ['robin@notgmail.com', false],
  ])('%s: %s', (address, is) => expect(isPrivateMailbox(address)).toBe(is));
});
