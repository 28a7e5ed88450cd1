import { createHmac } from 'node:crypto';
import { type Limit, RateLimiter, TooOften } from '#platform';
import { type TestWorld, testDatabase } from '../../support/database.js';

describe('the limits of the program', () => {
  let world: TestWorld;
  let limiter: RateLimiter;
  beforeAll(async () => {
    world = await testDatabase();
    limiter = new RateLimiter(world.db, world.clock, world.settings);
  });
  afterAll(() => world.close());
  beforeEach(() => world.clock.set('2026-11-24T09:00:00Z'));

  let n = 0;
  const limit = (most: number, spanMs = 600_000): Limit => ({ name: `trial ${++n}`, most, spanMs });
  const rows = (of: Limit) =>
    world.owner<{ taken: number; refused: number; key_hash: Buffer }>(
      'SELECT taken, refused, key_hash FROM rate_count WHERE limit_name = $1 ORDER BY began_at',
      [of.name],
    );
  const refusals = async (of: Limit, key: string, times: number) => {
    const all = await Promise.allSettled(Array.from({ length: times }, () => limiter.take(of, key)));
    return all.filter((one) => one.status === 'rejected').map((one) => one.reason as TooOften);
  };

  it('let so many through, of many at once as well, and say when to come back', async () => {
    const three = limit(3);
    const refused = await refusals(three, 'a', 20);
    expect(refused).toHaveLength(17);
    expect(refused[0]).toMatchObject({ kind: 'busy', code: 'too-often' });
    expect(refused[0]!.message).toBe(
      'This was tried many times in a short while. Wait 14 minutes, then try again.',
    );
    world.clock.set(refused[0]!.retryAt.toISOString());
    await expect(limiter.take(three, 'a')).resolves.toBeUndefined();
  });

  it('hold for all processes together and for each key by itself', async () => {
    const one = limit(1);
    const other = new RateLimiter(world.db, world.clock, world.settings);
    await limiter.take(one, 'a');
    await expect(other.take(one, 'a')).rejects.toThrow(TooOften);
    await expect(other.take(one, 'b')).resolves.toBeUndefined();
  });

  it('let nobody have twice as much round the end of a window', async () => {
    const ten = limit(10);
    world.clock.set('2026-11-24T09:09:59Z');
    expect(await refusals(ten, 'a', 10)).toHaveLength(0);
    world.clock.set('2026-11-24T09:10:01Z');
    expect(await refusals(ten, 'a', 10)).toHaveLength(10);
    world.clock.set('2026-11-24T09:15:00Z');
    expect(await refusals(ten, 'a', 10)).toHaveLength(5);
  });

  it('keep of a thousand refusals one row with their count, and never the key itself', async () => {
    const one = limit(1);
    await limiter.take(one, 'sam@example.org');
    for (let i = 0; i < 10; i++) await refusals(one, 'sam@example.org', 100);
    const kept = await rows(one);
    expect(kept.map(({ taken, refused }) => [taken, refused])).toEqual([[1, 1000]]);
    const keyed = createHmac('sha256', world.settings.secret).update(`limit:${one.name}\nsam@example.org`);
    expect(kept[0]!.key_hash.equals(keyed.digest())).toBe(true);
  });

  it('take an act back that was none', async () => {
    const one = limit(1);
    for (let i = 0; i < 5; i++) {
      await limiter.take(one, 'a');
      await limiter.giveBack(one, 'a');
    }
    await limiter.take(one, 'a');
    await expect(limiter.take(one, 'a')).rejects.toThrow(TooOften);
  });

  it('are swept: what only counted when it counts no more, a refusal after 30 days', async () => {
    const [met, unmet] = [limit(1), limit(5)];
    await limiter.take(unmet, 'a');
    await refusals(met, 'a', 2);
    world.clock.set('2026-11-24T09:19:00Z');
    await limiter.sweep();
    expect([(await rows(unmet)).length, (await rows(met)).length]).toEqual([1, 1]);
    world.clock.set('2026-11-24T09:21:00Z');
    await limiter.sweep();
    expect([(await rows(unmet)).length, (await rows(met)).length]).toEqual([0, 1]);
    world.clock.set('2026-12-24T09:01:00Z');
    await limiter.sweep();
    expect(await rows(met)).toHaveLength(0);
  });
});
