import { MicroBatcher } from './micro-batcher.js';

describe('work that is gathered', () => {
  it('goes together, and what comes meanwhile goes together next', async () => {
    const goes: number[][] = [];
    const batcher = new MicroBatcher<number, number>(async (items) => {
      goes.push(items);
      await new Promise((resolve) => setTimeout(resolve, 20));
      return goes.length;
    });
    const first = [1, 2].map((n) => batcher.add(n));
    await new Promise((resolve) => setTimeout(resolve, 10));
    const next = [3, 4].map((n) => batcher.add(n));
    expect(await Promise.all([...first, ...next])).toEqual([1, 1, 2, 2]);
    expect(goes).toEqual([
      [1, 2],
      [3, 4],
    ]);
  });

  it('waits for company, and no longer once there is enough of it', async () => {
    const goes: number[][] = [];
    const batcher = new MicroBatcher<number, void>(
      async (items) => {
        goes.push(items);
      },
      { patienceMs: 60_000, enough: 3 },
    );
    const asked = [1, 2].map((n) => batcher.add(n));
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(goes).toEqual([]);
    await Promise.all([...asked, batcher.add(3)]);
    expect(goes).toEqual([[1, 2, 3]]);
  });

  it('fails for the one it fails for, and for none beside it', async () => {
    const batcher = new MicroBatcher<number, string>(async (items) => {
      if (items.includes(2)) throw new Error('not two');
      return items.join();
    });
    const ends = await Promise.allSettled([1, 2, 3].map((n) => batcher.add(n)));
    expect(
      ends.map((end) => (end.status === 'fulfilled' ? end.value : (end.reason as Error).message)),
    ).toEqual(['1', 'not two', '3']);
    expect(await batcher.add(4)).toBe('4');
  });
});
