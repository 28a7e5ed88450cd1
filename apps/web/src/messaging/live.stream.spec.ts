import { Writable } from 'node:stream';
import { EventStream } from './live.stream.js';

/** An answer whose reader takes one piece at a time, when told to. */
function slow() {
  const taken: string[] = [];
  const waiting: (() => void)[] = [];
  const res = new Writable({
    highWaterMark: 1,
    decodeStrings: false,
    write(chunk: string, _, done) {
      taken.push(chunk);
      waiting.push(done);
    },
  });
  return { res, taken, take: () => waiting.shift()?.() };
}
const soon = () => new Promise((done) => setImmediate(done));

describe('a stream of events', () => {
  it('says the same once', async () => {
    const { res, taken, take } = slow();
    const stream = new EventStream(res);
    stream.send('counts', '1');
    take();
    await soon();
    stream.send('counts', '1');
    expect(taken).toEqual(['event: counts\ndata: 1\n\n']);
  });

  it('keeps for a slow reader the newest event only', async () => {
    const { res, taken, take } = slow();
    const stream = new EventStream(res);
    for (const n of ['1', '2', '3', '4']) stream.send('counts', n);
    expect(res.writableLength).toBeLessThan(60);
    take();
    await soon();
    take();
    await soon();
    expect(taken).toEqual(['event: counts\ndata: 1\n\n', 'event: counts\ndata: 4\n\n']);
  });

  it('lets a reader go that takes nothing for thirty seconds', async () => {
    const { res, take } = slow();
    let now = 0;
    const stream = new EventStream(res, () => now);
    stream.send('counts', '1');
    now = 29_000;
    stream.beat();
    expect(stream.closed).toBe(false);
    now = 31_000;
    stream.beat();
    expect(stream.closed).toBe(true);
    const reader = slow();
    const other = new EventStream(reader.res, () => now);
    other.send('counts', '1');
    reader.take();
    await soon();
    now = 90_000;
    other.beat();
    expect(other.closed).toBe(false);
    take();
  });

  it('says that it ends only where nothing more is to come', async () => {
    const done = slow();
    new EventStream(done.res).end();
    expect(done.taken).toEqual(['event: end\ndata: \n\n']);
    const dropped = slow();
    new EventStream(dropped.res).drop();
    expect(dropped.taken).toEqual([]);
    expect(dropped.res.writableEnded).toBe(true);
  });
});
