import 'reflect-metadata';
import { errorForLog, LOG, type Log, readSettings, Settings, SettingsError } from '#platform';
import { createWebApp } from './shell/index.js';
import { WebModule } from './web.module.js';

/** Exit code that tells the supervisor that the port, or the one of the trial mailbox, is taken. */
const PORT_TAKEN = 98;
/** How long requests under way may take to end after SIGTERM. */
const PATIENCE_MS = 10_000;

/** What is wrong with a setting is said in words, not as a stack. */
function orEnd<T>(work: Promise<T>): Promise<T> {
  return work.catch((error: unknown) => {
    if (!(error instanceof SettingsError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  });
}

const app = await orEnd((async () => createWebApp(WebModule.forRoot(readSettings())))());
const settings = app.get(Settings);
const log = app.get<Log>(LOG);

let ending = false;
const end = (signal: string) => {
  if (ending) return;
  ending = true;
  log.info({ signal }, 'ending');
  setTimeout(() => process.exit(1), PATIENCE_MS).unref();
  app.close().then(
    () => process.exit(0),
    (error: unknown) => {
      log.error({ err: errorForLog(error) }, 'could not end cleanly');
      process.exit(1);
    },
  );
};
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, end);

try {
  await app.listen(settings.port, settings.host);
  log.info({ host: settings.host, port: settings.port }, 'listening');
} catch (error) {
  const portTaken = (error as { code?: string }).code === 'EADDRINUSE';
  const taken = portTaken || error instanceof SettingsError;
  process.stderr.write(
    portTaken
      ? `Port ${settings.port} on ${settings.host} is taken. Set PORT to another, or end what uses it.\n`
      : error instanceof SettingsError
        ? `${error.message}\n`
        : `Cannot listen on ${settings.host}:${settings.port}: ${(error as Error).message}\n`,
  );
  await app.close().catch(() => undefined);
  process.exit(taken ? PORT_TAKEN : 1);
}
