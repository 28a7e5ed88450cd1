import { describe, expect, it } from '@jest/globals';
import { daysInWords, hoursInWords, whenInWords, whereInWords } from './when.js';

const day = (date: string, from = '09:30', to = '16:30') => ({
  startsAt: new Date(`${date}T${from}:00Z`),
  endsAt: new Date(`${date}T${to}:00Z`),
});

describe('the dates of a session in words', () => {
  it('name days, month and hours once', () => {
    expect(whenInWords([day('2026-12-08'), day('2026-12-09')])).toBe(
      'Tuesday 8 and Wednesday 9 December 2026, 9:30am to 4:30pm',
    );
    expect(daysInWords([day('2027-01-20'), day('2027-01-27'), day('2027-02-03')], true)).toBe(
      '20 and 27 January and 3 February',
    );
  });
  it('say the hours day by day where they differ', () => {
    expect(hoursInWords([day('2026-12-08'), day('2026-12-09', '10:00', '12:00')])).toBe(
      '8 December 9:30am to 4:30pm; 9 December 10am to 12 noon',
    );
  });
  it('are in UK time', () => {
    expect(hoursInWords([day('2027-05-18', '08:30', '15:30')])).toBe('9:30am to 4:30pm');
  });
  it('say where', () => {
    expect(whereInWords({ venue: 'Thornhill Hall', town: 'Brighouse' })).toBe('Thornhill Hall, Brighouse');
    expect(whereInWords({ venue: null, town: null })).toBe('Online');
  });
});
