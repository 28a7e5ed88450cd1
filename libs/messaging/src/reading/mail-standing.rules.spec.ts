import { patience, standstill, toMend, unreadable } from './mail-standing.rules.js';

const staff = { runs: false };
const now = new Date('2026-11-24T09:00:00Z');
const ago = (minutes: number) => new Date(now.getTime() - minutes * 60_000);

describe('when mail stands still', () => {
  it('waits ten minutes, or three sweeps where they are rarer', () => {
    expect(patience(30)).toBe(600_000);
    expect(patience(300)).toBe(900_000);
  });

  it('says so only when something is due too long and nothing went meanwhile', () => {
    const standing = { oldestDue: ago(11), movedSince: false, workers: 1 };
    expect(standstill(standing, now, 30, staff)?.code).toBe('standstill');
    expect(standstill({ ...standing, oldestDue: ago(10) }, now, 30, staff)).toBeUndefined();
    expect(standstill({ ...standing, movedSince: true }, now, 30, staff)).toBeUndefined();
    expect(standstill({ ...standing, oldestDue: null }, now, 30, staff)).toBeUndefined();
    expect(standstill(standing, now, 300, staff)).toBeUndefined();
  });

  it('says sooner that no worker lives, and nothing while nothing is due', () => {
    const standing = { oldestDue: ago(3), movedSince: true, workers: 0 };
    expect(standstill(standing, now, 30, staff)?.code).toBe('no-worker');
    expect(standstill({ ...standing, oldestDue: ago(1) }, now, 30, staff)).toBeUndefined();
    expect(standstill({ ...standing, oldestDue: null }, now, 30, staff)).toBeUndefined();
  });

  it('tells staff what to do, and the machine to those who run it', () => {
    const standing = { oldestDue: ago(30), movedSince: false, workers: 0 };
    expect(standstill(standing, now, 30, staff)?.text).toContain('Ask your IT contact to restart the sender');
    expect(standstill(standing, now, 30, { runs: true })?.text).toContain('Start the worker again');
  });

  it('bears a mailbox that is away for a moment', () => {
    const trouble = 'It does not answer.';
    expect(unreadable({ trouble, troubleSince: ago(16) }, now, staff)?.text).toContain(
      'Tell your IT contact',
    );
    expect(unreadable({ trouble, troubleSince: ago(16) }, now, { runs: true })?.text).toContain(trouble);
    expect(unreadable({ trouble, troubleSince: ago(14) }, now, staff)).toBeUndefined();
    expect(unreadable({ trouble: null, troubleSince: null }, now, staff)).toBeUndefined();
    expect(unreadable(undefined, now, staff)).toBeUndefined();
  });

  it('waits for a person where words and data do not fit', () => {
    expect(toMend(0)).toBeUndefined();
    expect(toMend(1, 'Tara Thorpe')).toMatchObject({
      title: '1 email to Tara Thorpe is held',
      text: expect.stringMatching(/^Its template has a mistake/),
      link: { text: 'Correct it' },
    });
    expect(toMend(1)!.title).toBe('1 email is held');
    expect([toMend(2, 'Tara Thorpe')!.title, toMend(2)!.text]).toEqual([
      '2 emails are held',
      expect.stringMatching(/^Their template/),
    ]);
  });
});
