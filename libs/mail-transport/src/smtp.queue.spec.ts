import { HostFairQueue } from './smtp.queue.js';

const anyHost = () => true;

describe('mails waiting for a connection', () => {
  it('go in their order, those put back first', () => {
    const line = new HostFairQueue<{ host: string; n: number }>();
    for (const n of [1, 2, 3]) line.push({ host: 'a', n });
    const first = line.take(anyHost)!;
    line.unshift(first);
    line.unshift({ host: 'b', n: 0 });
    expect([line.size, line.hosts]).toEqual([4, 2]);
    expect([1, 2, 3, 4].map(() => line.take(anyHost)!.n)).toEqual([0, 1, 2, 3]);
    expect([line.take(anyHost), line.size, line.hosts]).toEqual([undefined, 0, 0]);
  });

  it('of a host that may have no connection let others by, and are not looked at one by one', () => {
    const line = new HostFairQueue<{ host: string; n: number }>();
    for (let n = 0; n < 10_000; n++) line.push({ host: 'slow', n });
    line.push({ host: 'quick', n: -1 });
    const asked: string[] = [];
    const may = (host: string) => {
      asked.push(host);
      return host === 'quick';
    };
    expect(line.take(may)).toEqual({ host: 'quick', n: -1 });
    expect(asked).toEqual(['slow', 'quick']);
    expect([line.has('quick'), line.has('slow'), line.size]).toEqual([false, true, 10_000]);
    expect(line.take(may)).toBeUndefined();
  });

  it('are counted rightly whatever is taken and put back', () => {
    const line = new HostFairQueue<{ host: string; n: number }>();
    const waiting: number[] = [];
    for (let n = 0; n < 20_000; n++) {
      line.push({ host: `h${n % 7}`, n });
      waiting.push(n);
      if (n % 3 === 0) {
        const taken = line.take((host) => host !== `h${n % 5}`);
        if (taken) waiting.splice(waiting.indexOf(taken.n), 1);
      }
      if (n % 1_000 === 999) expect(line.size).toBe(waiting.length);
    }
    expect(line.takeAll().map(({ n }) => n)).toEqual(waiting);
    expect([line.size, line.hosts, line.takeAll()]).toEqual([0, 0, []]);
  }, 20_000);
});
