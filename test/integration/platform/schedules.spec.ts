import { setTimeout as sleep } from 'node:timers/promises';
import { jest } from '@jest/globals';
import { defineSweep, type JobDefinition, type Schedule } from '#platform';
import { type Backend, noLedger, type QueueWorld, queueWorld } from '../../support/queues.js';

const RealDate = Date;

/** From here on it is this instant, and time goes on; BullMQ reads the machine's clock, which is what a test can move. */
function setMachineClock(iso: string): void {
  const shift = RealDate.parse(iso) - RealDate.now();
  globalThis.Date = class extends RealDate {
    constructor(...given: unknown[]) {
      super(...((given.length ? given : [RealDate.now() + shift]) as []));
    }
    static override now = () => RealDate.now() + shift;
  } as DateConstructor;
}

const tz = 'Europe/London';
const half = (onDays?: 'weekdays' | 'first-of-month'): Schedule => ({ daily: { at: '01:30', tz }, onDays });

describe.each<Backend>(['PostgreSQL', 'Redis'])('schedules on %s', (backend) => {
  let at: QueueWorld;
  beforeAll(async () => {
    at = await queueWorld(backend, 9);
  });
  afterEach(() => {
    globalThis.Date = RealDate;
  });
  afterAll(() => at.close());

  const next = async (name: string) => {
    const known = await (await at.queues['queue'](name)).getJobScheduler(name);
    return known?.next && new RealDate(known.next).toISOString();
  };
  /** Says a schedule at an instant; when it fires next. */
  const planned = async (name: string, schedule: Schedule, iso: string) => {
    setMachineClock(iso);
    await at.queues.schedule({ name, attempts: 1 }, schedule);
    return next(name);
  };
  /** What a job did while a worker of its own ran, from an instant on, until it did so or some seconds are over. */
  const firings = async (job: JobDefinition<Record<string, never>>, iso: string, seconds = 10) => {
    setMachineClock(iso);
    const worker = at.another();
    const fired: string[] = [];
    await worker.process(job, async () => fired.push(new Date().toISOString().slice(0, 16)), noLedger);
    for (let i = 0; i < seconds * 20 && !fired.length; i++) await sleep(50);
    await worker.close();
    return fired;
  };

  it('fire once a day at the local time, through both changes of the clocks', async () => {
    const job = defineSweep(`test.daily-${backend}`);
    // 25 October 2026: 01:30 occurs twice in London, at 00:30 and 01:30 UTC. The first counts.
    expect(await planned(job.name, half(), '2026-10-24T12:00:00.000Z')).toBe('2026-10-25T00:30:00.000Z');
    expect(await firings(job, '2026-10-25T00:29:58.500Z')).toEqual(['2026-10-25T00:30']);
    expect(await planned(job.name, half(), '2026-10-25T00:45:00.000Z')).toBe('2026-10-26T01:30:00.000Z');
    expect(await firings(job, '2026-10-25T01:29:59.000Z', 3)).toEqual([]);
    // 28 March 2027: 01:30 does not occur; as much later as clocks go forward it is 01:30 UTC, 02:30 in London.
    await at.empty();
    expect(await planned(job.name, half(), '2027-03-27T12:00:00.000Z')).toBe('2027-03-28T01:30:00.000Z');
    expect(await firings(job, '2027-03-28T00:59:59.000Z', 3)).toEqual([]);
    expect(await firings(job, '2027-03-28T01:29:58.500Z')).toEqual(['2027-03-28T01:30']);
    expect(await next(job.name)).toBe('2027-03-29T00:30:00.000Z');
  });

  it('fire on working days, or on the first of a month, at the local time', async () => {
    const weekdays = `test.weekdays-${backend}`;
    // Friday before the clocks change; the next is Monday, by winter time.
    expect(await planned(weekdays, half('weekdays'), '2026-10-23T12:00:00Z')).toBe(
      '2026-10-26T01:30:00.000Z',
    );
    const monthly = `test.monthly-${backend}`;
    expect(await planned(monthly, half('first-of-month'), '2027-03-02T12:00:00Z')).toBe(
      '2027-04-01T00:30:00.000Z',
    );
  });

  it('change when another is said, and come back with an emptied queue', async () => {
    const name = `test.changed-${backend}`;
    expect(await planned(name, { every: 3600 }, '2026-11-24T09:00:00.000Z')).toBeDefined();
    expect(await planned(name, half(), '2026-11-24T09:00:05.000Z')).toBe('2026-11-25T01:30:00.000Z');
    const bull = await at.queues['queue'](name);
    expect(await bull.getJobSchedulersCount()).toBe(1);
    const said = await bull.getJobScheduler(name);
    await at.queues.schedule({ name, attempts: 1 }, half());
    expect(await bull.getJobScheduler(name)).toEqual(said);
    await at.queues.schedule({ name, attempts: 3 }, half());
    expect((await bull.getJobScheduler(name))?.template?.opts?.attempts).toBe(3);
    await at.empty();
    expect(await next(name)).toBeUndefined();
    expect(await planned(name, half(), '2026-11-24T10:00:00.000Z')).toBe('2026-11-25T01:30:00.000Z');
  });

  it('fire late where no worker was there; a firing that is lost is planned anew', async () => {
    const job = defineSweep(`test.late-${backend}`);
    expect(await planned(job.name, half(), '2026-11-24T09:00:00.000Z')).toBe('2026-11-25T01:30:00.000Z');
    // Nobody worked that night. Whoever starts says the schedule, too, which must not throw the firing away.
    expect(await planned(job.name, half(), '2026-11-25T08:00:00.000Z')).toBe('2026-11-25T01:30:00.000Z');
    expect(await firings(job, '2026-11-25T08:00:01.000Z')).toEqual(['2026-11-25T08:00']);
    expect(await next(job.name)).toBe('2026-11-26T01:30:00.000Z');
    const lost = jest.spyOn(await at.queues['queue'](job.name), 'getJob').mockResolvedValueOnce(undefined);
    expect(await planned(job.name, half(), '2026-11-26T08:00:00.000Z')).toBe('2026-11-27T01:30:00.000Z');
    expect(lost).toHaveBeenCalledTimes(1);
  });
});
