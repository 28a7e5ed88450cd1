import { type Settings, SettingsError } from '#platform';
import { StartError } from '#standalone';

/** What a connection to PostgreSQL failed on, as the setting to look at. SQLSTATEs: PostgreSQL, appendix A. */
const connection: Record<string, string> = {
  ECONNREFUSED: 'should name a PostgreSQL that answers; nothing listens there',
  ENOTFOUND: 'should name a PostgreSQL that answers; there is no such host',
  EAI_AGAIN: 'should name a PostgreSQL that answers; its host could not be looked up',
  ETIMEDOUT: 'should name a PostgreSQL that answers; it did not in time',
  ECONNRESET: 'should name a PostgreSQL that answers; the connection was cut',
  '28P01': 'should hold the right user and password; PostgreSQL refuses this one',
  '28000': 'should hold a user PostgreSQL lets in; it refuses this one',
  '3D000': 'should name a database that exists; make it first (createdb)',
  '42501': 'should name a user that may make tables and roles there',
};

/** An error of the start as something the operator can act on, where we know what it means. */
export function asStartError(error: unknown, settings: Settings): unknown {
  const code =
    (error as { code?: string }).code ?? (error as { errors?: { code?: string }[] }).errors?.[0]?.code;
  const should = code && connection[code];
  if (should && settings.given.has('DATABASE_URL'))
    return new SettingsError([
      { setting: 'DATABASE_URL', should: `${should} (${new URL(settings.databaseUrl!).host})` },
    ]);
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS' || code === 'ENOSPC')
    return new StartError(`DATA_DIR (${settings.dataDir}) cannot be used: ${(error as Error).message}`);
  return error;
}
