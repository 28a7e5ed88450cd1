import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { Clock, isId, notFound } from '#platform';
import { POLICY, type Policy } from './allow.js';
import { Callers, isApi } from './callers.js';
import { Csrf } from './csrf.js';
import { menuFor } from './menu.js';
import type { WebRequest, WebResponse } from './who.js';

/** Stands before every route: no policy, no entry. Fills `req.who` and what every page shows. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly callers: Callers,
    private readonly csrf: Csrf,
    private readonly clock: Clock,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const req = context.switchToHttp().getRequest<WebRequest>();
    const res = context.switchToHttp().getResponse<WebResponse>();
    const policy = this.reflector.getAllAndOverride<Policy | undefined>(POLICY, [
      context.getHandler(),
      context.getClass(),
    ]);
    if (!policy) throw new Error(`${context.getClass().name}.${context.getHandler().name} states no policy`);
    const pattern = String((req.route as { path?: unknown } | undefined)?.path ?? '');
    const secretAddress =
      policy.kind === 'link' || (policy.kind === 'anyone' && Boolean(policy.secretAddress));
    if (secretAddress) {
      res.setHeader('Referrer-Policy', 'no-referrer');
      res.setHeader('X-Robots-Tag', 'noindex');
    }
    const who = await this.callers.resolve(req, policy, pattern);
    req.who = who;
    const secret = who.kind === 'user' ? req.sessionId : undefined;
    const fromAnywhere = policy.kind === 'link' && policy.fromAnywhere;
    if (!isApi(req) && !fromAnywhere) this.csrf.check(req, secret, secretAddress);
    for (const [name, value] of Object.entries(req.params))
      if (/(^id|Id)$/.test(name) && !isId(value)) throw notFound();
    Object.assign(res.locals, {
      who,
      area: who.area,
      csrf: this.csrf.tokenFor(req, res, secret),
      done: typeof req.query['done'] === 'string' ? req.query['done'] : undefined,
      path: req.path,
      clockNow: this.clock.now(),
      menu: who.kind === 'user' ? menuFor(who) : [],
    });
    return true;
  }
}
