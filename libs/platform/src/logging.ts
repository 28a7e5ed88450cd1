import { pino } from 'pino';
import { Settings } from './settings.js';

/** JSON lines on standard error: ids only, never answers, tokens, addresses or bodies. */
export type Log = ReturnType<typeof createLog>;

export const createLog = (settings: Pick<Settings, 'logLevel'>, app: string) =>
  pino(
    { level: settings.logLevel, base: { app, pid: process.pid }, timestamp: pino.stdTimeFunctions.isoTime },
    pino.destination({ dest: 2, sync: true }),
  );

/** Injection token for the process's log. */
export const LOG = Symbol('log');
