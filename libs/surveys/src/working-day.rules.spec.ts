import { bankHolidays, isWorkingDay, onWorkingDay } from './working-day.rules.js';

describe('bank holidays of England and Wales', () => {
  // As published on gov.uk/bank-holidays.
  it.each([
    [2025, ['01-01', '04-18', '04-21', '05-05', '05-26', '08-25', '12-25', '12-26']],
    [2026, ['01-01', '04-03', '04-06', '05-04', '05-25', '08-31', '12-25', '12-28']],
    [2027, ['01-01', '03-26', '03-29', '05-03', '05-31', '08-30', '12-27', '12-28']],
    [2028, ['01-03', '04-14', '04-17', '05-01', '05-29', '08-28', '12-25', '12-26']],
  ])('%i', (year, days) => {
    expect([...bankHolidays(year)].sort()).toEqual(days.map((day) => `${year}-${day}`));
  });
  it('moves a Sunday Christmas past Boxing Day', () => {
    expect([...bankHolidays(2022)].filter((day) => day > '2022-12')).toEqual(['2022-12-26', '2022-12-27']);
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
});
