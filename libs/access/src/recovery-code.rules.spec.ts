import { newRecoveryCodes, plainRecoveryCode } from './recovery-code.rules.js';

describe('recovery codes', () => {
  it('are ten, none like another, of 80 bits each', () => {
    const codes = newRecoveryCodes();
    expect(new Set(codes).size).toBe(10);
    for (const code of codes) expect(code).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}$/);
  });

  it('are read however they are typed', () => {
    const plain = '7K2M01AB1111ZZZZ';
    for (const typed of ['7K2M-01AB-1111-ZZZZ', '7k2m oiab iIlL zzzz', ' 7K2MO1AB1111ZZZZ '])
      expect([typed, plainRecoveryCode(typed)]).toEqual([typed, plain]);
    for (const typed of ['', '123456', '7K2M-01AB-1111-ZZZ', '7K2M-01AB-1111-ZZZU'])
      expect(plainRecoveryCode(typed)).toBeUndefined();
  });
});
