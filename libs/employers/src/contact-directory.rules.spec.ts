import { legalFormOf, outcomeOf } from './contact-directory.rules.js';

const nothing = { legalForm: null, register: null, registerNumber: null, sector: null };

describe('the legal form of an employer', () => {
  it('is what was stated, whatever else is recorded', () =>
    expect(legalFormOf({ ...nothing, legalForm: 'Sole trader', register: 'company' })).toBe('Sole trader'));
  it.each([
    ['01234567', 'company'],
    ['SC123456', 'company'],
    ['OC301234', 'llp'],
    ['so301234', 'llp'],
    ['SL001234', 'scottish-limited-partnership'],
    ['LP001234', 'limited-partnership'],
    [null, 'company'],
  ])('Companies House number %s: %s', (registerNumber, form) =>
    expect(legalFormOf({ ...nothing, register: 'company', registerNumber })).toBe(form),
  );
  it('is a public body’s in the public sector', () =>
    expect(legalFormOf({ ...nothing, sector: 'public_mh' })).toBe('public-body'));
  it('is not known for a charity of no stated form, since many are unincorporated', () => {
    expect(legalFormOf({ ...nothing, register: 'charity_ew', sector: 'third' })).toBeNull();
    expect(legalFormOf({ ...nothing, legalForm: ' ' })).toBeNull();
  });
});

describe('what came of an activity', () => {
  it('is as said, else that it happened', () => {
    expect(outcomeOf('call', 'no-answer')).toBe('no-answer');
    expect(['call', 'visit', 'letter'].map((kind) => outcomeOf(kind, null))).toEqual([
      'spoke',
      'done',
      'posted',
    ]);
  });
});
