import { bankHolidays, mondayToFriday, type Nation, weekdays } from '#platform';
import { nextOpening } from './working-time.rules.js';

const hours = (nation: Nation = 'england-and-wales') => ({
  holidays: bankHolidays(nation),
  workingDays: mondayToFriday,
  sendFrom: '09:00',
  sendUntil: '17:00',
});
const opens = (at: string, given: object = {}) =>
  nextOpening(new Date(at), { ...hours(), ...given })
    .toISOString()
    .replace('.000Z', 'Z');
const everyDay = { workingDays: weekdays };

describe('sending hours', () => {
  it('are from nine to before five', () => {
    expect(opens('2026-11-25T08:59:59Z')).toBe('2026-11-25T09:00:00Z');
    for (const now of ['2026-11-25T09:00:00Z', '2026-11-25T16:59:59Z']) expect(opens(now)).toBe(now);
    expect(opens('2026-11-25T17:00:00Z')).toBe('2026-11-26T09:00:00Z');
    expect(opens('2027-07-01T07:59:59Z')).toBe('2027-07-01T08:00:00Z');
    expect(opens('2027-07-01T16:00:00Z')).toBe('2027-07-02T08:00:00Z');
  });
  it('skip weekends and the nation’s bank holidays', () => {
    const after = (at: string, nation: Nation) => opens(at, hours(nation));
    expect(after('2026-12-24T17:00:00Z', 'england-and-wales')).toBe('2026-12-29T09:00:00Z');
    expect(after('2026-12-31T17:00:00Z', 'england-and-wales')).toBe('2027-01-04T09:00:00Z');
    expect(after('2026-12-31T17:00:00Z', 'scotland')).toBe('2027-01-05T09:00:00Z');
    expect(after('2027-03-16T17:00:00Z', 'northern-ireland')).toBe('2027-03-18T09:00:00Z');
    expect(after('2027-03-16T17:00:00Z', 'scotland')).toBe('2027-03-17T09:00:00Z');
    expect(after('2027-07-09T16:00:00Z', 'northern-ireland')).toBe('2027-07-13T08:00:00Z');
    expect(after('2027-07-30T16:00:00Z', 'scotland')).toBe('2027-08-03T08:00:00Z');
    expect(after('2027-08-27T16:00:00Z', 'scotland')).toBe('2027-08-30T08:00:00Z');
    expect(after('2027-08-27T16:00:00Z', 'england-and-wales')).toBe('2027-08-31T08:00:00Z');
  });
  it('know a day that was added', () => {
    const holidays = new Set([...bankHolidays('england-and-wales'), '2027-06-11']);
    expect(opens('2027-06-10T16:00:00Z', { holidays })).toBe('2027-06-14T08:00:00Z');
  });
  it('follow the clock over both changes of 2027', () => {
    expect(opens('2027-03-26T17:00:00Z', { holidays: new Set() })).toBe('2027-03-29T08:00:00Z');
    expect(opens('2027-10-29T16:00:00Z')).toBe('2027-11-01T09:00:00Z');
  });
  it('that open in the hour that is skipped or doubled open when the clocks change, or the first time', () => {
    const early = { ...everyDay, sendFrom: '01:30', sendUntil: '17:00' };
    expect(opens('2027-03-27T23:00:00Z', early)).toBe('2027-03-28T01:00:00Z');
    expect(opens('2027-10-30T23:10:00Z', early)).toBe('2027-10-31T00:30:00Z');
    const closing = { ...everyDay, sendFrom: '00:30', sendUntil: '01:30' };
    expect(opens('2027-10-31T00:29:59Z', closing)).toBe('2027-10-31T00:29:59Z');
    expect(opens('2027-10-31T01:15:00Z', closing)).toBe('2027-11-01T00:30:00Z');
    const skipped = { ...everyDay, sendFrom: '01:10', sendUntil: '01:50' };
    expect(opens('2027-03-28T00:00:00Z', skipped)).toBe('2027-03-30T00:10:00Z');
  });
  it('may last all day, and must open some day', () => {
    expect(opens('2026-11-25T23:59:59Z', { sendFrom: '00:00', sendUntil: '24:00' })).toBe(
      '2026-11-25T23:59:59Z',
    );
    expect(() => opens('2026-11-25T09:00:00Z', { workingDays: [] })).toThrow(RangeError);
  });
});
