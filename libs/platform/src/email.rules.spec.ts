import { emailKey, isEmail, isPlausibleEmail } from './email.rules.js';

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

describe('isPlausibleEmail', () => {
  it.each([
    'jo@example.org',
    'jürgen@müller.example',
    'jo@a-b.co.uk',
    'jo@xn--mller-kva.example',
    'jo@shop.xn--p1ai',
  ])('takes %s', (text) => expect(isPlausibleEmail(text)).toBe(true));

  it.each([
    'jo@192.168.0.1',
    'jo@example.c',
    'jo@-example.org',
    'jo@example-.org',
    'jo@foo_bar.org',
    'jo@example.123',
    'jo@a/b.org',
    'jo@example.org.',
  ])('refuses %s', (text) => expect(isPlausibleEmail(text)).toBe(false));
});
