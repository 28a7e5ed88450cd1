import { deliveryResult, type SmtpStage } from './smtp.rules.js';

const refused = (stage: SmtpStage, code: number, text: string) =>
  deliveryResult({ kind: 'refused', stage, code, text: `${code} ${text}` }).to;

describe('what the answer of a mail server means', () => {
  it('takes 250 for sent', () => {
    expect(deliveryResult({ kind: 'accepted', code: 250, text: '250 2.0.0 Ok' })).toEqual({
      to: 'sent',
      reason: null,
      code: 250,
      text: '250 2.0.0 Ok',
    });
  });

  it('tries again after 4xx at every stage', () => {
    for (const stage of ['connect', 'sign-in', 'sender', 'recipient', 'data'] as const)
      expect(refused(stage, 451, '4.7.1 Greylisted')).toBe('retry');
  });

  it('gives up after 5xx about this mail, and not about us', () => {
    for (const stage of ['sender', 'recipient', 'data'] as const)
      expect(refused(stage, 550, '5.7.1 No')).toBe('failed');
    for (const stage of ['connect', 'sign-in'] as const)
      expect(refused(stage, 554, '5.7.8 No')).toBe('retry');
  });

  it('blames the address only for a recipient that is wrong for good', () => {
    for (const code of ['5.1.1', '5.1.2', '5.1.3', '5.1.6', '5.1.10'])
      expect(refused('recipient', 550, `${code} No such user`)).toBe('bounced');
    expect(refused('data', 550, '5.1.1 No such user')).toBe('bounced');
    expect(refused('sender', 550, '5.1.8 Bad sender')).toBe('failed');
    expect(refused('recipient', 550, '5.1.8 Bad sender')).toBe('failed');
    expect(refused('recipient', 552, '5.2.2 Mailbox full')).toBe('failed');
    expect(refused('recipient', 550, '15.1.1 is no such code')).toBe('failed');
    expect(refused('recipient', 450, '4.1.1 perhaps later')).toBe('retry');
  });

  it('takes silence for nothing sent before the mail was handed over, and for unknown after', () => {
    expect(deliveryResult({ kind: 'silent', reached: 'claimed', text: 'ECONNREFUSED' }).to).toBe('retry');
    expect(deliveryResult({ kind: 'silent', reached: 'data', text: 'ECONNECTION' }).to).toBe('unknown');
  });

  it('sends nothing when the lease was gone', () => {
    expect(deliveryResult({ kind: 'stopped' }).to).toBe('stopped');
  });

  it('keeps of the words of the mail server what can be stored', () => {
    for (const before of ['', 'x']) {
      const { text, reason } = deliveryResult({
        kind: 'refused',
        stage: 'data',
        code: 451,
        text: `451 ${before}\u0000${'😀'.repeat(400)}`,
      });
      for (const words of [text!, reason!]) expect(words).not.toMatch(/[\p{Cc}\p{Cs}]/u);
      expect([...text!]).toHaveLength(300);
    }
  });
});
