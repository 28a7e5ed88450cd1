import './personal-data/platform.data.js';
import { type DynamicModule, Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { Clock } from './clock.js';
import { Database } from './database.js';
import { FactCounter, FactCursor, FactRow } from './facts/fact.entity.js';
import { FactDelivery } from './facts/fact-delivery.service.js';
import { FactMetrics } from './facts/fact-metrics.js';
import { FactSubscribers } from './facts/fact-subscribers.js';
import { Facts } from './facts/facts.service.js';
import { FailedJob } from './failed-job.entity.js';
import { FailedJobs } from './failed-jobs.js';
import { createLog, LOG, type Log } from './logging.js';
import { Metrics } from './metrics.js';
import { assertWallStands } from './migrate.js';
import { PublicUrls } from './public-urls.js';
import { Queues } from './queue.js';
import { RateCount } from './rate-count.entity.js';
import { RateLimiter } from './rate-limiter.js';
import { readSettings, Settings } from './settings.js';
import { SnakeNames } from './snake-names.js';

/**
 * Opens the program's own connection to PostgreSQL (not the owner's) and refuses one for which the wall does not stand.
 * `entities`: the classes whose tables are reached by it.
 */
export async function openDatabase(
  settings: Settings,
  entities: DataSourceOptions['entities'] = [],
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
  try {
    await assertWallStands(source);
  } catch (error) {
    await source.destroy();
    throw error;
  }
  return source;
}

/** The data source of the process, closed by TypeOrmModule once the web server has closed. Entities come by `forFeature`. */
const dataSource = (settings: Settings): DynamicModule =>
  TypeOrmModule.forRootAsync({
    useFactory: () => ({
      type: 'postgres',
      autoLoadEntities: true,
      // Whoever started us tries again; a start that cannot work says so at once, and in one line.
      toRetry: () => false,
    }),
    dataSourceFactory: (options) => openDatabase(settings, options?.entities),
  });

/** Settings, clock, log, database, queue, facts and limits, for every app and lib. */
@Global()
@Module({})
export class PlatformModule {
  static forRoot(app: string, settings: Settings = readSettings()): DynamicModule {
    return {
      module: PlatformModule,
      imports: [
        dataSource(settings),
        TypeOrmModule.forFeature([FactRow, FactCounter, FactCursor, FailedJob, RateCount]),
      ],
      providers: [
        { provide: Settings, useValue: settings },
        { provide: LOG, useFactory: () => createLog(settings, app) },
        {
          provide: Database,
          useFactory: (source: DataSource, log: Log) => new Database(source, log),
          inject: [DataSource, LOG],
        },
        Clock,
        Queues,
        FactSubscribers,
        Facts,
        FactDelivery,
        Metrics,
        FactMetrics,
        FailedJobs,
        RateLimiter,
        PublicUrls,
      ],
      exports: [
        Settings,
        LOG,
        Database,
        Clock,
        Queues,
        FactSubscribers,
        Facts,
        FactDelivery,
        Metrics,
        FailedJobs,
        RateLimiter,
        PublicUrls,
      ],
    };
  }
}
