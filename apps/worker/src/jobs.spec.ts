import { checkedJobs } from './jobs.js';
import { schedules } from './schedules.js';

const nothing = { concurrency: 1, handle: async () => undefined };
const every = () => 30;

describe('the checks of a worker that starts', () => {
  it('let one handler a job and a job for every schedule pass', () => {
    const jobs = checkedJobs(
      [{ jobs: { 'a.x': nothing } }, { jobs: { 'b.y': nothing } }],
      [{ job: 'a.x', everySeconds: every }],
    );
    expect([...jobs.keys()]).toEqual(['a.x', 'b.y']);
  });

  it('refuse two handlers of one job', () => {
    expect(() => checkedJobs([{ jobs: { 'a.x': nothing } }, { jobs: { 'a.x': nothing } }], [])).toThrow(
      'two handlers',
    );
  });

  it('refuse a schedule without a job', () => {
    expect(() => checkedJobs([{ jobs: {} }], [{ job: 'a.x', everySeconds: every }])).toThrow('no handler');
  });

  it('refuse a job that is scheduled twice', () => {
    const twice = { job: 'a.x', everySeconds: every };
    expect(() => checkedJobs([{ jobs: { 'a.x': nothing } }], [twice, twice])).toThrow('scheduled twice');
  });

  it('find the sweep among the schedules', () => {
    expect(schedules.map((line) => line.job)).toContain('messaging.sweep');
  });
});
