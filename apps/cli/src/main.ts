import { runCommandLine } from './cli.js';

process.exitCode = await runCommandLine(process.argv.slice(2));
// Idle connections must not keep a finished command alive; what was written to a pipe goes out first.
process.stdout.write('', () => process.exit());
