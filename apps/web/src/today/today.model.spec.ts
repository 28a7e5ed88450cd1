import { inPlainWords, nextDays, reviewRows } from './today.model.js';

it('a follow-up is said with how many it goes to, today where its hour has passed', () => {
  const now = new Date('2026-11-24T09:00:00Z');
  const wave = { title: 'How we support people', count: 31 };
  const planned = [
    { ...wave, opensOn: '2026-11-23' },
    { ...wave, opensOn: '2026-11-26' },
    { ...wave, opensOn: '2026-12-01' },
  ];
  const what = 'How we support people: follow-up survey';
  expect(nextDays(now, [], planned)).toEqual([
    { day: 'Today', lines: [{ what, count: '31' }] },
    { day: 'Thu 26', lines: [{ what, count: '31' }] },
  ]);
});

it.each([
  ['2026-11-23', 'red'],
  ['2027-02-24', 'amber'],
  ['2027-02-25', 'green'],
])('a review due on %s is marked as on the pages of the charter: %s', (reviewDueOn, tone) => {
  const charter = { employerId: 'e', signedOn: '2024-11-24', version: '1', endedOn: null, reviewDueOn };
  expect(reviewRows([charter as never], '2026-11-24', false)[0]!.mark.tone).toBe(tone);
});

it.each([
  ['The address does not exist: “550 5.1.1 User unknown”.', 'The address does not exist.'],
  ['Came back: the mailbox is full (5.2.2).', 'Came back: the mailbox is full.'],
])('a returned email is said without the codes of mail servers: %s', (reason, plain) =>
  expect(inPlainWords(reason)).toEqual({ reason: plain, technical: reason }),
);

it('a reason without codes has no technical details', () =>
  expect(inPlainWords('It took “too long”.')).toEqual({
    reason: 'It took “too long”.',
    technical: undefined,
  }));
