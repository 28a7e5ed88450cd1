import {
  addDays,
  bankHolidays,
  bankHolidaysCheckedUntil,
  daysBetween,
  isWorkingDay,
  nations,
  onWorkingDay,
} from './working-day.js';

const inYear = (nation: (typeof nations)[number], year: string) =>
  [...bankHolidays(nation)].filter((day) => day.startsWith(year)).map((day) => day.slice(5));

describe('the table of bank holidays', () => {
  // As published on gov.uk/bank-holidays.
  it.each([
    ['england-and-wales', '2025', '01-01 04-18 04-21 05-05 05-26 08-25 12-25 12-26'],
    ['england-and-wales', '2026', '01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28'],
    ['england-and-wales', '2027', '01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28'],
    ['england-and-wales', '2028', '01-03 04-14 04-17 05-01 05-29 08-28 12-25 12-26'],
    ['scotland', '2027', '01-01 01-04 03-26 05-03 05-31 08-02 11-30 12-27 12-28'],
    ['scotland', '2028', '01-03 01-04 04-14 05-01 05-29 08-07 11-30 12-25 12-26'],
    ['northern-ireland', '2027', '01-01 03-17 03-26 03-29 05-03 05-31 07-12 08-30 12-27 12-28'],
    ['northern-ireland', '2028', '01-03 03-17 04-14 04-17 05-01 05-29 07-12 08-28 12-25 12-26'],
  ] as const)('%s %s', (nation, year, days) => expect(inYear(nation, year)).toEqual(days.split(' ')));

  it('has the days of one year only', () => {
    for (const nation of nations) expect(bankHolidays(nation)).toContain('2023-05-08');
    expect(bankHolidays('scotland')).toContain('2026-06-15');
    expect(bankHolidays('england-and-wales')).not.toContain('2026-06-15');
  });
  it('moves a Sunday Christmas past Boxing Day', () =>
    expect(inYear('england-and-wales', '2022').slice(-2)).toEqual(['12-26', '12-27']));
  it('holds real weekdays only, in order, each once', () => {
    for (const nation of nations) {
      const days = [...bankHolidays(nation)];
      expect(days).toEqual([...new Set(days)].sort());
      for (const day of days) expect([1, 2, 3, 4, 5]).toContain(new Date(day + 'T00:00:00Z').getUTCDay());
    }
  });
  it('reaches past the day it was checked up to', () => {
    for (const nation of nations)
      expect([...bankHolidays(nation)].at(-1)! > bankHolidaysCheckedUntil).toBe(true);
  });
});

describe('working days', () => {
  it('keeps a working day', () => expect(onWorkingDay('2027-03-01')).toBe('2027-03-01'));
  it('moves past a weekend', () => expect(onWorkingDay('2027-05-22')).toBe('2027-05-24'));
  it('moves past Easter', () => expect(onWorkingDay('2027-03-26')).toBe('2027-03-30'));
  it('moves past a weekend that a holiday follows', () =>
    expect(onWorkingDay('2027-05-29')).toBe('2027-06-01'));
  it('knows a Monday from a bank holiday Monday', () => {
    expect(isWorkingDay('2026-08-24')).toBe(true);
    expect(isWorkingDay('2026-08-31')).toBe(false);
  });
  it('goes by the nation and the week it is given', () => {
    const scottish = { holidays: bankHolidays('scotland'), weekdays: ['mon', 'sat'] as const };
    expect(isWorkingDay('2026-08-31', scottish)).toBe(true);
    expect(onWorkingDay('2026-11-29', scottish)).toBe('2026-12-05');
    expect(() => onWorkingDay('2026-11-29', { ...scottish, weekdays: [] })).toThrow(RangeError);
  });
});

describe('counting days', () => {
  it('crosses months and clock changes by the calendar', () => {
    expect(addDays('2026-11-18', 14)).toBe('2026-12-02');
    expect(addDays('2027-03-27', 2)).toBe('2027-03-29');
    expect(daysBetween('2026-11-11', '2026-11-25')).toBe(14);
    expect(daysBetween('2027-10-30', '2027-11-01')).toBe(2);
  });
});
