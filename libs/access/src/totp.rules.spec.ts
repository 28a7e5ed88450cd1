import { appCode, base32, otpauthUri, stepAt, stepOfCode, totpCode } from './totp.rules.js';

const seed = Buffer.from('12345678901234567890');

describe('a code of an authenticator app', () => {
  // RFC 6238, appendix B, the column of SHA-1.
  it.each([
    ['1970-01-01T00:00:59Z', '94287082'],
    ['2005-03-18T01:58:29Z', '07081804'],
    ['2005-03-18T01:58:31Z', '14050471'],
    ['2009-02-13T23:31:30Z', '89005924'],
    ['2033-05-18T03:33:20Z', '69279037'],
    ['2603-10-11T11:33:20Z', '65353130'],
  ])('of %s is %s, as the standard has it', (at, code) => {
    const step = stepAt(new Date(at));
    expect(totpCode(seed, step, 8)).toBe(code);
    expect(totpCode(seed, step)).toBe(code.slice(2));
  });

  const now = new Date('2026-11-24T09:00:10Z');
  const step = stepAt(now);

  it('is taken one step early or late, and no more', () => {
    for (const [off, taken] of [
      [-2, false],
      [-1, true],
      [0, true],
      [1, true],
      [2, false],
    ] as const)
      expect([off, stepOfCode(seed, totpCode(seed, step + off), now, 0)]).toEqual([
        off,
        taken ? step + off : undefined,
      ]);
  });

  it('is taken once, and none before it either', () => {
    expect(stepOfCode(seed, totpCode(seed, step), now, step)).toBeUndefined();
    expect(stepOfCode(seed, totpCode(seed, step - 1), now, step)).toBeUndefined();
    expect(stepOfCode(seed, totpCode(seed, step + 1), now, step)).toBe(step + 1);
  });

  it('is no other text', () => {
    for (const typed of ['', '1', `${totpCode(seed, step)}0`, totpCode(Buffer.from('another seed'), step)])
      expect(stepOfCode(seed, typed, now, 0)).toBeUndefined();
  });
});

describe('a seed', () => {
  it('is written as apps take it (RFC 4648, section 10)', () => {
    const vectors = {
      f: 'MY',
      fo: 'MZXQ',
      foo: 'MZXW6',
      foob: 'MZXW6YQ',
      fooba: 'MZXW6YTB',
      foobar: 'MZXW6YTBOI',
    };
    for (const [text, written] of Object.entries(vectors)) expect(base32(Buffer.from(text))).toBe(written);
    expect(otpauthUri(seed, 'CRM & more', 'sam@example.org')).toBe(
      'otpauth://totp/CRM%20%26%20more:sam%40example.org?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=CRM%20%26%20more',
    );
  });

  it.each(['123456', '123 456', '12 34 56', '123\t456', ' 1 2 3 4 5 6 ', '123\u00a0456'])(
    'is read however it is parted: %j',
    (typed) => expect(appCode(typed)).toBe('123456'),
  );
  it.each(['12345', '1234567', 'ABCD-EFGH', ''])('is not %j', (typed) =>
    expect(appCode(typed)).toBeUndefined(),
  );
});
