import { z } from 'zod';
import { filledIn } from '../shell/index.js';
import { changedDates, overCourse, placeFields, seatsForm, shownDates, toSeats } from './session.form.js';

const whenForm = z.object({ dates: placeFields.dates });
/** When the dates of a form begin and end, or what is said of them. */
const read = (...dates: object[]): unknown => {
  try {
    return filledIn(whenForm, { dates }).dates.map(({ startsAt, endsAt }) =>
      [startsAt, endsAt].map((at) => at.toISOString().slice(5, 16)),
    );
  } catch (refused) {
    return (refused as { fields: object }).fields;
  }
};
const date = (day: string, from = '09:30', to = '16:30') => ({ day, from, to });

describe('the dates of a session', () => {
  it('are London days and times, as people write them', () => {
    expect(read(date('8 12 2026'), date('1 July 2027', '9.30', '12:00'))).toEqual([
      ['12-08T09:30', '12-08T16:30'],
      ['07-01T08:30', '07-01T11:00'],
    ]);
  });

  it('may lie in the hour that clocks skip, which ends when they do, or in the one that comes twice', () => {
    expect(read(date('28 3 2027', '01:30', '03:00'))).toEqual([['03-28T01:00', '03-28T02:00']]);
    expect(read(date('31 10 2027', '01:30', '03:00'))).toEqual([['10-31T00:30', '10-31T03:00']]);
  });

  it('say what is wrong with which of them', () => {
    expect(read(date('soon', '', '8'))).toEqual({
      'dates.0.day': 'Enter the day, like 27 1 2027',
      'dates.0.from': 'Enter when it begins',
      'dates.0.to': 'Enter when it ends, like 14:30',
    });
    expect(read(date('8 12 2026'), date('9 12 2026', '10:00', '10:00'), date('8 Dec 2026'))).toEqual({
      'dates.1.to': 'The end of date 2 must be after the beginning',
      'dates.2.day': 'Date 3 is there twice',
    });
    expect(read()).toEqual({ dates: 'Enter at least one date' });
  });

  it('become more and fewer, and never none', () => {
    const one = shownDates({ dates: { 0: date('8 12 2026') }, venue: 'Hall' });
    const two = changedDates({ ...one, go: 'add' });
    expect(two?.dates).toEqual([date('8 12 2026'), { from: '09:30', to: '16:30' }]);
    expect(changedDates({ ...one, go: 'remove.0' })).toMatchObject({ dates: [{}], venue: 'Hall' });
    expect(changedDates({ ...one, go: 'open' })).toBeUndefined();
    expect(shownDates('nothing').dates).toEqual([{}]);
  });
});

describe('the places of a session', () => {
  it('may be left open, each', () => {
    expect(toSeats(filledIn(seatsForm, { price: '7.50', unlimited: 'yes', capacity: '4' }))).toEqual({
      capacity: null,
      unlimited: true,
      minimum: null,
      roomLimit: null,
      waitingLimit: null,
      pricePence: 750,
      closesAt: null,
    });
  });

  it('are asked about again where they are more than the course has', () => {
    const seats = (more: object) => filledIn(seatsForm, { price: '0', ...more });
    expect(overCourse(14, seats({ capacity: '15' }))).toHaveProperty('capacity');
    for (const fine of [
      { capacity: '15', sure: '15' },
      { capacity: '14' },
      { capacity: '15', unlimited: 'yes' },
      {},
    ])
      expect(overCourse(14, seats(fine))).toBeUndefined();
  });
});
