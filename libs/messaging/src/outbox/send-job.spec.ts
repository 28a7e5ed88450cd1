import { BATCH, SEND_JOB, SEND_SERVICE_JOB, sendJobs, type ToQueue } from './send-job.js';

const rows = (area_id: string, n: number, more: Partial<ToQueue> = {}): ToQueue[] =>
  Array.from({ length: n }, (_, i) => ({ id: `${area_id}${i}`, area_id, priority: 2, ...more }));
const sizes = (jobs: ReturnType<typeof sendJobs>) =>
  jobs.map((job) => [job.data.areaId, job.data.ids.split(' ').length]);

describe('the jobs of a worker', () => {
  it('carry up to a batch of one area each, in the order given', () => {
    expect(sizes(sendJobs([...rows('a', BATCH + 1), ...rows('b', 2)]))).toEqual([
      ['a', BATCH],
      ['a', 1],
      ['b', 2],
    ]);
    expect(sendJobs([])).toEqual([]);
  });

  it('keep service mail apart, so that it waits behind no sending', () => {
    expect(sendJobs([...rows('a', 2), ...rows('b', 1, { priority: 1 })]).map(({ job }) => job)).toEqual([
      SEND_JOB,
      SEND_SERVICE_JOB,
    ]);
  });

  it('carry fewer of those that were in hand when the program stopped, and in the end each by itself', () => {
    expect(sizes(sendJobs([...rows('a', 2), ...rows('b', 30, { area_id: 'a', stops: 1 })]))).toEqual([
      ['a', 2],
      ['a', 25],
      ['a', 5],
    ]);
    expect(sizes(sendJobs(rows('x', 3, { area_id: 'a', stops: 2 })))).toEqual([
      ['a', 1],
      ['a', 1],
      ['a', 1],
    ]);
  });
});
