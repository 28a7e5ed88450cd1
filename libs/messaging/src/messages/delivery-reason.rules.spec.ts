import { deliveryResult } from '#mail-transport';
import { deliveryReason } from './delivery-reason.rules.js';

const TEXT = '550 5.1.1 <reject.anna@leak.example>: unknown; contact Jane Doe on 01422 000000';
const of = (result: Parameters<typeof deliveryResult>[0]) => {
  const { to, reason } = deliveryResult(result);
  return deliveryReason({ state: to === 'stopped' ? 'retry' : to, reason });
};

describe('the reason of a mail for who may not see whom it goes to', () => {
  it('says what a mail server did with its code, and nothing the server wrote', () => {
    const text = TEXT.replace('5.1.1 ', '');
    expect(of({ kind: 'refused', stage: 'recipient', code: 550, text: TEXT })).toBe(
      'The address does not exist (550 5.1.1).',
    );
    expect(of({ kind: 'refused', stage: 'recipient', code: 550, text })).toBe(
      'The mail server refused this address for good (550).',
    );
    expect(of({ kind: 'refused', stage: 'sender', code: 450, text: `450 4.7.1 ${TEXT}` })).toBe(
      'The mail server refused our sender address for now (450 4.7.1).',
    );
    expect(of({ kind: 'silent', reached: 'claimed', text: TEXT })).toBe(
      'The mail server could not be reached or did not answer.',
    );
    expect(of({ kind: 'silent', reached: 'data', text: TEXT })).toMatch(
      /^The connection ended after .*may have arrived\.$/,
    );
    expect(of({ kind: 'silent', reached: 'claimed', text: TEXT, unsafe: true })).toBe(
      'The connection to the mail server is not safe.',
    );
    const { reason } = deliveryResult({ kind: 'refused', stage: 'data', code: 451, text: TEXT });
    expect(deliveryReason({ state: 'failed', reason: `Given up after 72 hours. ${reason}` })).toBe(
      'Given up after 72 hours. The mail server refused the email itself for now (550 5.1.1).',
    );
  });

  it('says what came back, and of what a person wrote only what became of the mail', () => {
    expect(deliveryReason({ state: 'bounced', reason: 'Came back: the mailbox is full (5.2.2).' })).toBe(
      'Came back: the mailbox is full (5.2.2).',
    );
    expect(deliveryReason({ state: 'sent', reason: 'It arrived. The recipient reported it as spam.' })).toBe(
      'It arrived.',
    );
    for (const state of ['sent', 'cancelled', 'held', 'suppressed', 'unknown', 'failed'] as const)
      expect(
        deliveryReason({ state, reason: 'Robin Example (robin@example.org) rang: “No”.' }) ?? '',
      ).not.toMatch(/Robin|No”/);
    expect(deliveryReason({ state: 'sent', reason: null })).toBeNull();
  });
});
