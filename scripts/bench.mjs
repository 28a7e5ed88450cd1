// npm run bench -- wave --size 20000 [--dkim]: a part of the program beside its floor; the last line is JSON.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { checkNode } from './node-version.mjs';

checkNode();
const { makeReady, root } = await import('./setup.mjs');
await makeReady((text) => console.error(text));
const run = join(root, 'dist', 'bench', 'main.js');
process.exit(
  spawnSync(process.execPath, ['--enable-source-maps', run, ...process.argv.slice(2)], { stdio: 'inherit' })
    .status ?? 1,
);
