import 'reflect-metadata';
import type { DynamicModule, INestApplicationContext, Type } from '@nestjs/common';
import { migrate, PlatformModule, type Settings } from '#platform';
import { migrations } from '../../../migrations/index.js';
import { withSettings } from './with-settings.js';

type Entities = Parameters<typeof PlatformModule.forRoot>[1];

/**
 * Boots the libs (no web server, no worker) on the settings the program works with, does the work and closes all again.
 * The database is brought to the present first; that is quick when it is there already.
 */
export function withApp<T>(
  work: (app: INestApplicationContext, settings: Settings) => Promise<T>,
): Promise<T> {
  return withSettings(async (settings) => {
    const { entities, libs } = await import('../../program.js');
    // Told only of the program's own role, we may not migrate; whoever owns the tables has.
    if (settings.databaseUrl) await migrate(settings, migrations);
    return runOn(settings, libs, entities, (app) => work(app, settings));
  });
}

/** Boots these modules on these settings, does the work, closes them. */
export async function runOn<T>(
  settings: Settings,
  modules: (Type | DynamicModule)[],
  entities: Entities,
  work: (app: INestApplicationContext) => Promise<T>,
): Promise<T> {
  const { NestFactory } = await import('@nestjs/core');
  const root: DynamicModule = {
    module: class CliModule {},
    imports: [PlatformModule.forRoot('cli', entities, settings), ...modules],
  };
  const app = await NestFactory.createApplicationContext(root, {
    // Standard output is for the answer alone; Nest writes errors to standard error and the rest to the other.
    logger: ['error', 'fatal'],
    abortOnError: false,
  });
  try {
    return await work(app);
  } finally {
    await app.close();
  }
}
