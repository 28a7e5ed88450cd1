import { agoWords, dueBadge } from './due-badge.js';

describe('a due mark', () => {
  const today = '2026-10-25';
  it.each([
    ['2026-10-19', {}, 'red', '6 days overdue'],
    ['2026-10-24', { time: '09:30' }, 'red', '1 day overdue'],
    ['2026-10-25', {}, 'amber', 'Today'],
    ['2026-10-25', { time: '14:00' }, 'amber', 'Today, 2pm'],
    ['2026-10-25', { time: '14:00', now: '14:00' }, 'amber', 'Today, 2pm'],
    ['2026-10-25', { time: '14:00', now: '14:01' }, 'red', 'Overdue since 2pm'],
    ['2026-10-26', { time: '14:00', now: '14:01' }, 'green', '26 Oct 2026, 2pm'],
    // The day after the clocks go back.
    ['2026-10-26', {}, 'green', '26 Oct 2026'],
    ['2026-10-27', { weekday: true, time: '09:30' }, 'green', 'Tue 27 October, 9:30am'],
    ['2027-01-25', { soonUntil: '2027-01-25' }, 'amber', '25 Jan 2027'],
    ['2027-01-26', { soonUntil: '2027-01-25' }, 'green', '26 Jan 2027'],
  ])('of %s with %j', (dueOn, more, tone, text) =>
    expect(dueBadge(dueOn, today, more)).toEqual({ tone, text }),
  );
});

it.each([
  ['2026-10-25', 'today'],
  ['2026-10-24', 'yesterday'],
  ['2026-09-25', '30 days ago'],
])('%s was %s', (day, words) => expect(agoWords(day, '2026-10-25')).toBe(words));
