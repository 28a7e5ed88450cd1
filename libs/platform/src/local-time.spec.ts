import { localInstant } from './local-time.js';

const at = (day: string, time: string) => localInstant(day, time).toISOString();

describe('a local time as an instant', () => {
  it('follows the clock in London', () => {
    expect(at('2026-11-24', '09:00')).toBe('2026-11-24T09:00:00.000Z');
    expect(at('2027-07-01', '09:00')).toBe('2027-07-01T08:00:00.000Z');
    expect(at('2027-07-01', '00:30')).toBe('2027-06-30T23:30:00.000Z');
    expect(at('2026-11-24', '24:00')).toBe('2026-11-25T00:00:00.000Z');
  });
  it('is the moment clocks go forward where that time is skipped', () => {
    expect(at('2027-03-28', '00:59')).toBe('2027-03-28T00:59:00.000Z');
    for (const time of ['01:00', '01:30', '01:59', '02:00'])
      expect(at('2027-03-28', time)).toBe('2027-03-28T01:00:00.000Z');
    expect(at('2027-03-28', '02:01')).toBe('2027-03-28T01:01:00.000Z');
    expect(at('2027-03-28', '24:00')).toBe('2027-03-28T23:00:00.000Z');
  });
  it('is the first of the two where clocks go back', () => {
    expect(at('2027-10-31', '00:59')).toBe('2027-10-30T23:59:00.000Z');
    expect(at('2027-10-31', '01:00')).toBe('2027-10-31T00:00:00.000Z');
    expect(at('2027-10-31', '01:30')).toBe('2027-10-31T00:30:00.000Z');
    expect(at('2027-10-31', '02:00')).toBe('2027-10-31T02:00:00.000Z');
    expect(at('2027-10-31', '00:00')).toBe('2027-10-30T23:00:00.000Z');
  });
  it('is the other of each where that is asked for', () => {
    const other = (day: string, time: string) =>
      localInstant(day, time, { doubled: 'second', missing: 'hour-on' }).toISOString();
    expect(other('2027-10-31', '01:30')).toBe('2027-10-31T01:30:00.000Z');
    expect(other('2027-10-31', '02:00')).toBe('2027-10-31T02:00:00.000Z');
    expect(other('2027-03-28', '01:30')).toBe('2027-03-28T01:30:00.000Z');
    expect(other('2027-03-28', '09:00')).toBe('2027-03-28T08:00:00.000Z');
  });
});
