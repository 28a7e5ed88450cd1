// npm run -s cli -- VERB: standard output carries the answer and nothing else, so getting ready talks on standard error.
import { checkNode } from './node-version.mjs';

checkNode();
const { makeReady, runApp } = await import('./setup.mjs');
await makeReady((text) => console.error(text));
await runApp('cli', process.argv.slice(2));
