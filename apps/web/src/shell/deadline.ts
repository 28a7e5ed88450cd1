import type { WebRequest } from './principal.js';

/** How long the headers of a request may take to come, how long a form, and how long a file at most. */
export const HEADERS_MS = 20_000;
const BODY_MS = 25_000;
export const LONGEST_MS = 300_000;

const timers = new WeakMap<WebRequest, NodeJS.Timeout>();

/** Hangs up on whoever has not sent all of a request in time, whether or not a route reads it. */
export function hangUpLater(req: WebRequest, ms = BODY_MS): void {
  if (req.headers['content-length'] === undefined && req.headers['transfer-encoding'] === undefined) return;
  waitLonger(req, ms);
  const done = () => clearTimeout(timers.get(req));
  req.once('end', done).once('close', done);
}

/** Gives a request more time, such as one that brings a file. */
export function waitLonger(req: WebRequest, ms: number): void {
  clearTimeout(timers.get(req));
  timers.set(req, setTimeout(() => req.socket.destroy(), ms).unref());
}
