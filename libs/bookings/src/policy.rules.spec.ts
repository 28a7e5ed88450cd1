import { describe, expect, it } from '@jest/globals';
import { cancelTerms, deadline, feePence, standardPolicy, tierAt } from './policy.rules.js';

describe('deadlines of the policy', () => {
  it('are counted on the wall clock across both changes of the clocks', () => {
    expect(deadline(168, new Date('2027-03-30T09:30:00+01:00'))).toEqual(new Date('2027-03-23T09:30:00Z'));
    expect(deadline(168, new Date('2027-11-02T09:30:00Z'))).toEqual(new Date('2027-10-26T09:30:00+01:00'));
  });

  it('move an hour on where the time does not exist, and take the later where it comes twice', () => {
    expect(deadline(24, new Date('2027-03-29T01:30:00+01:00'))).toEqual(new Date('2027-03-28T01:30:00Z'));
    expect(deadline(24, new Date('2027-11-01T01:30:00Z'))).toEqual(new Date('2027-10-31T01:30:00Z'));
  });

  it('hold through their printed minute', () => {
    const start = new Date('2027-05-18T09:30:00+01:00');
    expect(tierAt(standardPolicy, start, new Date('2027-05-11T09:30:59+01:00'))?.cancelFee).toBe(0);
    expect(tierAt(standardPolicy, start, new Date('2027-05-11T09:31:00+01:00'))?.cancelFee).toBe(25);
    expect(tierAt(standardPolicy, start, new Date('2027-05-17T09:31:00+01:00'))?.cancelFee).toBe(50);
    expect(tierAt(standardPolicy, start, new Date('2027-05-18T09:31:00+01:00'))).toBeUndefined();
  });

  it('let the public cancel until the start, and take the whole price of who is cancelled after it', () => {
    const start = new Date('2027-05-18T09:30:00+01:00');
    const at = (time: string) =>
      cancelTerms({ policy: standardPolicy, pricePence: 7500 }, start, new Date(time));
    expect(at('2027-05-11T09:30:59+01:00')).toEqual({ open: true, feePence: 0 });
    expect(at('2027-05-18T09:30:59+01:00')).toEqual({ open: true, feePence: 3750 });
    expect(at('2027-05-18T09:31:00+01:00')).toEqual({ open: false, feePence: 7500 });
  });

  it('round fees half up to the penny', () => {
    expect(feePence(7500, 25)).toBe(1875);
    expect(feePence(4999, 50)).toBe(2500);
    expect(feePence(0, 50)).toBe(0);
  });
});
