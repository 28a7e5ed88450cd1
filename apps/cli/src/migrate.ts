import type { Command } from 'commander';
import { answer } from './output.js';
import { withSettings } from './with-settings.js';

export function registerMigrate(program: Command): void {
  program
    .command('migrate')
    .description('bring the database to the present; safe to run at any time and from several places at once')
    .option('--json', 'answer as JSON: {"ran":[names]}')
    .action(async (options: { json?: boolean }) => {
      const ran = await withSettings(async (settings) => {
        const { migrate } = await import('#platform');
        const { migrations } = await import('../../../migrations/index.js');
        return migrate(settings, migrations);
      });
      answer(
        options.json,
        { ran },
        ran.length ? ran.map((name) => `Ran ${name}`) : 'The database is up to date.',
      );
    });
}
