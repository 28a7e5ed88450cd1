import type { DirectoryEvent } from '#contact-policy';
import { contactSettings, programRules } from '#contact-policy';
import type { NeighbourMail } from './contact-history.repository.js';
import { contactStatusOf } from './contact-status.rules.js';

const NOW = new Date('2026-11-25T09:00:00Z');
const rules = programRules('england-and-wales');
const call = (at: string, more: Partial<DirectoryEvent> = {}): DirectoryEvent => ({
  at: new Date(at),
  kind: 'call',
  direction: 'out',
  state: 'spoke',
  agency: null,
  employerId: 'e1',
  contactId: null,
  by: 'Sam Sample',
  ...more,
});
const mail = (at: string | null, more: Partial<NeighbourMail> = {}): NeighbourMail => ({
  id: 'm1',
  employerId: 'e1',
  contactId: 'c1',
  address: 'a@firm.example',
  purpose: 'invitation',
  promotional: false,
  immediate: false,
  topic: null,
  campaign: null,
  state: 'sent',
  createdAt: NOW,
  nextAttemptAt: null,
  expiresAt: null,
  hold: null,
  override: null,
  at: at === null ? null : new Date(at),
  ...more,
});
const standing = (
  known: { mails?: NeighbourMail[]; events?: DirectoryEvent[] },
  more: { closed?: boolean; rules?: object; pause?: 'all'; now?: Date } = {},
) =>
  contactStatusOf(
    { id: 'e1', legalForm: null, closed: more.closed ?? false },
    { mails: [], events: [], ...known },
    contactSettings({ ...rules, ...more.rules }, more.pause ?? null),
    more.now ?? NOW,
  );

describe('how an employer stands', () => {
  it('without any contact: may be contacted now', () =>
    expect(standing({})).toEqual({ last: null, next: { may: 'now' } }));

  it('after a call: from the day the limit frees, and why', () =>
    expect(standing({ events: [call('2026-11-18T10:00:00Z')] })).toEqual({
      last: { at: new Date('2026-11-18T10:00:00Z'), kind: 'call', agency: null, by: 'Sam Sample' },
      next: {
        may: 'from',
        from: new Date('2026-12-02T09:00:00Z'),
        why: 'This employer may have at most 1 contact in 14 days, and the call of 18 November 2026 still counts.',
      },
    }));

  it('after an email that counts, and a call by another agency before it', () => {
    const events = [call('2026-11-10T10:00:00Z', { agency: ' Jobcentre Plus ' })];
    expect(standing({ events }).last).toMatchObject({ kind: 'call', agency: 'Jobcentre Plus' });
    expect(standing({ events, mails: [mail('2026-11-20T10:00:00Z')] })).toMatchObject({
      last: { kind: 'mail', agency: null, by: null },
      next: { may: 'from', from: new Date('2026-12-04T09:00:00Z') },
    });
  });

  it.each([
    ['a call nobody answered', { events: [call('2026-11-24T10:00:00Z', { state: 'no-answer' })] }],
    ['a call of theirs', { events: [call('2026-11-24T10:00:00Z', { direction: 'in' })] }],
    [
      'a visit that did not take place',
      { events: [call('2026-11-24T10:00:00Z', { kind: 'visit', state: 'cancelled' })] },
    ],
    ['service mail', { mails: [mail('2026-11-24T10:00:00Z', { purpose: 'service' })] }],
    ['mail that waits', { mails: [mail(null, { state: 'queued' })] }],
    ['mail that came back', { mails: [mail('2026-11-24T10:00:00Z', { state: 'bounced' as never })] }],
  ])('after %s: as if nothing had been', (_, known) =>
    expect(standing(known)).toEqual({ last: null, next: { may: 'now' } }),
  );

  it('by what the area leaves out', () => {
    const events = [call('2026-11-24T10:00:00Z', { agency: 'Chamber' })];
    expect(standing({ events }, { rules: { agenciesNotCounted: ['chamber'] } }).last).toBeNull();
    expect(standing({ events }, { rules: { notCounted: ['call'] } }).last).toBeNull();
  });

  it('whether or not email is paused, and in quiet time as all that is sent', () => {
    expect(standing({}, { pause: 'all' }).next).toEqual({ may: 'now' });
    expect(standing({}, { now: new Date('2026-11-28T12:00:00Z') }).next).toEqual({
      may: 'from',
      from: new Date('2026-11-30T09:00:00Z'),
      why: 'It is a weekend or a bank holiday.',
    });
  });

  it('once it has closed: not at all', () =>
    expect(standing({}, { closed: true }).next).toEqual({ may: 'no', why: 'The employer has closed.' }));
});
