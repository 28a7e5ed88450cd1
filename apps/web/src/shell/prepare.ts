import { randomBytes, randomUUID } from 'node:crypto';
import express, { type NextFunction, type RequestHandler } from 'express';
import multer from 'multer';
import { Sessions } from '#access';
import { type Log, Settings } from '#platform';
import { Cookies } from './cookies.js';
import { routeOf } from './errors.filter.js';
import type { UploadedFile, WebRequest, WebResponse } from './who.js';

const FILE_LIMIT = 20 * 1024 * 1024;

type Step = (req: WebRequest, res: WebResponse, next: NextFunction) => void;
const step = (work: Step): RequestHandler => work as unknown as RequestHandler;

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

/** Forms and JSON; nested names such as `people[0][name]` are read. */
export const bodies: RequestHandler[] = [
  express.urlencoded({ extended: true, limit: '2mb', parameterLimit: 20_000 }),
  express.json({ limit: '2mb' }),
];

/** Who is signed in, if anybody. */
export const session = (cookies: Cookies, sessions: Sessions): RequestHandler =>
  step((req, res, next) => {
    const id = cookies.sessionId(req);
    if (!id) return next();
    sessions.find(id).then((found) => {
      if (found) {
        req.session = found;
        req.sessionId = id;
        cookies.renew(req, res, id);
      }
      next();
    }, next);
  });

/**
 * A file that comes with a form, in memory. Only from somebody who is signed in: it is read before the guard, which needs
 * the form's token out of it, and nobody else has a page that sends files.
 */
export const upload = (): RequestHandler => {
  const read = multer({
    storage: multer.memoryStorage(),
    limits: { fileSize: FILE_LIMIT, files: 1, fields: 500, fieldSize: 1024 * 1024 },
  }).any();
  return step((req, res, next) => {
    if (!req.is('multipart/form-data') || !req.session) return next();
    read(req, res, (error?: unknown) => {
      const file = (req as { files?: UploadedFile[] }).files?.[0];
      // A browser sends an empty part for a file nobody chose.
      if (file && (file.originalname || file.buffer.length)) req.file0 = file;
      next(error);
    });
  });
};
