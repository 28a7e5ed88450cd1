import { readSize } from './size.rules.js';

describe('readSize', () => {
  it.each([
    ['1240', 1240, 'n501_plus'],
    ['1,240', 1240, 'n501_plus'],
    ['1 240', 1240, 'n501_plus'],
    ['86 staff', 86, 'n50_249'],
    ['500', 500, 'n250_500'],
    ['9', 9, 'n1_9'],
    ['12.0', 12, 'n10_49'],
    ['0', 0, null],
    ['about 7', 7, 'n1_9'],
    ['approx. 40 employees', 40, 'n10_49'],
    ['c. 300', 300, 'n250_500'],
    ['~20', 20, 'n10_49'],
  ])('reads %s as %d people', (text, headcount, sizeBand) =>
    expect(readSize(text)).toMatchObject({ headcount, sizeBand, reportedSize: null, peopleFrom: headcount }),
  );
  it.each([
    ['Less than 250', null, 0],
    ['250 to 499', 'n250_500', 250],
    ['500 to 999', null, 500],
    ['1000 to 4999', 'n501_plus', 1000],
    ['5000 to 19,999', 'n501_plus', 5000],
    ['20,000 or more', 'n501_plus', 20000],
    ['10-49', 'n10_49', 10],
    ['50–249 employees', 'n50_249', 50],
    ['under 10', 'n1_9', 0],
    ['up to 10', null, 0],
    ['500+', null, 500],
    ['over 500', 'n501_plus', 501],
    ['12.5', 'n10_49', 12],
  ])('keeps %s as reported, with band %s', (text, sizeBand, peopleFrom) =>
    expect(readSize(text)).toEqual({ headcount: null, reportedSize: text, sizeBand, peopleFrom }),
  );
  it.each(['', ' ', 'Not Provided', 'n/a', '-'])('reads nothing in %j', (text) =>
    expect(readSize(text)).toEqual({ headcount: null, reportedSize: null, sizeBand: null, peopleFrom: null }),
  );
  it('keeps other words, with a doubt', () =>
    expect(readSize('SME')).toMatchObject({
      reportedSize: 'SME',
      sizeBand: null,
      doubt: expect.stringContaining('SME'),
    }));
  it.each(['-5', '99999999999'])('refuses %s', (text) => expect(readSize(text).wrong).toBeDefined());
});
