// npm run check: format, lint, types, layering, tests; stops at the first that fails and says which.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { checkNode } from './node-version.mjs';

checkNode();
const { makeReady, root } = await import('./setup.mjs');
await makeReady((text) => console.log(text));

const tool = (...path) => join(root, 'node_modules', ...path);
const steps = [
  ['Format and lint', [tool('@biomejs', 'biome', 'bin', 'biome'), 'ci', '--error-on-warnings', '.']],
  ['Types', [tool('typescript', 'bin', 'tsc'), '-p', 'tsconfig.json', '--noEmit']],
  [
    'Layering',
    [
      tool('dependency-cruiser', 'bin', 'dependency-cruise.mjs'),
      '--config',
      '.dependency-cruiser.mjs',
      'apps',
      'libs',
      'migrations',
    ],
  ],
  ['Tests', [join(root, 'scripts', 'test.mjs'), ...process.argv.slice(2)]],
];
for (const [name, args] of steps) {
  console.log(`${name} …`);
  const run = spawnSync(process.execPath, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
  if (run.status !== 0) {
    console.error(`${name}: not right yet; see above.`);
    process.exit(1);
  }
}
console.log('All is well.');
