import { readRegisterNumber } from './register-number.rules.js';

describe('readRegisterNumber', () => {
  it.each([
    ['01234567', '01234567'],
    ['445790', '00445790'],
    ['SC1234', 'SC001234'],
    ['1234', '00001234'],
  ])('reads %s as %s', (text, number) =>
    expect(readRegisterNumber(text)).toMatchObject({ kind: 'number', number }),
  );
  it.each(['7', '12', '123', 'HRB 12345', 'HRB 123456 B'])('leaves %s out with a doubt', (text) =>
    expect(readRegisterNumber(text)).toEqual({ kind: 'left-out', doubt: expect.stringContaining(text) }),
  );
  it.each(['123456789', 'abc', '1.2E+7'])('refuses %s', (text) =>
    expect(readRegisterNumber(text).kind).toBe('wrong'),
  );
});
