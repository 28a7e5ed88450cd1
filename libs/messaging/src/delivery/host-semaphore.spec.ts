import { setImmediate as turn } from 'node:timers/promises';
import { HostSemaphore } from './host-semaphore.js';

const order = async (turns: HostSemaphore, wishes: [string, boolean?][]) => {
  const taken: string[] = [];
  for (const [host, urgent] of wishes)
    void turns.acquire(host, urgent).then(() => taken.push(`${host}${urgent ? '!' : ''}`));
  await turn();
  return taken;
};

describe('turns', () => {
  it('are so many at a time, and of these so many for one host', async () => {
    const turns = new HostSemaphore(3, 2);
    const taken = await order(turns, [['a'], ['a'], ['a'], ['a'], ['b'], ['c']]);
    expect(taken).toEqual(['a', 'a', 'b']);
    turns.release('b');
    await turn();
    expect(taken).toEqual(['a', 'a', 'b', 'c']);
    turns.release('a');
    await turn();
    expect(taken).toEqual(['a', 'a', 'b', 'c', 'a']);
  });

  it('go to the urgent first', async () => {
    const turns = new HostSemaphore(1, 1);
    const taken = await order(turns, [['a'], ['b'], ['c', true]]);
    turns.release('a');
    await turn();
    expect(taken).toEqual(['a', 'c!']);
  });
});
