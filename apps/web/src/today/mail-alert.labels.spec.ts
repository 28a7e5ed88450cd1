import { alertView } from './mail-alert.labels.js';

const since = new Date('2026-11-24T09:00:00Z');
const staff = { runs: false, names: true };
const admin = { runs: true, names: true };

describe('alerts about mail', () => {
  it('tell staff what to do, and the machine to those who run it', () => {
    expect(alertView({ code: 'no-worker', since }, staff).text).toContain(
      'Ask your IT contact to restart the sender',
    );
    expect(alertView({ code: 'no-worker', since }, admin).text).toContain('Start the worker again');
    const problem = 'It does not answer.';
    const unreadable = { code: 'mailbox-unreadable', since, problem } as const;
    expect(alertView(unreadable, staff).text).toContain('Tell your IT contact');
    expect(alertView(unreadable, staff).text).not.toContain(problem);
    expect(alertView(unreadable, admin).text).toContain(problem);
  });

  it('name whom the only held email is for, to those who may know', () => {
    const one = { code: 'to-mend', count: 1, name: 'Tara Thorpe' } as const;
    expect(alertView(one, staff)).toMatchObject({
      title: '1 email to Tara Thorpe is held',
      text: expect.stringMatching(/^Its template has a mistake/),
      link: { text: 'Correct it' },
    });
    expect(alertView(one, { ...staff, names: false }).title).toBe('1 email is held');
    const two = alertView({ code: 'to-mend', count: 2, name: null }, staff);
    expect([two.title, two.text]).toEqual(['2 emails are held', expect.stringMatching(/^Their template/)]);
  });
});
