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

/** Lines of a stack that are logged; those of templates go on for pages. */
const FRAMES = 15;

/**
 * What the log keeps of an error: its name, its code (SQLSTATE, errno or our own) and where it happened. Never its
 * message: those of the database and of mail servers repeat people's addresses and answers.
 */
export function errorForLog(error: unknown): { name: string; code?: string; at?: string[] } {
  if (!(error instanceof Error)) return { name: typeof error };
  const { name, stack } = error;
  const own = error as { code?: unknown; driverError?: { code?: unknown } };
  const code = own.driverError?.code ?? own.code;
  // The frames stand after the message, which may have lines that look like them.
  const told = stack?.indexOf(error.message) ?? -1;
  const at = stack
    ?.slice(told < 0 ? 0 : told + error.message.length)
    .split('\n')
    .filter((line) => line.startsWith('    at '))
    .slice(0, FRAMES)
    .map((line) => line.trim());
  return { name, ...(typeof code === 'string' ? { code } : {}), ...(at?.length ? { at } : {}) };
}

/** An error in one line that may be kept: class, code and the place in the program, for the reasons above without its message. */
export function errorLine(error: unknown): string {
  const { name, code, at } = errorForLog(error);
  const place = at?.flatMap((frame) => /\b((?:apps|libs)\/[\w./-]+:\d+)/.exec(frame)?.[1] ?? [])[0];
  const known = code && /^[\w.-]{1,80}$/.test(code) ? ` ${code}` : '';
  return `${name.replace(/\W/g, '').slice(0, 80)}${known}${place ? ` at ${place.slice(-120)}` : ''}`;
}
