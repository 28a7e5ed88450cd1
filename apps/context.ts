import 'reflect-metadata';
import type { DynamicModule, INestApplicationContext, Type } from '@nestjs/common';
import { PlatformModule, type Settings } from '#platform';

interface Context {
  /** Which app asks; its log lines say so. */
  app: string;
  settings: Settings;
  modules: (Type | DynamicModule)[];
}

/** Boots these modules on these settings, with neither web server nor jobs, does the work and closes them. */
export async function withContext<T>(
  { app: name, settings, modules }: Context,
  work: (app: INestApplicationContext) => Promise<T>,
): Promise<T> {
  const { NestFactory } = await import('@nestjs/core');
  const root: DynamicModule = {
    module: class ContextModule {},
    imports: [PlatformModule.forRoot(name, settings), ...modules],
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
