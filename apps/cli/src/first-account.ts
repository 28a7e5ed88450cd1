import type { Command } from 'commander';
import { firstAccountLink } from '../../first-account-link.js';
import { answer, CliError } from './output.js';
import { withSettings } from './with-settings.js';

export function registerFirstAccount(program: Command): void {
  program
    .command('first-account')
    .description('print a fresh one-time link to make the first account; earlier ones end')
    .option('--json', 'answer as JSON: {"link"}')
    .action(async (options: { json?: boolean }) => {
      const link = await withSettings((settings) => firstAccountLink('cli', settings));
      if (!link)
        throw new CliError(
          'There is an account already; whoever has it can invite others (Settings, People).',
        );
      answer(options.json, { link }, link);
    });
}
