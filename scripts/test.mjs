// npm test: everything, on databases of its own; npm run test:unit and so on: one kind of jest.config.mjs. Installs what
// it lacks when it may, otherwise names the command; tests of the kinds "unit" and "architecture" need nothing but the dependencies.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { checkNode } from './node-version.mjs';

checkNode();
const { makeReady, root } = await import('./setup.mjs');

const KINDS = ['unit', 'architecture', 'database', 'web', 'chaos'];
const args = process.argv.slice(2);
const named = args.findIndex((arg) => !KINDS.includes(arg));
const kinds = named < 0 ? args : args.slice(0, named);
const others = args.slice(kinds.length);
const some = (...of) => !kinds.length || of.some((kind) => kinds.includes(kind));
await makeReady((text) => console.log(text), { build: some('database', 'web', 'chaos') });

/** Programs the tests use, what Debian calls their package, and under which names they may be found. */
const needs = [
  {
    package: 'chromium',
    names: ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'],
    when: some('web'),
  },
  { package: 'redis-server', names: ['redis-server'], when: some('database', 'web', 'chaos') },
  { package: 'dovecot-imapd', names: ['dovecot', 'doveadm'], when: some('database') },
].filter((need) => need.when);
const find = (name) =>
  (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find((path) => existsSync(path));
const lacking = () =>
  needs.filter(
    (need) => !need.names.some(find) && !(need.package === 'chromium' && process.env.CHROMIUM_PATH),
  );

let missing = lacking().map((need) => need.package);
if (missing.length) {
  const command = `apt-get update && apt-get install -y --no-install-recommends ${missing.join(' ')}`;
  if (process.getuid?.() !== 0 || !find('apt-get')) {
    console.error(
      `The tests need ${missing.join(' and ')}. Install ${missing.length > 1 ? 'them' : 'it'} and run npm test again:\n  sudo sh -c '${command}'`,
    );
    process.exit(1);
  }
  console.log(`Installing ${missing.join(' and ')} with apt-get …`);
  spawnSync('sh', ['-c', command], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
  missing = lacking().map((need) => need.package);
  if (missing.length) {
    console.error(`apt-get did not bring ${missing.join(' and ')}; see above. By hand: ${command}`);
    process.exit(1);
  }
}

const chromium =
  process.env.CHROMIUM_PATH ??
  needs
    .find((need) => need.package === 'chromium')
    ?.names.map(find)
    .find(Boolean);
const folder = mkdtempSync(join(tmpdir(), 'crm-jest-'));
const results = join(folder, 'results.json');
const run = spawnSync(
  process.execPath,
  [
    '--experimental-vm-modules',
    '--no-warnings',
    // Each spec file loads all it needs anew: with more room for young objects the collector of garbage comes by less often.
    '--max-semi-space-size=64',
    join(root, 'node_modules', 'jest', 'bin', 'jest.js'),
    '--json',
    `--outputFile=${results}`,
    // Last, as it takes every word after it for a kind.
    ...others,
    ...(kinds.length ? ['--selectProjects', ...kinds] : []),
  ],
  {
    cwd: root,
    // With --json jest prints its results to standard output too; the report people read goes to standard error.
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, ...(chromium ? { CHROMIUM_PATH: chromium } : {}), NODE_ENV: 'test' },
  },
);
let result;
try {
  result = JSON.parse(readFileSync(results, 'utf8'));
} catch {
  console.error('The tests did not get as far as a result; see above.');
  process.exit(1);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
const skipped = result.numPendingTests + result.numTodoTests;
const suitesFailed = result.numRuntimeErrorTestSuites;
for (const suite of result.testResults)
  for (const test of suite.assertionResults)
    if (['pending', 'todo', 'disabled', 'skipped'].includes(test.status))
      console.error(`Skipped: ${test.fullName} (${suite.name})`);
if (suitesFailed) console.error(`${suitesFailed} test files could not be run.`);
if (skipped) console.error('Tests must not be skipped: mend or remove them.');
if (!result.numTotalTests) console.error('No test ran.');
console.log(
  `${result.numPassedTests} passed, ${result.numFailedTests + suitesFailed} failed, ${skipped} skipped`,
);
process.exit(run.status === 0 && result.success && !skipped && result.numTotalTests ? 0 : 1);
