import { setImmediate as turn } from 'node:timers/promises';
import { HostSemaphore } from './host-semaphore.js';

const order = async (semaphore: HostSemaphore, wishes: [string, boolean?][]) => {
  const taken: string[] = [];
  for (const [host, urgent] of wishes)
    void semaphore.acquire(host, urgent).then(() => taken.push(`${host}${urgent ? '!' : ''}`));
  await turn();
  return taken;
};

describe('turns', () => {
  it('are so many at a time, and of these so many for one host', async () => {
    const semaphore = new HostSemaphore(3, 2);
    const taken = await order(semaphore, [['a'], ['a'], ['a'], ['a'], ['b'], ['c']]);
    expect(taken).toEqual(['a', 'a', 'b']);
    semaphore.release('b');
    await turn();
    expect(taken).toEqual(['a', 'a', 'b', 'c']);
    semaphore.release('a');
    await turn();
    expect(taken).toEqual(['a', 'a', 'b', 'c', 'a']);
  });

  it('go to the urgent first', async () => {
    const semaphore = new HostSemaphore(1, 1);
    const taken = await order(semaphore, [['a'], ['b'], ['c', true]]);
    semaphore.release('a');
    await turn();
    expect(taken).toEqual(['a', 'c!']);
  });
});
