import { cleanAddress, cleanText, cleanTexts } from './sanitize-input.js';

describe('texts of a request', () => {
  it('lose control characters and keep tabs and line ends', () => {
    expect(cleanText('a\u0000b\u0007\u001b\tc\r\nd é')).toBe('ab\tc\r\nd é');
  });

  it('lose halves of surrogate pairs and keep whole ones', () => {
    expect(cleanText('a\ud800b 😀')).toBe('a\ufffdb 😀');
  });

  it('are cleaned wherever they stand in a body; numbers and such stay', () => {
    expect(cleanTexts({ 'na\u0000me': ['x\u0000', { y: '\u0001z', n: 1, b: true, o: null }] }, 3)).toEqual({
      name: ['x', { y: 'z', n: 1, b: true, o: null }],
    });
    expect(cleanTexts(undefined, 3)).toBeUndefined();
  });

  it('refuse a body nested out of all measure', () => {
    expect(() => cleanTexts(JSON.parse('['.repeat(100_000) + ']'.repeat(100_000)), 12)).toThrow(
      'Bad Request',
    );
  });

  it('lose names that every object has, and hold ids in small letters', () => {
    const body = JSON.parse('{"a":{"toString":"1","__proto__":"2","b":"3"},"constructor":"4"}');
    expect(cleanTexts(body, 3)).toEqual({ a: { b: '3' } });
    expect(cleanText('0193ABCD-0000-7000-8000-00000000ABCD')).toBe('0193abcd-0000-7000-8000-00000000abcd');
    expect(cleanText('HX1 1UJ')).toBe('HX1 1UJ');
  });

  it('are cleaned in an address, also when one hides in another', () => {
    expect(cleanAddress('/x%00y?q=a%00%1Fb%0%000c')).toBe('/xy?q=abc');
    expect(cleanAddress('/x?q=%2500%09%0A%20')).toBe('/x?q=%2500%09%0A%20');
  });
});
