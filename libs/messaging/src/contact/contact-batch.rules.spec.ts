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
  hold: null,
  override: null,
  ...more,
});
const going = (mails: GatedMail[], more: Partial<BatchFacts> = {}) =>
  [...decideBatch(mails, facts(more), NOW)].flatMap(([id, { decision }]) =>
    decision === 'send' ? [id] : [],
  );

describe('a batch to one employer', () => {
  it('sends as many as the limit allows, however many there are', () => {
    const many = Array.from({ length: 500 }, (_, n) => mail(n));
    expect(going(many)).toEqual(['m0000']);
    const limits = { ...rules.limits, employer: { short: { max: 3, days: 14 }, long: null } };
    expect(going(many, { settings: contactSettings({ ...rules, limits }, null) })).toEqual([
      'm0000',
      'm0001',
      'm0002',
    ]);
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

/** The mails of an area, whose rows a sender changes as the decisions say. */
class Rows {
  readonly went = new Map<string, Date>();

  constructor(private mails: GatedMail[]) {}

  add(one: GatedMail): void {
    this.mails.push(one);
  }

  /** When each that waits goes, as is said of it now; kept by those that are held. */
  tell(at: Date, some = this.mails): Map<string, Date | null> {
    const mails = this.mails.map((one) => ({ ...one, at: this.went.get(one.id) ?? null }));
    const waiting = some.filter((one) => !this.went.has(one.id));
    const decided = decideBatch(waiting, facts({ mails }), at);
    for (const one of waiting) {
      const { decision, until, reason } = decided.get(one.id)!;
      if (decision === 'send') this.went.set(one.id, at);
      else Object.assign(one, { nextAttemptAt: until, hold: reason });
    }
    return new Map([...decided].map(([id, { decision, until }]) => [id, decision === 'send' ? at : until]));
  }

  /** The sender looks at what is due until all have gone. */
  sendAll(): void {
    for (let left = this.left(); left.length; left = this.left()) {
      const at = new Date(Math.min(...left.map((one) => one.nextAttemptAt!.getTime())));
      this.tell(
        at,
        left.filter((one) => one.nextAttemptAt! <= at),
      );
    }
  }

  private left(): GatedMail[] {
    return this.mails.filter((one) => !this.went.has(one.id));
  }
}

describe('a line of mails to one person', () => {
  const inLine = (n: number, more: Partial<GatedMail> = {}) =>
    mail(n, { address: 'robin@firm.example', campaign: `wave:${n}`, ...more });
  const days = (dates: Iterable<Date | null>) =>
    [...dates].map((date) => date?.toISOString().slice(0, 16)).sort();

  it('is told at once when each goes, and each goes then', () => {
    const rows = new Rows(Array.from({ length: 6 }, (_, n) => inLine(n)));
    const told = rows.tell(NOW);
    expect(days(told.values())).toEqual([
      '2026-11-25T09:00',
      '2026-12-09T09:00',
      '2026-12-23T09:00',
      '2027-01-06T09:00',
      // Four in 91 days.
      '2027-02-24T09:00',
      '2027-03-10T09:00',
    ]);
    rows.sendAll();
    expect([...rows.went].sort()).toEqual([...told].sort());
  });

  it('is told so at night too, and what comes later stands behind it', () => {
    const night = new Date('2026-11-25T22:00:00Z');
    const rows = new Rows(
      Array.from({ length: 3 }, (_, n) => inLine(n, { createdAt: night, nextAttemptAt: night })),
    );
    const told = rows.tell(night);
    const tomorrow = new Date('2026-11-26T12:00:00Z');
    const late = inLine(3, { createdAt: tomorrow, nextAttemptAt: tomorrow });
    rows.tell(new Date('2026-11-26T09:00:00Z'));
    rows.add(late);
    for (const [id, date] of rows.tell(tomorrow, [late])) told.set(id, date);
    expect(days(told.values())).toEqual([
      '2026-11-26T09:00',
      '2026-12-10T09:00',
      '2026-12-24T09:00',
      '2027-01-07T09:00',
    ]);
    rows.sendAll();
    expect([...rows.went].sort()).toEqual([...told].sort());
  });

  it('control: one that does not know what waits is told a day that is another’s', () => {
    const rows = new Rows(Array.from({ length: 3 }, (_, n) => inLine(n)));
    rows.tell(NOW);
    const alone = decideBatch([inLine(3)], facts({ mails: [{ ...inLine(0), at: NOW }] }), NOW);
    expect(alone.get('m0003')!.until).toEqual(new Date('2026-12-09T09:00:00Z'));
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
