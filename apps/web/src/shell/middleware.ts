import { randomBytes, randomUUID } from 'node:crypto';
import { BadRequestException } from '@nestjs/common';
import type { NextFunction, RequestHandler } from 'express';
import { SignInSessions } from '#access';
import { CodedError, LOOPBACK, type Log, Settings } from '#platform';
import { Cookies } from './cookies.js';
import { hangUpLater } from './deadline.js';
import { routeOf } from './errors.filter.js';
import type { WebRequest, WebResponse } from './principal.js';

type Step = (req: WebRequest, res: WebResponse, next: NextFunction) => void;
const step = (work: Step): RequestHandler => work as unknown as RequestHandler;

/** Refuses what is no request of one browser or program, and ends one that does not come to its end. */
export const plainRequests = (): RequestHandler =>
  step((req, _res, next) => {
    hangUpLater(req);
    const hosts = req.rawHeaders.filter((name, i) => i % 2 === 0 && name.toLowerCase() === 'host');
    // Two servers that each believe another one of them disagree about who is asked.
    next(hosts.length > 1 ? new BadRequestException() : undefined);
  });

/** Id, nonce and the headers of every answer; a handler may set a stricter or other one. */
export const headers = (settings: Settings): RequestHandler =>
  step((req, res, next) => {
    req.requestId = randomUUID();
    req.nonce = randomBytes(16).toString('base64url');
    res.locals['nonce'] = req.nonce;
    res.setHeader('X-Request-Id', req.requestId);
    res.setHeader(
      'Content-Security-Policy',
      [
        "default-src 'none'",
        `script-src 'nonce-${req.nonce}' 'strict-dynamic'`,
        `style-src 'self' 'nonce-${req.nonce}'`,
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "frame-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
      ].join('; '),
    );
    res.setHeader('X-Content-Type-Options', 'nosniff');
    res.setHeader('X-Frame-Options', 'DENY');
    res.setHeader('Referrer-Policy', 'same-origin');
    res.setHeader('Cross-Origin-Opener-Policy', 'same-origin');
    res.setHeader('Permissions-Policy', 'camera=(), geolocation=(), microphone=()');
    res.setHeader('Cache-Control', 'no-store');
    if (settings.secure) res.setHeader('Strict-Transport-Security', 'max-age=31536000');
    next();
  });

/**
 * In a trial the second factor is optional because nobody else reaches the program. Who asks for it by another name does not
 * get in, whether the name is the browser's or a proxy's: the installation has to say its name first.
 */
export const ownName = (settings: Settings): RequestHandler =>
  step((req, _res, next) => {
    const asked = [req.headers.host, req.headers['x-forwarded-host']]
      .flat()
      .filter((host) => host !== undefined);
    const outside =
      settings.local && asked.some((host) => !LOOPBACK.has(host.trim().replace(/:\d+$/, '').toLowerCase()));
    next(outside ? notByThisName() : undefined);
  });

const notByThisName = () =>
  new CodedError(
    'forbidden',
    'shell.not-by-this-name',
    'This program is set up for a trial on one computer only. Whoever runs it says the address that people use (BASE_URL) and starts it again.',
  );

/** One line a request: the route as declared, not the address, which may hold a token. */
export const requestLog = (log: Log): RequestHandler =>
  step((req, res, next) => {
    const started = process.hrtime.bigint();
    res.once('finish', () => {
      const route = routeOf(req);
      const line = {
        requestId: req.requestId,
        method: req.method,
        route,
        status: res.statusCode,
        ms: Number((process.hrtime.bigint() - started) / 1_000_000n),
        userId: req.who?.userId,
      };
      if (route.startsWith('/health') || req.originalUrl.startsWith('/assets/')) log.debug(line, 'request');
      else log.info(line, 'request');
    });
    next();
  });

/** Who is signed in, if anybody. */
export const session = (cookies: Cookies, sessions: SignInSessions): RequestHandler =>
  step((req, res, next) => {
    const id = cookies.sessionId(req);
    if (!id) return next();
    const look = async () => {
      const found = await sessions.find(id);
      if (!found) return;
      req.session = found;
      req.sessionId = id;
      cookies.renew(req, res, id);
      await sessions.noteUse(id, found);
    };
    look().then(() => next(), next);
  });
