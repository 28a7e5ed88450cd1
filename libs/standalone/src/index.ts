/**
 * standalone: what the program needs on a machine that has no servers for it. Owns the data folder (the secret, who runs
 * on it) and the embedded PostgreSQL in it, which the start and the commands share: whoever needs it first starts it,
 * whoever leaves last stops it. Web and worker must not need it: they are told where their database is.
 */
export {
  acquirePostgres,
  claimFolder,
  type PostgresLease,
  prepareDataFolder,
  type RunningProgram,
  releaseFolder,
  runningProgram,
} from './data-folder.js';
export { type EmbeddedPostgres, startEmbedded } from './embedded-postgres.js';
export { firstFreePort, freePort, isFree } from './ports.js';
export { findProcess, isRunning, type ProcessIdentity } from './processes.js';
export { StartError } from './start-error.js';
