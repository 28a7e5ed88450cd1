// npm run -s scenarios -- KIND PATH [--json]: replays a file or folder of cases; standard output holds the answer alone.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { checkNode } from './node-version.mjs';

checkNode();
const { makeReady, root } = await import('./setup.mjs');
await makeReady((text) => console.error(text));
const run = join(root, 'dist', 'test', 'scenarios', 'main.js');
process.exit(
  spawnSync(process.execPath, ['--enable-source-maps', run, ...process.argv.slice(2)], { stdio: 'inherit' })
    .status ?? 1,
);
