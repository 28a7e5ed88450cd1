import { find } from './find.js';
import { firstVisits } from './first-visit.js';
import { page } from './page.js';
import { pagesAsked } from './statements.js';
import { wave } from './wave.js';

/** `npm run bench -- <bench> [options]`. */
const benches: Record<string, (args: string[]) => Promise<void>> = {
  wave,
  'first-visit': firstVisits,
  statements: pagesAsked,
  find,
  page,
};

const [name = '', ...args] = process.argv.slice(2);
const bench = benches[name];
if (!bench) {
  process.stderr.write(`Which bench? ${Object.keys(benches).join(', ')}\n`);
  process.exit(1);
}
bench(args).then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`${(error as Error).stack ?? String(error)}\n`);
    process.exit(1);
  },
);
