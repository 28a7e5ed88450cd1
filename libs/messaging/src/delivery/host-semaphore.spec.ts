import { setImmediate as turn } from 'node:timers/promises';
import { HostTurns } from './host-semaphore.js';

const order = async (turns: HostTurns, wishes: [string, boolean?][]) => {
  const taken: string[] = [];
  for (const [host, urgent] of wishes)
    void turns.take(host, urgent).then(() => taken.push(`${host}${urgent ? '!' : ''}`));
  await turn();
  return taken;
};

describe('turns', () => {
  it('are so many at a time, and of these so many for one host', async () => {
    const turns = new HostTurns(3, 2);
    const taken = await order(turns, [['a'], ['a'], ['a'], ['a'], ['b'], ['c']]);
    expect(taken).toEqual(['a', 'a', 'b']);
    turns.give('b');
    await turn();
    expect(taken).toEqual(['a', 'a', 'b', 'c']);
    turns.give('a');
    await turn();
    expect(taken).toEqual(['a', 'a', 'b', 'c', 'a']);
  });

  it('go to the urgent first', async () => {
    const turns = new HostTurns(1, 1);
    const taken = await order(turns, [['a'], ['b'], ['c', true]]);
    turns.give('a');
    await turn();
    expect(taken).toEqual(['a', 'c!']);
  });
});
