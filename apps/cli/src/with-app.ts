import type { INestApplicationContext } from '@nestjs/common';
import { migrate, type Settings } from '#platform';
import { migrations } from '../../../migrations/index.js';
import { withContext } from '../../context.js';
import { withSettings } from './with-settings.js';

/**
 * Boots the libs (no web server, no worker) on the settings the program works with, does the work and closes all again.
 * The database is brought to the present first; that is quick when it is there already.
 */
export function withApp<T>(
  work: (app: INestApplicationContext, settings: Settings) => Promise<T>,
): Promise<T> {
  return withSettings(async (settings) => {
    const { libs } = await import('../../program.js');
    // Told only of the program's own role, we may not migrate; whoever owns the tables has.
    if (settings.databaseUrl) await migrate(settings, migrations);
    return withContext({ app: 'cli', settings, modules: libs }, (app) => work(app, settings));
  });
}
