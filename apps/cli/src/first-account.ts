import type { Command } from 'commander';
import type { Settings } from '#platform';
import { answer, Plain } from './output.js';
import { runOn } from './with-app.js';
import { withSettings } from './with-settings.js';

export function registerFirstAccount(program: Command): void {
  program
    .command('first-account')
    .description('print a fresh one-time link to make the first account; earlier ones end')
    .option('--json', 'answer as JSON: {"link"}')
    .action(async (options: { json?: boolean }) => {
      const link = await withSettings(firstAccountLink);
      if (!link)
        throw new Plain('There is an account already; whoever has it can invite others (Settings, People).');
      answer(options.json, { link }, link);
    });
}

/** A fresh one-time link while no account exists, else undefined. Libs of access only, so that the start stays light. */
export const firstAccountLink = async (settings: Settings): Promise<string | undefined> => {
  const { AccessModule, accessEntities, FirstAccount } = await import('#access');
  return runOn(settings, [AccessModule], accessEntities, (app) => app.get(FirstAccount).link());
};
