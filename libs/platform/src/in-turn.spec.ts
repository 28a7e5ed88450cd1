import { eachInTurn } from './in-turn.js';

describe('each in turn', () => {
  it('has its turn though others fail, and the first error is thrown at the end', async () => {
    const had: number[] = [];
    const act = async (one: number) => {
      had.push(one);
      if (one % 2) throw new Error(`trouble with ${one}`);
    };
    await expect(eachInTurn([1, 2, 3, 4], act)).rejects.toThrow('trouble with 1');
    expect(had).toEqual([1, 2, 3, 4]);
    await expect(eachInTurn([2, 4], act)).resolves.toBeUndefined();
  });
});
