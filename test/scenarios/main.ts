import { runScenarios } from './run.js';

/** `npm run -s scenarios -- KIND PATH [--json]`: replays case files through the program's own rules. */
const { status, stdout, stderr } = await runScenarios(process.argv.slice(2));
process.stderr.write(stderr);
// What was written to a pipe goes out first.
process.stdout.write(stdout, () => process.exit(status));
