import pg from 'pg';
import { fillArea, someOf } from './employer-area.js';
import { type Asked, Asker, asked, percentile } from './pages-asked.js';
import { withTemporaryWeb } from './temporary-web.js';
import { typedSearches } from './typed-searches.js';

const SEARCHES = 2000;
const SMALL = 10_000;
const LARGE = 1_000_000;

interface Times {
  p50: number;
  p95: number;
  floor95: number;
}

/**
 * `npm run bench -- find [--size 1000000]`: searches as typed in one area with so many employers and as many contacts, each by
 * one who is signed in on the page /find, beside the same statements of the search sent through pg by themselves; and the
 * same searches' p95 among 10,000. Milliseconds; ratio: floor over ours. The last line is JSON.
 */
export async function find(args: string[]): Promise<void> {
  const large = Number(args[args.indexOf('--size') + 1]) || LARGE;
  const small = await searched(SMALL);
  const { p50, p95, floor95 } = await searched(large);
  process.stdout.write(
    `${JSON.stringify({
      bench: 'find',
      p50_ms: round(p50),
      p95_ms: round(p95),
      floor_p95_ms: round(floor95),
      ratio: Math.round((floor95 / p95) * 100) / 100,
      p95_10k_ms: round(small.p95),
    })}\n`,
  );
}

const round = (ms: number) => Math.round(ms * 10) / 10;
const say = (text: string) => process.stderr.write(`${text}\n`);

async function searched(size: number): Promise<Times> {
  let times: Times | undefined;
  await withTemporaryWeb(async (web) => {
    const { areaId, settings } = web.world;
    const owner = new pg.Client({ connectionString: settings.databaseUrl! });
    const floor = new pg.Client({ connectionString: settings.appDatabaseUrl! });
    await Promise.all([owner.connect(), floor.connect()]);
    try {
      const started = performance.now();
      await fillArea(owner, areaId, size);
      say(
        `${size} employers with a contact each, made in ${Math.round((performance.now() - started) / 1000)} s`,
      );
      const terms = typedSearches(await someOf(owner, areaId, size, SEARCHES));
      const asker = new Asker(web, await web.signedIn({ role: 'coordinator' }));
      const address = (term: string) => `/find?q=${encodeURIComponent(term)}`;
      // Once before, so that both find the same in memory; and to learn what is asked of PostgreSQL.
      const statements: Asked[][] = [];
      for (const term of terms)
        statements.push(
          await asked(
            () => asker.get(address(term)),
            (texts) => texts.some((text) => /search_find/.test(text)),
          ),
        );
      const [ours, floors]: [number[], number[]] = [[], []];
      for (const [i, term] of terms.entries()) {
        const one = async () => ours.push(await asker.get(address(term)));
        const other = async () => floors.push(await replayed(floor, statements[i]!));
        // In turns, so that neither has the warmer caches.
        for (const measure of i % 2 ? [one, other] : [other, one]) await measure();
      }
      times = { p50: percentile(ours, 50), p95: percentile(ours, 95), floor95: percentile(floors, 95) };
      say(`p50 ${round(times.p50)} ms, p95 ${round(times.p95)} ms, floor p95 ${round(times.floor95)} ms`);
      const slowest = terms.map((term, i) => ({ term, ms: ours[i]! })).sort((a, b) => b.ms - a.ms);
      for (const { term, ms } of slowest.slice(0, 5)) say(`  ${round(ms)} ms: ${term}`);
    } finally {
      await Promise.all([owner.end(), floor.end()]);
    }
  });
  return times!;
}

/** Milliseconds of these statements on one connection, one after the other. */
async function replayed(
  client: pg.Client,
  statements: { text: string; values: unknown[] }[],
): Promise<number> {
  const started = performance.now();
  for (const { text, values } of statements) await client.query(text, values);
  return performance.now() - started;
}
