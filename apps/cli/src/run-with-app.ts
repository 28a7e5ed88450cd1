import 'reflect-metadata';
import type { INestApplicationContext } from '@nestjs/common';
import type { Settings } from '#platform';
import { withSettings } from './with-settings.js';

/**
 * Boots the libs (no web server, no worker) on the settings the program works with, does the work and closes all again.
 * The database is brought to the present first, unless a program is running, which did so itself.
 */
export function runWithApp<T>(
  work: (app: INestApplicationContext, settings: Settings) => Promise<T>,
): Promise<T> {
  return withSettings(async (settings) => {
    const [{ NestFactory }, { CliModule }, { migrate }, { migrations }] = await Promise.all([
      import('@nestjs/core'),
      import('./cli.module.js'),
      import('#platform'),
      import('../../../migrations/index.js'),
    ]);
    await migrate(settings, migrations);
    const app = await NestFactory.createApplicationContext(CliModule.on(settings), {
      // Standard output is for the answer alone; Nest writes errors to standard error and the rest to the other.
      logger: ['error', 'fatal'],
      abortOnError: false,
    });
    try {
      return await work(app, settings);
    } finally {
      await app.close();
    }
  });
}
