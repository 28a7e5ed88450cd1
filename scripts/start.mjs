// npm start: makes the checkout ready (installs, builds; only what is missing) and starts the program.
import { checkNode } from './node-version.mjs';

checkNode();
const { makeReady, runApp } = await import('./setup.mjs');
await makeReady((text) => console.log(text));
await runApp('start', process.argv.slice(2));
