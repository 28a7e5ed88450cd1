import { describe, expect, it } from '@jest/globals';
import { atStage, refusedAt } from './bounce-stage.rules.js';

describe('the step at which a mail was refused', () => {
  it.each([
    ['said: 550 no (in reply to RCPT TO command)', 'recipient'],
    ['said: 550 no (in reply to end of DATA command)', 'data'],
    ['SMTP error from remote mail server after MAIL FROM:<a@b.example>: host c: 550 no', 'sender'],
    ['SMTP error from remote mail server after end of data: 550 no', 'data'],
    ['>>> DATA\n<<< 550 no', 'data'],
    ['192.0.2.1 does not like recipient.', 'recipient'],
    ['the database is closed', undefined],
  ] as const)('reads %j', (text, stage) => {
    expect(refusedAt([text])).toBe(stage);
  });

  it('takes the words nearest to the recipient, and the first command in them', () => {
    expect(refusedAt(['no', '>>> RCPT To:<a@b.example>\n<<< 550 no\n>>> DATA\n<<< 503 no'])).toBe(
      'recipient',
    );
    expect(refusedAt(['in reply to RCPT TO command', '>>> DATA'])).toBe('recipient');
  });

  it('doubts "user unknown" for a mail whose recipient was taken, unless the status says it too', () => {
    expect(atStage('userunknown', 'data', '0.0', ['550 user unknown'])).toBe('filtered');
    expect(atStage('userunknown', 'data', '1.1', ['550 user unknown'])).toBe('userunknown');
    expect(atStage('userunknown', 'data', '0.0', ["550 this user doesn't have an account here"])).toBe(
      'userunknown',
    );
    expect(atStage('userunknown', 'recipient', '0.0', ['550 user unknown'])).toBe('userunknown');
  });

  it('believes a status for a mailbox that takes no mail, unless the recipient was refused', () => {
    expect(atStage('userunknown', undefined, '2.1', ['550 user unknown'])).toBe('filtered');
    expect(atStage('userunknown', 'recipient', '2.1', ['550 user unknown'])).toBe('userunknown');
  });

  it('takes an unknown sender for no word about the recipient', () => {
    expect(atStage('hostunknown', 'sender', '1.2', ['no such domain'])).toBe('rejected');
    expect(atStage('hostunknown', undefined, '1.8', ['no such domain'])).toBe('rejected');
    expect(atStage('mailboxfull', 'sender', '', ['full'])).toBe('mailboxfull');
  });
});
