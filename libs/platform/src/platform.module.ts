import { type DynamicModule, Global, Module } from '@nestjs/common';
import { DataSource, type EntitySchema } from 'typeorm';
import { Clock } from './clock.js';
import { Database } from './database.js';
import { Facts } from './facts.js';
import { createLog, LOG, type Log } from './logging.js';
import { Metrics } from './metrics.js';
import { assertWallStands } from './migrate.js';
import { PublicUrls } from './public-urls.js';
import { Queues } from './queue.js';
import { RateLimiter } from './rate-limiter.js';
import { readSettings, Settings } from './settings.js';
import { SnakeNames } from './snake-names.js';

type EntityClass = (new () => object) | EntitySchema;

/** Opens the program's own connection to PostgreSQL (not the owner's) and refuses one for which the wall does not stand. */
export async function openDatabase(
  settings: Settings,
  entities: EntityClass[],
  poolSize = 10,
): Promise<DataSource> {
  const source = new DataSource({
    type: 'postgres',
    url: settings.appDatabaseUrl,
    entities,
    poolSize,
    namingStrategy: new SnakeNames(),
    synchronize: false,
  });
  await source.initialize();
  await assertWallStands(source);
  return source;
}

/** Settings, clock, log, database, queue, facts and limits, for every app and lib. */
@Global()
@Module({})
export class PlatformModule {
  static forRoot(app: string, entities: EntityClass[], settings: Settings = readSettings()): DynamicModule {
    return {
      module: PlatformModule,
      providers: [
        { provide: Settings, useValue: settings },
        { provide: LOG, useFactory: () => createLog(settings, app) },
        { provide: DataSource, useFactory: () => openDatabase(settings, entities) },
        {
          provide: Database,
          useFactory: (source: DataSource, log: Log) => new Database(source, log),
          inject: [DataSource, LOG],
        },
        Clock,
        Queues,
        Facts,
        Metrics,
        RateLimiter,
        PublicUrls,
      ],
      exports: [Settings, LOG, DataSource, Database, Clock, Queues, Facts, Metrics, RateLimiter, PublicUrls],
    };
  }
}
