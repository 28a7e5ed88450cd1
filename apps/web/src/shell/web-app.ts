import type { DynamicModule, LoggerService, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Sessions } from '#access';
import { LOG, type Log, Settings } from '#platform';
import { Assets } from './assets.js';
import { Cookies } from './cookies.js';
import { bodies, headers, requestLog, session, upload } from './prepare.js';
import { setUpViews } from './views.js';

/** Nest's own words: what is wrong goes to our log, its start-up talk nowhere. */
class QuietLogger implements LoggerService {
  log(): void {}
  warn(message: unknown): void {
    process.stderr.write(`${JSON.stringify({ level: 40, msg: String(message) })}\n`);
  }
  error(message: unknown, ...more: unknown[]): void {
    process.stderr.write(`${JSON.stringify({ level: 50, msg: String(message), more: more.map(String) })}\n`);
  }
}

/** Gives an application everything every request needs; also for applications that tests make. */
export function configureWebApp(app: NestExpressApplication): NestExpressApplication {
  const settings = app.get(Settings);
  const assets = app.get(Assets);
  const express = app.getHttpAdapter().getInstance();
  express.disable('x-powered-by');
  express.set('trust proxy', settings.trustProxy ? 1 : false);
  express.set('query parser', 'extended');
  setUpViews(express, assets);
  app.use(headers(settings), requestLog(app.get<Log>(LOG)));
  app.use('/assets', assets.serve);
  app.use(...bodies, session(app.get(Cookies), app.get(Sessions)), upload());
  return app;
}

/** The web application, ready to listen. */
export async function createWebApp(module: Type | DynamicModule): Promise<NestExpressApplication> {
  const app = await NestFactory.create<NestExpressApplication>(module, {
    bodyParser: false,
    logger: new QuietLogger(),
    abortOnError: false,
  });
  return configureWebApp(app);
}
