import { describe, expect, it } from '@jest/globals';
import { aDay, readDay } from './days.js';

describe('a day as people write it', () => {
  it.each([
    '27 1 2027',
    '27 01 27',
    '27/01/2027',
    '27/1/27',
    '27.1.2027',
    '27-01-2027',
    '2027-01-27',
    ' 27 Jan 2027 ',
    '27 january 2027',
    '27th January, 2027',
    'Wed 27 Jan 2027',
    'Wednesday, 27 January 2027',
    '27jan2027',
  ])('reads %s', (text) => expect(readDay(text)).toBe('2027-01-27'));

  it.each([
    '',
    '31 2 2027',
    '29/2/2027',
    '2027-13-01',
    '27 Jam 2027',
    '27 Januar1 2027',
    '1 27 2027',
    'tomorrow',
    '27 1',
    '0 1 2027',
  ])('refuses %j', (text) => expect(readDay(text)).toBeUndefined());

  it('reads September by each of its short names', () =>
    expect(['1 sep 2027', '1 sept 2027', '1 September 2027'].map(readDay)).toEqual(
      Array(3).fill('2027-09-01'),
    ));

  it('says in a form what to enter, and how, once something was typed that is no day', () => {
    const said = (value: unknown) => aDay('Enter the day').safeParse(value).error?.issues[0]?.message;
    expect([said(undefined), said(''), said('soon'), said('27 1 2027')]).toEqual([
      'Enter the day',
      'Enter the day',
      'Enter the day, like 27 1 2027',
      undefined,
    ]);
  });
});
