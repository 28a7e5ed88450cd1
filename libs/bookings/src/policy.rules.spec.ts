import { describe, expect, it } from '@jest/globals';
import { cancelTerms, deadline, feePence, freeUntil, standardPolicy, tierAt } from './policy.rules.js';

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

describe('a place given from the waiting list', () => {
  const start = new Date('2027-05-18T08:30:00Z');
  const booked = { policy: standardPolicy, pricePence: 7500 };
  const given = new Date('2027-05-15T14:20:00Z');
  const at = (iso: string) => cancelTerms(booked, start, new Date(iso), given);

  it('can be given back at no cost for 24 hours, the last minute included', () => {
    expect(freeUntil(given, start).toISOString()).toBe('2027-05-16T14:20:00.000Z');
    expect(at('2027-05-16T14:20:59Z')).toEqual({ open: true, feePence: 0 });
    expect(at('2027-05-16T14:21:00Z')).toEqual({ open: true, feePence: 1875 });
    expect(cancelTerms(booked, start, new Date('2027-05-16T14:20:59Z'))).toEqual({
      open: true,
      feePence: 1875,
    });
  });

  it('whatever the terms say of cancelling, but not once it has begun', () => {
    const never = {
      ...booked,
      policy: { ...standardPolicy, tiers: [{ ...standardPolicy.tiers[2]!, cancel: false }] },
    };
    expect(cancelTerms(never, start, new Date('2027-05-15T15:00:00Z'), given).open).toBe(true);
    const late = new Date('2027-05-18T08:00:00Z');
    expect(freeUntil(late, start)).toEqual(start);
    expect(cancelTerms(booked, start, new Date('2027-05-18T08:31:00Z'), late).open).toBe(false);
  });
});
