import { parseArgs } from 'node:util';
import { SettingsError } from '#platform';
import { StartError } from '#standalone';
import { start } from './start.js';

const HELP = `npm start: the whole program on this machine. It starts the database (unless DATABASE_URL names one), brings
its tables up to date, starts web and worker, and stops all of it on Ctrl-C. It has no options; README.md lists
the settings it reads from the environment.
`;

/** What the operator can put right in words; anything unexpected with the trail that leads to it. */
function explain(error: unknown): string {
  if (error instanceof SettingsError || error instanceof StartError) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

async function main(): Promise<number> {
  const { values } = parseArgs({ options: { help: { type: 'boolean', short: 'h' } } });
  if (!values.help) return start();
  process.stdout.write(HELP);
  return 0;
}

process.exitCode = await main().catch((error: unknown) => {
  const unknownOption = (error as { code?: string }).code?.startsWith('ERR_PARSE_ARGS');
  process.stderr.write(`${unknownOption ? `${(error as Error).message}\n${HELP}` : explain(error)}\n`);
  return 1;
});
// Idle connections must not keep it alive; what was written to a pipe goes out first.
process.stdout.write('', () => process.exit());
