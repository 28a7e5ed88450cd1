import { readFileSync } from 'node:fs';
import { type ExecutionContext, Injectable, Module, type Type } from '@nestjs/common';
import { APP_INTERCEPTOR, DiscoveryService } from '@nestjs/core';
import { SeeOther, type WebRequest } from '../../apps/web/src/shell/index.js';
import { routesOf } from '../../apps/web/src/site/index.js';
import type { TestWeb } from './web.js';

export type WalkRoute = ReturnType<typeof routesOf>[number];

/** All routes of the program, those without parameters first, as the router has them. */
export function allRoutes(web: TestWeb): WalkRoute[] {
  const controllers = web.app.get(DiscoveryService, { strict: false }).getControllers();
  return routesOf(controllers.map((wrapper) => wrapper.metatype as Type)).sort(
    (a, b) => a.path.split(':').length - b.path.split(':').length,
  );
}

/** Where the guard has let somebody in, and no handler has run: the answer of every route of an application with `OnlyGuards`. */
export const LET_IN = '/let-in';

@Injectable()
class NoHandler {
  intercept(context: ExecutionContext): never {
    const { who } = context.switchToHttp().getRequest<WebRequest>();
    for (const owed of who!.owed.unseen) who!.owed.take(owed as never);
    throw new SeeOther(LET_IN);
  }
}

/** Put beside the program's modules: whatever the guard lets in ends there, and no handler runs. */
@Module({ providers: [{ provide: APP_INTERCEPTOR, useClass: NoHandler }] })
export class OnlyGuards {}

interface Cell {
  scope: string;
  conditions?: string[];
  fields?: string;
}
interface MatrixFile {
  resources: Record<string, { verbs: string[] }>;
  grants: Record<string, Record<string, Record<string, Cell | null>>>;
  /** Pairs without a route, or those of one role. */
  unused: { pair: string; role?: string; why: string; since: string }[];
}

/** The matrix as it is written, read here by other code than the program's. */
export const written = JSON.parse(
  readFileSync(new URL('../../libs/access/data/matrix.json', import.meta.url), 'utf8'),
) as MatrixFile;

export const writtenCell = (role: string, resource: string, verb: string): Cell | null =>
  written.grants[resource]?.[verb]?.[role] ?? null;
