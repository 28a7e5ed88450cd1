// The order in which spec files begin: one of minutes begun last would leave the other cores without work.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import Sequencer from '@jest/test-sequencer';

/** Longest first; Jest's own order, by what it remembers or by size, serves for the rest. */
const longest = [
  'test/chaos/main-job.spec.ts',
  'test/chaos/kill.spec.ts',
  'test/web/every-page.spec.ts',
  'test/web/refused-forms.spec.ts',
  'test/chaos/start.spec.ts',
  'test/chaos/two-versions.spec.ts',
  'test/integration/messaging/reading.spec.ts',
  'test/web/reading.spec.ts',
  'test/web/canaries.spec.ts',
  'test/integration/access/guessing.spec.ts',
  'test/chaos/chaos.spec.ts',
  'test/chaos/chaos-database.spec.ts',
  'test/integration/mail-transport/transport.spec.ts',
  'test/web/link-scanner.spec.ts',
  'test/web/statements.spec.ts',
  'test/integration/demo/sample-area.spec.ts',
].map((path) => fileURLToPath(new URL(`../../${path}`, import.meta.url)));

const gone = longest.filter((file) => !existsSync(file));
if (gone.length) throw new Error(`longest-first.mjs names what is not there: ${gone.join(', ')}`);

export default class LongestFirst extends Sequencer {
  sort(tests) {
    const rank = ({ path }) => (longest.includes(path) ? longest.indexOf(path) : longest.length);
    return super.sort(tests).sort((one, other) => rank(one) - rank(other));
  }
}
