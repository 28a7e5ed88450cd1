// npm run main-job [-- --queue redis] [--webs 2] [--workers 3]: the main job against an instance of its own.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { checkNode } from './node-version.mjs';

checkNode();
const { makeReady, root } = await import('./setup.mjs');
await makeReady((text) => console.error(text));
const run = join(root, 'dist', 'test', 'main-job', 'run.js');
process.exit(
  spawnSync(process.execPath, ['--enable-source-maps', run, ...process.argv.slice(2)], { stdio: 'inherit' })
    .status ?? 1,
);
