import { describe, expect, it } from '@jest/globals';
import { isHard, readReason, smtpIn, statusFor, statusIn } from './bounce-reason.rules.js';

describe('the reason for a refusal', () => {
  it.each([
    ['550 5.1.1 user unknown', '5.1.1', 'userunknown', true],
    ['550 5.7.1 No such user!', '5.7.1', 'userunknown', true],
    ['550 5.7.1 domain not found', '5.7.1', 'securityerror', false],
    ['550 5.1.1 the account is disabled', '5.1.1', 'suspend', false],
    ['550 5.1.1 blocked using dnsbl.example', '5.1.1', 'blocked', false],
    ['552 5.2.2 mailbox full', '5.2.2', 'mailboxfull', false],
    ['550 5.7.1 Message rejected as spam', '5.7.1', 'spamdetected', false],
    ['554 5.7.1 Relay access denied', '5.7.1', 'norelaying', false],
    ['Host or domain name not found', '5.4.4', 'hostunknown', true],
    ['the domain returned Null MX', '4.0.0', 'notaccept', false],
    ['the domain returned Null MX', '5.1.10', 'notaccept', true],
    ['message expired', '4.4.7', 'expired', false],
    ['Sender address rejected: Domain not found', '5.1.8', 'rejected', false],
    ['450 mailbox unavailable', '4.2.0', 'filtered', false],
    ['what nobody knows', undefined, 'undefined', false],
  ] as const)('%s (%s) is %s', (text, status, reason, hard) => {
    expect(readReason([text], status, smtpIn(text))).toBe(reason);
    expect(isHard(reason, status, 'failed')).toBe(hard);
  });

  it.each([
    ['a frozen message, not account', 'Message 1s6abc has been frozen (delivery error message)', 'expired'],
    ['a refused connection that was put off', '4.4.1 Deferred: Connection refused by mx.example.', 'expired'],
    ["the recipient's domain, not our greeting", 'Invalid domain name', 'hostunknown'],
    ['our greeting', '501 5.0.0 Invalid domain name', 'blocked'],
    ["a domain's nonexistence in German", 'Die Domain existiert nicht', 'hostunknown'],
    ['a code of NetEase', '554 DT:SPM 163 smtp5', 'spamdetected'],
    ['a code of Outlook.com', 'SC-001 Mail rejected for policy reasons', 'badreputation'],
    ['a refusal by policy that passes', '451 4.7.1 Try again later', 'blocked'],
    ['parts put together', '550 user mailbox is at its limit', 'mailboxfull'],
    ['other parts put together', '550 the person you wrote to has been removed', 'userunknown'],
    ['what failed, not who refused', 'delivery failed because it was rejected', 'undefined'],
  ] as const)('reads %s', (_, text, reason) => {
    expect(readReason([text], statusIn(text), smtpIn(text))).toBe(reason);
  });

  it.each([
    ['Name service error for name=no.example type=MX: Host not found', '5.4.4', true],
    ["Sorry, I couldn't find any host named no.example. (#5.1.2)", '5.1.2', true],
    ['550 5.4.310 DNS domain no.example does not exist', '5.4.310', true],
    ['Cannot find domain no.example', undefined, true],
    ['Name service error for name=no.example type=MX: Host not found, try again', '5.4.4', false],
    ['lookup of no.example responded with code NXDOMAIN', '4.0.0', false],
    ['connect to mx.example.com[192.0.2.1]:25: Connection timed out', '4.4.1', false],
    ['The remote system is no longer responding', '5.0.0', false],
  ] as const)(
    'tells a host that does not exist from one that does not answer: %s (%s)',
    (text, status, hard) => {
      expect(isHard(readReason([text], status, smtpIn(text)), status, 'failed')).toBe(hard);
    },
  );

  it('is never hard while delivery goes on', () => {
    expect(isHard('userunknown', '4.1.1', 'delayed')).toBe(false);
  });

  it('finds no meaning in the words of addresses, links and hosts', () => {
    expect(readReason(['<spam@example.com>: see https://virus.example/blocked'])).toBe('undefined');
  });

  it('believes words near the recipient before words of the whole report, unless they are weak', () => {
    expect(readReason(['mailbox full', 'user unknown'])).toBe('mailboxfull');
    expect(readReason(['try again', 'user unknown'])).toBe('userunknown');
  });
});

describe('codes in a text', () => {
  it('prefers a status beside an SMTP code, and takes no address or version for one', () => {
    expect(statusIn("5.1.0 - error 550-'5.7.1 denied'")).toBe('5.7.1');
    expect(statusIn('host 5.1.2.3 and 4.16.55.1')).toBeUndefined();
    expect(statusIn('(#5.4.4)')).toBe('5.4.4');
    expect(statusIn('said 5.1.1', true)).toBeUndefined();
  });

  it('takes no size or time for an SMTP code', () => {
    expect(smtpIn('exceeds 500 KB after 450 minutes')).toBeUndefined();
    expect(smtpIn('host said: 550 no')).toBe('550');
  });

  it('names a status for a reason that came without one', () => {
    expect([
      statusFor('userunknown', undefined, 'failed'),
      statusFor('expired', undefined, 'failed'),
      statusFor('userunknown', '450', 'failed'),
      statusFor('undefined', undefined, 'failed'),
    ]).toEqual(['5.1.1', '4.4.7', '4.0.0', undefined]);
  });
});
