import { envelope, hostOf, type Offered, type OutgoingMessage } from './smtp.envelope.js';

const offered: Offered = { pipelining: true, size: true, maxSize: 0, eightBit: true, utf8: false };
const message = (more: Partial<OutgoingMessage> = {}): OutgoingMessage => ({
  from: 'network+b-0123@example.org',
  to: 'robin@example.org',
  raw: Buffer.from('Subject: a\r\n\r\na\r\n'),
  mayLeave: async () => true,
  ...more,
});
const lines = (more: Partial<OutgoingMessage>, server: Partial<Offered> = {}) =>
  envelope(message(more), { ...offered, ...server });

describe('the envelope', () => {
  it('says what the server can hear, and no more', () => {
    expect(lines({})).toEqual({
      mail: 'MAIL FROM:<network+b-0123@example.org> SIZE=17',
      rcpt: 'RCPT TO:<robin@example.org>',
    });
    const raw = Buffer.from('a: \u00fc\r\n\r\n');
    expect(lines({ raw })).toMatchObject({ mail: expect.stringMatching(/ SIZE=9 BODY=8BITMIME$/) });
    expect(lines({ raw }, { size: false, eightBit: false })).toMatchObject({
      mail: 'MAIL FROM:<network+b-0123@example.org>',
    });
  });

  it.each([
    'robin@example.org\r\nRSET',
    'robin@example.org>\u0000',
    '<robin@example.org',
    'a b\u007f@example.org',
    '',
  ])('never carries %j: nothing may end the command', (to) => {
    expect(lines({ to })).toMatchObject({ kind: 'refused', stage: 'recipient', code: 501 });
    if (to) expect(lines({ from: to })).toMatchObject({ kind: 'refused', stage: 'sender', code: 501 });
  });

  it('has a domain of other letters in ours, and other letters before the @ where the server takes them', () => {
    expect(lines({ to: 'robin@müller.example' })).toMatchObject({
      rcpt: 'RCPT TO:<robin@xn--mller-kva.example>',
    });
    expect(lines({ to: 'rüdiger@example.org' })).toMatchObject({
      kind: 'refused',
      stage: 'recipient',
      code: 553,
    });
    expect(lines({ to: 'rüdiger@example.org' }, { utf8: true })).toEqual({
      mail: 'MAIL FROM:<network+b-0123@example.org> SIZE=17 SMTPUTF8',
      rcpt: 'RCPT TO:<rüdiger@example.org>',
    });
  });

  it('is not offered where the mail is too large', () => {
    expect(lines({}, { maxSize: 16 })).toMatchObject({ kind: 'refused', stage: 'data', code: 552 });
    expect(lines({}, { maxSize: 17 })).toHaveProperty('rcpt');
  });

  it('goes by the domain in small letters unless a host is named', () => {
    expect(hostOf(message({ to: '"a@b"@Example.ORG' }))).toBe('example.org');
    expect(hostOf(message({ host: 'mx.example.net' }))).toBe('mx.example.net');
  });
});
