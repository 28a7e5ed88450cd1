import { noNameColumn } from './employers.errors.js';
import { quoted } from './quoted.rules.js';
import { readCharityNumber, readRegisterNumber } from './register-number.rules.js';
import { readSector } from './sector.rules.js';
import { readSize } from './size.rules.js';

const long = 'x'.repeat(5000);
const cut = `“${'x'.repeat(60)}…”`;

describe('quoted', () => {
  it('repeats a short cell whole', () => expect(quoted(' HX6 4DT4 ')).toBe('“HX6 4DT4”'));
  it('cuts a long one after 60 characters', () => expect(quoted(long)).toBe(cut));
  it('leaves no half of a character', () =>
    expect(quoted('x'.repeat(59) + '🎉🎉')).toBe(`“${'x'.repeat(59)}…”`));
  it('is what the messages about cells use', () => {
    expect(readRegisterNumber(long)).toMatchObject({ reason: expect.stringContaining(cut) });
    expect(readCharityNumber(long)).toMatchObject({ reason: expect.stringContaining(cut) });
    expect(readSector(long, { sicCodes: [], isCharity: false, name: '' }).doubt).toContain(cut);
    expect(readSize(long).doubt).toContain(cut);
  });
  it('keeps the names of many long columns short', () => {
    const { message } = noNameColumn(Array.from({ length: 300 }, () => long));
    expect(message.length).toBeLessThan(1500);
    expect(message).toContain('and 280 more');
  });
});
