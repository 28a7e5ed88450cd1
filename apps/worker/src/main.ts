import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { DeliveryService } from '#messaging';
import { errorForLog, LOG, type Log, readSettings, type Settings, SettingsError } from '#platform';
import { JobRunner } from './job-runner.js';
import { WorkerModule } from './worker.module.js';

/** Starts a worker on these settings; any number may run. `stop` lets what is under way end. */
async function startWorker(settings: Settings): Promise<{ log: Log; stop: () => Promise<void> }> {
  const app = await NestFactory.createApplicationContext(WorkerModule.forRoot(settings), {
    logger: ['error', 'fatal'],
    abortOnError: false,
  });
  return {
    log: app.get<Log>(LOG),
    // The database goes last: jobs that are under way still write down how they ended.
    stop: async () => {
      app.get(DeliveryService, { strict: false }).stop();
      await app.get(JobRunner).stop();
      await app.close();
    },
  };
}

async function main(): Promise<void> {
  const settings = readSettings();
  const starting = startWorker(settings);
  let stopping = false;
  const end = async () => {
    if (stopping) return;
    stopping = true;
    // Jobs begin before the start is through; where the start fails, that ends the process.
    const { log, stop } = await starting;
    try {
      await stop();
      process.exit(0);
    } catch (error) {
      log.error({ err: errorForLog(error) }, 'stopping failed');
      process.exit(1);
    }
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.on(signal, () => void end().catch(() => undefined));
  const { log } = await starting;
  if (settings.clockFile) log.warn({ clockFile: settings.clockFile }, 'the clock is set by a file');
  log.info('ready');
  // apps/start waits for this word; nobody listens where it did not start us.
  process.send?.('ready');
}

main().catch((error: unknown) => {
  process.stderr.write(
    error instanceof SettingsError ? `${error.message}\n` : `${(error as Error).stack ?? String(error)}\n`,
  );
  process.exit(1);
});
