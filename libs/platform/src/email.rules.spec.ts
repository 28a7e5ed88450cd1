import { emailKey, isEmail } from './email.rules.js';

describe('isEmail', () => {
  it.each([
    'a@b.co',
    'jo.o’brien+x@sub.example.org',
    "o'neil@example.org",
    'jürgen@müller.example',
    `${'a'.repeat(64)}@example.org`,
  ])('takes %s', (text) => expect(isEmail(text)).toBe(true));

  it.each([
    '',
    'example.org',
    'a@b',
    'a@b@c.org',
    'a b@example.org',
    'a\u0000b@example.org',
    'a@example.org\r\nBcc: x@example.org',
    '.a@example.org',
    'a.@example.org',
    'a..b@example.org',
    'a@example..org',
    'a@.example.org',
    'A <a@example.org>',
    'a@example.org,b@example.org',
    `${'a'.repeat(65)}@example.org`,
    `a@${'b'.repeat(250)}.org`,
  ])('refuses %j', (text) => expect(isEmail(text)).toBe(false));
});

describe('emailKey', () => {
  it('is the same however the address was typed', () => {
    expect(emailKey(' Sam@Example.ORG ')).toBe('sam@example.org');
    expect(emailKey('ju\u0308rgen@example.org')).toBe(emailKey('J\u00fcrgen@example.org'));
  });

  it('keeps different mailboxes apart', () => {
    expect(emailKey('\ufb01ona@example.org')).not.toBe(emailKey('fiona@example.org'));
  });
});
