import { followUpDay, leftOut, opensAt, type Stopped, timing, waveDays } from './wave.rules.js';

describe('the days of a wave', () => {
  it('closes with the last of its 21 days, the day it opens being the first, and counts 14 more', () => {
    expect(waveDays('2026-09-01', 21, 14)).toEqual({
      opensOn: '2026-09-01',
      closesOn: '2026-09-21',
      countedUntil: '2026-10-05',
    });
    expect(waveDays('2027-03-01', 21, 14)).toMatchObject({
      closesOn: '2027-03-21',
      countedUntil: '2027-04-04',
    });
    expect(waveDays('2026-11-24', 1, 0)).toMatchObject({
      closesOn: '2026-11-24',
      countedUntil: '2026-11-24',
    });
  });
  it.each([
    ['2026-09-01', '2027-03-01'],
    // Six months after 31 August is the last day of February, a Sunday.
    ['2026-08-31', '2027-03-01'],
    ['2027-08-31', '2028-02-29'],
    // A Saturday before the spring bank holiday.
    ['2026-11-29', '2027-06-01'],
  ])('a baseline of %s is followed up on %s', (opened, expected) =>
    expect(followUpDay(opened, 6)).toBe(expected),
  );
  it('opens at nine in London, winter and summer', () => {
    expect(opensAt('2027-03-01').toISOString()).toBe('2027-03-01T09:00:00.000Z');
    expect(opensAt('2027-06-01').toISOString()).toBe('2027-06-01T08:00:00.000Z');
  });
  it('ends with the day in London', () => {
    const wave = { closesOn: '2027-06-20', countedUntil: '2027-07-04' };
    expect(timing(wave, new Date('2027-06-20T22:59:59Z'))).toBe('open');
    expect(timing(wave, new Date('2027-06-20T23:00:00Z'))).toBe('late');
    expect(timing(wave, new Date('2027-07-04T22:59:59Z'))).toBe('late');
    expect(timing(wave, new Date('2027-07-04T23:15:00Z'))).toBe('over');
  });
});

describe('who is invited', () => {
  const contact = { email: 'robin@employer.example', emailState: 'unchecked', stops: [] as Stopped[] };
  const reach = { closed: false, signatory: true, contact };
  it('invites a signatory whose contact can be written to', () => expect(leftOut(reach)).toBeUndefined());
  it.each([
    ['closed', { ...reach, closed: true }],
    ['objected', { ...reach, contact: { ...contact, stops: ['unsubscribe', 'bounce'] as Stopped[] } }],
    ['complained', { ...reach, contact: { ...contact, stops: ['objection', 'complaint'] as Stopped[] } }],
    // Stopped because the address is dead: they asked for nothing.
    ['bounced', { ...reach, contact: { ...contact, stops: ['bounce'] as Stopped[] } }],
    ['not_signatory', { ...reach, signatory: false }],
    ['no_contact', { ...reach, contact: undefined }],
    ['no_address', { ...reach, contact: { ...contact, email: null } }],
    ['bounced', { ...reach, contact: { ...contact, emailState: 'bounced' } }],
  ])('leaves out: %s', (reason, given) => expect(leftOut(given)).toBe(reason));
});
