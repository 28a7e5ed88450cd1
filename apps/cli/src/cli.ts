import { Command, CommanderError } from 'commander';
import { CodedError, SettingsError } from '#platform';
import { StartError } from '#standalone';
import { CliError } from './output.js';

/** A verb's file adds its command to the program; it loads what it needs only when the verb runs. */
type Register = (program: Command) => void;

/** Every verb and the file that has it. Only the file of the verb asked for is read, so that each starts quickly. */
const verbs: Record<string, () => Promise<Register>> = {
  migrate: async () => (await import('./migrate.js')).registerMigrate,
  'first-account': async () => (await import('./first-account.js')).registerFirstAccount,
  bounces: async () => (await import('./bounces.js')).registerBounces,
  administrator: async () => (await import('./administrator.js')).registerAdministrator,
  token: async () => (await import('./token.js')).registerToken,
  import: async () => (await import('./import.js')).registerImport,
  duplicates: async () => (await import('./duplicates.js')).registerDuplicates,
  demo: async () => (await import('./demo.js')).registerDemo,
  mail: async () => (await import('./mail.js')).registerMail,
  jobs: async () => (await import('./jobs.js')).registerJobs,
  'second-factor': async () => (await import('./second-factor.js')).registerSecondFactor,
  audit: async () => (await import('./audit.js')).registerAudit,
  areas: async () => (await import('./areas.js')).registerAreas,
};

/**
 * Runs one verb. The answer goes to standard output; everything else to standard error.
 * Returns the exit status: 0 when it succeeded.
 */
export async function runCommandLine(args: string[]): Promise<number> {
  const program = new Command('cli')
    .usage('VERB [options]')
    .description('Mindful Employer CRM: commands for those who run it')
    .showHelpAfterError('(--help says how it is used)')
    .exitOverride();
  const asked = verbs[args[0] ?? ''];
  for (const load of asked ? [asked] : Object.values(verbs)) (await load())(program);
  try {
    await program.parseAsync(args, { from: 'user' });
    return Number(process.exitCode ?? 0);
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode;
    process.stderr.write(explain(error) + '\n');
    return 1;
  }
}

/** A refusal in its own words; anything unexpected with the trail that leads to it. */
function explain(error: unknown): string {
  if (error instanceof SettingsError) return error.message;
  if (error instanceof CodedError) {
    const fields = Object.entries(error.fields).map(([field, what]) => `  ${field}: ${what}`);
    return [error.message, ...(fields.length > 1 ? fields : [])].join('\n');
  }
  if (error instanceof CliError || error instanceof StartError) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
