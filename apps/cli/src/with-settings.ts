import { readSettings, type Settings } from '#platform';
import { acquirePostgres, prepareDataFolder, runningProgram } from '#standalone';

/**
 * Does the work on the settings the program works with, whether it runs or not. Without DATABASE_URL (or
 * DATABASE_APP_URL) that is the built-in PostgreSQL: the one that runs, or one started for this work and stopped after
 * it (also on Ctrl-C). A running program's own address and ports win over the defaults, so that links lead to it.
 * A verb answers in words and throws what failed: the program's log stays quiet unless LOG_LEVEL asks for it.
 */
export async function withSettings<T>(work: (settings: Settings) => Promise<T>): Promise<T> {
  const asked = readSettings();
  prepareDataFolder(asked);
  const program = runningProgram(asked.dataDir);
  const settings = asked.with({
    ...(!asked.given.has('LOG_LEVEL') && { LOG_LEVEL: 'silent' }),
    ...(program && {
      PORT: String(program.port),
      BASE_URL: program.baseUrl,
      MAILBOX_PORT: String(program.mailboxPort),
    }),
  });
  if (settings.appDatabaseUrl) return work(settings);
  const postgres = await acquirePostgres(settings.dataDir);
  const interrupted = (signal: NodeJS.Signals) => {
    void postgres.release().finally(() => process.exit(signal === 'SIGINT' ? 130 : 143));
  };
  process.once('SIGINT', interrupted).once('SIGTERM', interrupted);
  try {
    return await work(settings.with({ DATABASE_URL: postgres.url }));
  } finally {
    await postgres.release();
    process.off('SIGINT', interrupted).off('SIGTERM', interrupted);
  }
}
