import { BUILT_IN, formatOf, formattedText, isoDateText, numberText, unescaped } from './cell-text.rules.js';

const shown = (raw: string, code: string, is1904 = false) => formattedText(raw, formatOf(code), is1904);

describe('a number', () => {
  it.each([
    ['1240', '1240'],
    ['-7', '-7'],
    ['12.0', '12'],
    ['1E3', '1000'],
    ['1.2345678E+15', '1234567800000000'],
    ['1.5E+22', '15000000000000000000000'],
    ['0.30000000000000004', '0.3'],
    ['1E-7', '0.0000001'],
    ['0012', '12'],
    ['', ''],
    ['many', 'many'],
  ])('%s is typed as %s', (raw, text) => expect(numberText(raw)).toBe(text));
});

describe('a format', () => {
  it.each([
    // Zeros a register number or a telephone number has lost.
    ['1234567', '00000000', '01234567'],
    ['1422345678', '00000 000000', '01422 345678'],
    ['1422345678', '00000\\ 000000', '01422 345678'],
    ['1422345678', '"("00000")" 000000', '(01422) 345678'],
    ['201234', '00-00-00', '20-12-34'],
    ['123456789', '00000000', '123456789'],
    ['-5', '000', '-005'],
    ['1.5', '000', '1.5'],
    // No places, but decimals, thousands, words.
    ['7', '0.00', '7'],
    ['1240', '#,##0', '1240'],
    ['1240', '"year "0', '1240'],
    ['1240', 'General', '1240'],
    ['0.25', '0%', '25%'],
    ['0.07', '0.00%', '7%'],
    ['1240', '[Red]0;[Blue]-0', '1240'],
    ['1240', '@', '1240'],
  ])('%s in %s reads %s', (raw, code, text) => expect(shown(raw, code)).toBe(text));
});

describe('a date', () => {
  it.each([
    ['46350', 'dd/mm/yyyy', '24/11/2026'],
    ['46350', 'mm-dd-yy', '24/11/2026'],
    ['46350', '[$-809]d mmmm yyyy;@', '24/11/2026'],
    ['46350.604166666664', 'dd/mm/yyyy hh:mm', '24/11/2026 14:30'],
    ['46350.604166666664', 'dd/mm/yyyy', '24/11/2026'],
    ['46350', 'dd/mm/yyyy hh:mm', '24/11/2026'],
    ['46350.99999999', 'dd/mm/yyyy hh:mm', '25/11/2026'],
    ['0.604166666664', 'h:mm', '14:30'],
    ['1.5', '[h]:mm:ss', '36:00'],
    ['0.000011574', 'h:mm:ss', '00:00:01'],
    ['46327', 'mmm-yy', '01/11/2026'],
    ['1', 'dd/mm/yyyy', '01/01/1900'],
    ['59', 'dd/mm/yyyy', '28/02/1900'],
    ['61', 'dd/mm/yyyy', '01/03/1900'],
    ['-3', 'dd/mm/yyyy', '-3'],
    ['99999999', 'dd/mm/yyyy', '99999999'],
    ['next week', 'dd/mm/yyyy', 'next week'],
  ])('%s in %s reads %s', (raw, code, text) => expect(shown(raw, code)).toBe(text));

  it('counts from 1904 where the workbook says so', () => {
    expect(shown('44888', 'dd/mm/yyyy', true)).toBe('24/11/2026');
    expect(shown('0', 'dd/mm/yyyy', true)).toBe('01/01/1904');
  });

  it.each(Object.entries(BUILT_IN))('has the built-in format %s', (_, code) => {
    expect(['date', 'percent']).toContain(formatOf(code).kind);
  });

  it.each([
    ['2026-11-24', '24/11/2026'],
    ['2026-11-24T14:30:00', '24/11/2026 14:30'],
    ['2026-11-24T14:30:05.250Z', '24/11/2026 14:30:05'],
    ['2026-11-24T00:00:00', '24/11/2026'],
    ['last week', 'last week'],
  ])('%s in ISO 8601 reads %s', (iso, text) => expect(isoDateText(iso)).toBe(text));
});

it('reads escaped characters of XML', () => {
  expect(unescaped('a_x000D_b_x005F_x000D_')).toBe('a\rb_x000D_');
  expect(unescaped('plain_text')).toBe('plain_text');
});
