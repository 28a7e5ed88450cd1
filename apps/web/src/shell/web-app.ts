import type { DynamicModule, LoggerService, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { SignInSessions } from '#access';
import { errorForLog, LOG, type Log, Settings } from '#platform';
import { Assets } from './assets.js';
import { Cookies } from './cookies.js';
import { packed } from './encoding.js';
import { parseFields } from './fields.js';
import { headers, ownName, plainRequests, requestLog, session } from './middleware.js';
import { texts } from './sanitize-input.js';
import { setUpViews } from './views.js';
import { WebAdapter } from './web-adapter.js';

/**
 * Nest's own words: what is wrong goes to our log, its start-up talk nowhere. While the application is being made there
 * is no log yet; what fails then is thrown to whoever makes it.
 */
class QuietLogger implements LoggerService {
  to: Log | undefined;
  log(): void {}
  warn(message: unknown): void {
    this.to?.warn(said(message), 'the framework warns');
  }
  error(message: unknown): void {
    this.to?.error(said(message), 'the framework failed');
  }
}

const said = (message: unknown) =>
  typeof message === 'string' ? { nest: message } : { err: errorForLog(message) };

/** A query has plain names; Node bounds its length. */
const QUERY = { fields: 200, depth: 0 };

/** Gives an application everything every request needs; also for applications that tests make. */
export function configureWebApp(app: NestExpressApplication): NestExpressApplication {
  const settings = app.get(Settings);
  const assets = app.get(Assets);
  const express = app.getHttpAdapter().getInstance();
  express.disable('x-powered-by');
  express.set('trust proxy', settings.trustProxy ? 1 : false);
  express.set('query parser', (text: string | null) => parseFields(text ?? '', QUERY));
  setUpViews(express, assets, settings.sourceUrl);
  app.use(headers(settings), requestLog(app.get<Log>(LOG)), plainRequests(), ownName(settings));
  app.use('/assets', assets.serve);
  app.use(packed());
  app.use(session(app.get(Cookies), app.get(SignInSessions)), texts());
  return app;
}

/** The web application, ready to listen. */
export async function createWebApp(module: Type | DynamicModule): Promise<NestExpressApplication> {
  const logger = new QuietLogger();
  const app = await NestFactory.create<NestExpressApplication>(module, new WebAdapter(), {
    bodyParser: false,
    logger,
    abortOnError: false,
  });
  logger.to = app.get<Log>(LOG);
  return configureWebApp(app);
}
