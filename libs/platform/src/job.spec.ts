import { z } from 'zod';
import { newId } from './ids.js';
import { checkedData, defineJob, harmlessData, idList } from './job.js';
import { repeatOf } from './job-schedule.js';

const job = defineJob({
  name: 'test.job',
  data: z.object({ id: z.guid(), ids: idList }),
  concurrency: 1,
  attempts: 1,
});
const [id, other] = [newId(), newId()];

describe('a declared job', () => {
  it('has its name alone', () => {
    expect(() => defineJob(job)).toThrow('The job test.job is declared twice');
  });

  it('takes the data of its declaration and names the fields that are wrong, never what they hold', () => {
    expect(checkedData(job, { id, ids: `${id} ${other}`, more: 1 })).toEqual({ id, ids: `${id} ${other}` });
    for (const ids of ['', `${id},${other}`, `${id} `, 'jo@example.org'])
      expect(() => checkedData(job, { id: 'jo@example.org', ids })).toThrow(
        /^The data of the job test.job does not fit its declaration: id, ids$/,
      );
    expect(() => checkedData(job, null)).toThrow(/: all of it$/);
  });
});

describe('of data that fits no declaration', () => {
  it('ids, dates and numbers are kept, words and what may be a phone number are not', () => {
    const kept = { id, ids: `${id} ${other}`, day: '2026-11-24', at: '2026-11-24T09:00:00.000Z', n: 5 };
    const wrong = {
      name: 'Jo',
      to: 'jo@example.org',
      phone: '07700900123',
      list: [{ name: 'Jo' }],
      'jo@x': 1,
    };
    expect(harmlessData({ ...kept, ...wrong })).toEqual(kept);
    for (const none of [null, undefined, 'jo@example.org', 5]) expect(harmlessData(none)).toEqual({});
  });
});

describe('a schedule for BullMQ', () => {
  const daily = { at: '07:30', tz: 'Europe/London' };

  it('is milliseconds, or a cron pattern with a time zone', () => {
    expect(repeatOf({ every: 0.5 })).toEqual({ every: 500 });
    expect(repeatOf({ daily })).toEqual({ pattern: '30 7 * * *', tz: 'Europe/London' });
    expect(repeatOf({ daily, onDays: 'weekdays' })).toEqual({ pattern: '30 7 * * 1-5', tz: 'Europe/London' });
    expect(repeatOf({ daily, onDays: 'first-of-month' })).toMatchObject({ pattern: '30 7 1 * *' });
  });

  it.each(['7:30', '24:00', '07:60', 'noon'])('has no time like %s', (at) => {
    expect(() => repeatOf({ daily: { at, tz: 'Europe/London' } })).toThrow('07:30');
  });
});
